import type { DepthPlan, Pair } from "#contract/geometry";
import type { FrameSource } from "#contract/source";
import { type Turn, turned, turnedShape } from "#core/image/turn";
import { depthWeights } from "#core/refocus/depth-weights";
import { focusPlane } from "#core/refocus/focus";
import { otherTurns } from "#core/refocus/spread";
import { openRefocuser, type Refocuser, type RefocusOptions } from "#jobs/refocuser";

/** How one recorded picture is refocused. */
export type PictureOptions = Pick<RefocusOptions, "model" | "axialDirection" | "pixelSize" | "scales" | "signal">;

/** The whole range of a model in a recording's own direction, planes 1 µm apart. */
export function wholeRange({ model, axialDirection }: Pick<RefocusOptions, "model" | "axialDirection">): DepthPlan {
  const { min, max } = model.manifest.depth;
  return axialDirection === 1
    ? { min: Math.ceil(min), max: Math.floor(max), step: 1 }
    : { min: Math.ceil(-max), max: Math.floor(-min), step: 1 };
}

/** The stacks [z, y, x] of a picture that lies in its seven other ways; each is refocused when it is asked for. */
export async function* turnedStacks(
  source: FrameSource,
  options: PictureOptions & { readonly plan: DepthPlan },
  grey: Float32Array,
  shape: Pair,
): AsyncGenerator<{ stack: Float32Array; turn: Turn }, void> {
  const { pixelSize } = options;
  for (const turn of otherTurns) {
    options.signal?.throwIfAborted();
    const lying = still(source, turned(grey, shape, turn), turnedShape(shape, turn));
    const sized = turn % 2 === 0 ? pixelSize : ([pixelSize[1], pixelSize[0]] as const);
    yield { stack: await stackOfPicture(lying, { ...options, pixelSize: sized }), turn };
  }
}

/** The stack [z, y, x] of a recording's only picture. */
export async function stackOfPicture(source: FrameSource, options: PictureOptions & { readonly plan: DepthPlan }): Promise<Float32Array> {
  return stackOf(await openRefocuser(source, { ...options, channels: [0] }), options, 0);
}

/** A stack [z, y, x] of its own. Made of coefficients where the model has them, so that no network is built for a few planes. */
export async function stackOf(
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
export function still({ info }: FrameSource, picture: Float32Array, [y, x]: Pair): FrameSource {
  return {
    info: { ...info, shape: { t: 1, c: 1, z: 1, y, x }, dtype: "float32", channels: info.channels.slice(0, 1) },
    read: async () => ({ data: picture, dtype: "float32", shape: [y, x] }),
    close: async () => {},
  };
}
