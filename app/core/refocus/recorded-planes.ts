import { Failure } from "#contract/failure";
import type { Manifest } from "#contract/model";
import type { RecordingInfo } from "#contract/recording";

/** How a model sees the planes of a recording that were recorded at each time point. */
export interface RecordedPlanes {
  /** Planes of the recording in the model's order. */
  readonly order: readonly number[];
  /** Depth of the model's first plane in the sense it was trained on, µm: what is taken off every depth asked for. */
  readonly origin: number;
}

/** Plane distances nearer than this to the model's are taken as they are. */
const nearEnough = 0.15;

/**
 * Which recorded plane goes where. Most models take one; a model of several tells how far each lies from the
 * first (µm, positive away from the objective), and a recording with the other axial direction is handed over
 * in reverse.
 *
 * @throws Failure "wrong-axes" where the recording has another number of planes, "out-of-range" where they
 *         lie at other distances
 */
export function recordedPlanes(
  info: Pick<RecordingInfo, "path" | "shape" | "zStep">,
  axialDirection: 1 | -1,
  model: Pick<Manifest, "id" | "depth">,
): RecordedPlanes {
  const wanted = model.depth.recorded ?? [0];
  const { path, shape } = info;
  if (shape.z !== wanted.length) {
    const facts = { path, planes: shape.z, wanted: wanted.length };
    const sentence =
      wanted.length > 1
        ? `The model ${model.id} takes ${wanted.length} planes a time point, ${wanted.join(" and ")} µm, and ${path} has ${shape.z}; choose a model of one plane, or, where planes alternate, say so with axes tz and ${wanted.length} planes.`
        : `${path} holds stacks of ${shape.z} planes, and the model ${model.id} takes one recorded plane; if its pages are frames, say so with --axes t; for two planes take a two-plane model, else go on without refocusing.`;
    throw new Failure("wrong-axes", sentence, facts);
  }
  if (wanted.length === 1) return { order: [0], origin: 0 };
  const step = info.zStep ?? 0;
  const off = wanted.findIndex((z, i) => Math.abs(i * step - z) > nearEnough * Math.max(Math.abs(z), 1));
  if (off >= 0) {
    throw new Failure(
      "out-of-range",
      `The planes of ${path} are ${step} µm apart, and the model ${model.id} was trained on planes at ${wanted.join(" and ")} µm; give the true plane distance, or use a model made for it.`,
      { path, planeDistance: step, wanted: [...wanted] },
    );
  }
  const order = wanted.map((_, i) => i);
  if (axialDirection === 1) return { order, origin: 0 };
  return { order: order.reverse(), origin: -step * (wanted.length - 1) };
}
