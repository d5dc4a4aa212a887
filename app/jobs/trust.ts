import { defaultsOf, detectSheet } from "#contract/parameters";
import { Failure } from "#contract/failure";
import { preflightVerdicts } from "#contract/preflight";
import type { FrameSource } from "#contract/source";
import type { TrustReport } from "#contract/trust";
import type { Volume } from "#contract/volume";
import { detectBlobs } from "#core/detect/detect-blobs";
import { frameScale } from "#core/image/movie-scale";
import { frameStatistics, unlikeTraining } from "#core/refocus/frame-statistics";
import { reproject } from "#core/refocus/reproject";
import { judgeSelf } from "#core/refocus/self-checks";
import { SpreadGatherer } from "#core/refocus/spread";
import { linearFit } from "#core/score/fidelity";
import { nominalOptics } from "#jobs/nominal-optics";
import { openRefocuser } from "#jobs/refocuser";
import { type PictureOptions, stackOf, stackOfPicture, still, turnedStacks, wholeRange } from "#jobs/turned-stacks";

/** How far a frame is refocused away before it is brought back, µm, where the model reaches that far. */
const farAway = 4;

/** What one refocused frame tells about itself; with `spread`, how far it scatters over the eight ways it can lie (seven more runs). */
export async function checkFrame(
  source: FrameSource,
  options: PictureOptions,
  { t, channel, spread }: { readonly t: number; readonly channel: number; readonly spread: boolean },
): Promise<TrustReport> {
  const { model, axialDirection, pixelSize } = options;
  if (model.manifest.tensors.channels > 1) {
    throw new Failure(
      "unsupported",
      `The model ${model.manifest.id} takes ${model.manifest.tensors.channels} recorded planes; frames are checked against themselves where one plane is recorded.`,
      { model: model.manifest.id },
    );
  }
  const whole = wholeRange(options);
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
  const back = await stackOfPicture(again, { ...options, scales: [scale], plan: { min: -away, max: -away, step: 1 } });
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
  for await (const { stack, turn } of turnedStacks(source, { ...options, scales: [scale], plan: whole }, grey, recorded.shape))
    gatherer.add(stack, turn);
  return { ...report, spread: gatherer.spread(scale.scale) };
}
