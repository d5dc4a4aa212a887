import { defaultsOf, detectSheet } from "#contract/parameters";
import { Failure } from "#contract/failure";
import { preflightVerdicts } from "#contract/preflight";
import type { FrameSource } from "#contract/source";
import type { TrustReport } from "#contract/trust";
import type { Volume } from "#contract/volume";
import { detectBlobs } from "#core/detect/detect-blobs";
import { frameScale } from "#core/image/movie-scale";
import { turned, turnedShape } from "#core/image/turn";
import { depthWeights } from "#core/refocus/depth-weights";
import { focusPlane } from "#core/refocus/focus";
import { frameStatistics, unlikeTraining } from "#core/refocus/frame-statistics";
import { reproject } from "#core/refocus/reproject";
import { judgeSelf } from "#core/refocus/self-checks";
import { otherTurns, SpreadGatherer } from "#core/refocus/spread";
import { linearFit } from "#core/score/fidelity";
import { nominalOptics } from "#jobs/nominal-optics";
import { openRefocuser, type RefocusOptions, type Refocuser } from "#jobs/refocuser";

/** Planes the checks look at, µm apart. */
const step = 1;
/** How far a frame is refocused away before it is brought back, µm, where the model reaches that far. */
const farAway = 4;

/** What one refocused frame tells about itself; with `spread`, how far it scatters over the eight ways it can lie (seven more runs). */
export async function checkFrame(
  source: FrameSource,
  options: Pick<RefocusOptions, "model" | "axialDirection" | "pixelSize" | "scales" | "signal">,
  { t, channel, spread }: { readonly t: number; readonly channel: number; readonly spread: boolean },
): Promise<TrustReport> {
  const { model, axialDirection, pixelSize } = options;
  const { min, max } = model.manifest.depth;
  if (model.manifest.tensors.channels > 1) {
    throw new Failure(
      "unsupported",
      `The model ${model.manifest.id} takes ${model.manifest.tensors.channels} recorded planes; frames are checked against themselves where one plane is recorded.`,
      { model: model.manifest.id },
    );
  }
  const whole =
    axialDirection === 1 ? { min: Math.ceil(min), max: Math.floor(max), step } : { min: Math.ceil(-max), max: Math.floor(-min), step };
  const refocuser = await openRefocuser(source, { ...options, plan: whole, channels: [channel] });
  const scale = refocuser.scales[0]!;
  const recorded = await source.read(t, channel, 0);
  const grey = Float32Array.from(recorded.data);
  const frame = grey.map((value) => value - scale.background);
  const { shape, voxel, origin } = refocuser;
  const volume: Volume = { data: await stackOf(refocuser, options, t), shape, voxel, origin };
  const size = frame.length;
  const planeAt = (z: number) => {
    const k = refocuser.depths.findIndex((depth) => Math.abs(depth - z) < 1e-6);
    return volume.data.subarray(k * size, (k + 1) * size) as Float32Array;
  };
  const total = (plane: Float32Array) => plane.reduce((sum, value) => sum + value, 0);
  const light = total(frame);
  const away = Math.min(farAway, whole.max, -whole.min);
  const again = still(
    source,
    planeAt(away).map((value) => value + scale.background),
    recorded.shape,
  );
  const back = await once(again, { ...options, scales: [scale], plan: { min: -away, max: -away, step }, channels: [0] });
  const neurons = detectBlobs(volume, t, defaultsOf(detectSheet));
  const inModel = { ...neurons, z: neurons.z.map((z) => z * axialDirection) };
  const checks = judgeSelf({
    unlike: unlikeTraining([frameStatistics(grey, recorded.shape, frameScale(grey))], model.manifest),
    atZero: linearFit(planeAt(0), frame).pearson,
    back: linearFit(back, frame).pearson,
    away,
    light: refocuser.depths.map((z) => ({ z, share: light > 0 ? total(planeAt(z)) / light : 1 })),
    reprojection: neurons.t.length === 0 ? null : reproject(frame, recorded.shape, pixelSize, inModel, nominalOptics(model.manifest)),
  });
  const worst = Math.max(...checks.map(({ verdict }) => preflightVerdicts.indexOf(verdict)));
  const verdict = preflightVerdicts[worst] ?? "good";
  const report = { model: model.manifest.id, t, verdict, checks };
  if (!spread) return { ...report, spread: null };
  const gatherer = new SpreadGatherer(volume, neurons);
  gatherer.add(volume.data as Float32Array, 0);
  for (const turn of otherTurns) {
    options.signal?.throwIfAborted();
    const shape = turnedShape(recorded.shape, turn);
    const lying = still(source, turned(grey, recorded.shape, turn), shape);
    const sized = turn % 2 === 0 ? pixelSize : ([pixelSize[1], pixelSize[0]] as const);
    gatherer.add(await once(lying, { ...options, pixelSize: sized, scales: [scale], plan: whole, channels: [0] }), turn);
  }
  return { ...report, spread: gatherer.spread(scale.scale) };
}

async function once(source: FrameSource, options: RefocusOptions): Promise<Float32Array> {
  return stackOf(await openRefocuser(source, options), options, 0);
}

/** A stack [z, y, x] of its own. Made of coefficients where the model has them, so that no network is built for a few planes. */
async function stackOf(
  refocuser: Refocuser,
  { model, axialDirection }: Pick<RefocusOptions, "model" | "axialDirection">,
  t: number,
): Promise<Float32Array> {
  const { manifest } = model;
  if (manifest.signature === "deep-z") return Float32Array.from((await refocuser.volume(t, 0)).data);
  const [, height, width] = refocuser.shape;
  const count = manifest.tensors.coefficients;
  // Coefficients of a model are floats.
  const stored = (await refocuser.coefficients(t, 0)) as Float32Array;
  const weights = depthWeights(
    refocuser.depths.map((z) => z * axialDirection + 0),
    manifest.depth,
  );
  const stack = new Float32Array(refocuser.depths.length * height * width);
  refocuser.depths.forEach((_, p) =>
    focusPlane(
      { stored, shape: [count, height, width], scale: 1, offset: 0 },
      weights.subarray(p * count, (p + 1) * count),
      stack.subarray(p * height * width, (p + 1) * height * width),
    ),
  );
  return stack;
}

/** A recording of one picture, grey levels [y, x], with all else as the recording says. */
function still({ info }: FrameSource, picture: Float32Array, [y, x]: readonly [number, number]): FrameSource {
  return {
    info: { ...info, shape: { t: 1, c: 1, z: 1, y, x }, dtype: "float32", channels: info.channels.slice(0, 1) },
    read: async () => ({ data: picture, dtype: "float32", shape: [y, x] }),
    close: async () => {},
  };
}
