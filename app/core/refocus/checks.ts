import { Failure } from "#contract/failure";
import type { DepthPlan, Pair } from "#contract/geometry";
import { planesOf } from "#contract/geometry";
import type { Manifest } from "#contract/model";
import type { Channel, RecordingInfo } from "#contract/recording";

/** More planes than this are a slip of the finger. */
const mostPlanes = 2000;

/** Pixel sizes nearer than this to the model's are taken as they are. */
const nearEnough = 0.05;

/**
 * The depths of a plan in the sense the model was trained on: z × axial direction, from its first plane.
 *
 * @param origin   depth of the model's first plane in that sense, µm (`recordedPlanes`)
 * @returns depths, µm, in the order of the planes
 * @throws  Failure "out-of-range" where a plane lies outside the depths the model was trained on, or planes are too many
 */
export function modelDepths(plan: DepthPlan, axialDirection: 1 | -1, model: Pick<Manifest, "depth" | "id">, origin = 0): number[] {
  if (!(plan.step > 0) || (plan.max - plan.min) / plan.step > mostPlanes) {
    throw new Failure(
      "out-of-range",
      `Planes ${plan.step} µm apart from ${plan.min} to ${plan.max} µm are more than ${mostPlanes}; ask for a larger step.`,
      {
        step: plan.step,
        most: mostPlanes,
      },
    );
  }
  const depths = planesOf(plan).map((z) => z * axialDirection - origin + 0);
  const { min, max } = model.depth;
  const outside = depths.find((z) => z < min - 1e-6 || z > max + 1e-6);
  if (outside === undefined) return depths;
  const [from, to] = axialDirection === 1 ? [min + origin, max + origin] : [-(max + origin), -(min + origin)];
  throw new Failure(
    "out-of-range",
    `Planes from ${plan.min} to ${plan.max} µm leave the range of the model ${model.id}, ${from} to ${to} µm; ask for planes within it.`,
    { model: model.id, asked: [plan.min, plan.max], min: from, max: to },
  );
}

/**
 * The grid on which a model sees a frame: the recording's own where pixel sizes agree within 5 %, else
 * the model's pixel size over the same field.
 *
 * @param shape     pixels of the recording, [y, x]
 * @param pixelSize of the recording, µm [y, x]
 * @returns         pixels, [y, x]
 * @throws          Failure "out-of-range" where the pixel sizes are too far apart for resampling to make sense
 */
export function modelGrid(shape: Pair, pixelSize: Pair, model: Pick<Manifest, "optics" | "id">): Pair {
  const wanted = model.optics.pixelSize;
  const grid = shape.map((length, axis) => {
    const ratio = (pixelSize[axis] as number) / wanted;
    if (ratio > 4 || ratio < 0.125) {
      throw new Failure(
        "out-of-range",
        `A pixel size of ${pixelSize[axis]} µm is too far from the ${wanted} µm of the model ${model.id}; give the true pixel size, or use a model made for it.`,
        { model: model.id, pixelSize: pixelSize[axis] as number, modelPixelSize: wanted },
      );
    }
    return Math.abs(ratio - 1) <= nearEnough ? length : Math.max(1, Math.round(length * ratio));
  });
  return [grid[0] as number, grid[1] as number];
}

/** Apertures nearer than this to the model's blur alike. */
const alike = 0.08;

/**
 * What differs between a recording and the optics a model was trained for: sentences for people.
 *
 * @param aperture numerical aperture that the file tells; null where it tells none
 */
export function opticsWarnings(
  pixelSize: Pair,
  channel: Channel,
  model: Pick<Manifest, "optics" | "id">,
  aperture: number | null = null,
): string[] {
  const warnings: string[] = [];
  const { optics } = model;
  const off = pixelSize.find((size) => Math.abs(size / optics.pixelSize - 1) > nearEnough);
  if (off !== undefined) {
    warnings.push(
      `The pixels are ${off} µm, the model ${model.id} was trained at ${optics.pixelSize} µm: frames are resampled for it and back; trust the result less.`,
    );
  }
  if (aperture !== null && Math.abs(aperture - optics.na) > alike) {
    warnings.push(
      `The objective has an aperture of ${aperture}, the model ${model.id} was trained for ${optics.na} (${optics.objective}): depths come out stretched, and blur is left over.`,
    );
  }
  const [low, high] = optics.emission.map((micrometres) => Math.round(micrometres * 1000)) as [number, number];
  if (channel.wavelength !== null && (channel.wavelength < low - 10 || channel.wavelength > high + 10)) {
    warnings.push(
      `The channel ${channel.name} emits at ${channel.wavelength} nm, the model ${model.id} was trained for ${low} to ${high} nm.`,
    );
  }
  return warnings;
}

/** What tells, without a look at the pixels, that a recording is no raw wide-field movie: sentences for people. */
export function originWarnings(info: Pick<RecordingInfo, "name" | "virtual" | "dtype">): string[] {
  const warnings: string[] = [];
  if (/(^|[^a-z])(mip|maxproj|max|proj|projection)([^a-z]|$)/i.test(info.name)) {
    warnings.push(
      `The name ${info.name} speaks of a projection; refocusing is meant for wide-field frames, and what it makes of a projection is not to be trusted.`,
    );
  }
  if (info.virtual !== null)
    warnings.push(`${info.name} was itself made by a network (${info.virtual}); refocus the recorded movie instead.`);
  if (/\.(mp4|m4v|mov|webm)\.ome\.tiff?$/i.test(info.name)) {
    warnings.push(
      `${info.name} comes from a video, which packs with loss: fine structure and brightness were altered before NemaTrace saw them, and neither depth nor ΔF/F0 is exact. Record as TIFF.`,
    );
  }
  if (info.dtype === "uint8") {
    warnings.push(
      "Pixels of 8 bits often come from a projection or a processed movie. The model was trained on raw wide-field frames; for a projection, go on without refocusing.",
    );
  }
  return warnings;
}
