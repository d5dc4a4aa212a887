import * as z from "zod/mini";
import { Failure } from "#contract/failure";
import type { Triple } from "#contract/geometry";

const transformation = z.looseObject({
  type: z.string(),
  scale: z.optional(z.array(z.number())),
  translation: z.optional(z.array(z.number())),
});
const multiscales = z.array(
  z.looseObject({
    axes: z.array(z.looseObject({ name: z.string(), unit: z.optional(z.string()) })),
    datasets: z.array(z.looseObject({ path: z.string(), coordinateTransformations: z.optional(z.array(transformation)) })),
    coordinateTransformations: z.optional(z.array(transformation)),
  }),
);

/** The full resolution of an OME-Zarr image: where it lies, which axis is which, and its grid. */
export interface OmeImage {
  readonly dataset: string;
  /** Axis names, slowest first, a subset of t, c, z, y, x. */
  readonly axes: readonly string[];
  /** µm [z, y, x]. */
  readonly voxel: Triple;
  readonly origin: Triple;
}

const micrometres: Readonly<Record<string, number>> = {
  micrometer: 1,
  micrometre: 1,
  um: 1,
  nanometer: 1e-3,
  millimeter: 1e3,
  meter: 1e6,
  angstrom: 1e-4,
};

/**
 * Reads the metadata of an OME-Zarr group, versions 0.4 and 0.5.
 *
 * @param attributes of the group
 * @throws Failure "unsupported" where it is no image | "wrong-axes"
 */
export function omeImage(attributes: Readonly<Record<string, unknown>>, path: string): OmeImage {
  const ome = (attributes["ome"] ?? attributes) as Readonly<Record<string, unknown>>;
  const parsed = multiscales.safeParse(ome["multiscales"]);
  const image = parsed.success ? parsed.data[0] : undefined;
  const dataset = image?.datasets[0];
  if (image === undefined || dataset === undefined) {
    throw new Failure(
      "unsupported",
      `${path} is not an OME-Zarr image of version 0.4 or 0.5 (no multiscales with axes); export it as OME-Zarr 0.4 or OME-TIFF.`,
      { path },
    );
  }
  const axes = image.axes.map((axis) => axis.name);
  if (axes.some((axis) => !"tczyx".includes(axis)) || axes.slice(-2).join("") !== "yx") {
    throw new Failure("wrong-axes", `${path} has the axes ${axes.join(", ")}; t, c, z, y, x or fewer of them are wanted, y and x last.`, {
      path,
      axes,
    });
  }
  const all = [...(dataset.coordinateTransformations ?? []), ...(image.coordinateTransformations ?? [])];
  const along = (name: string) => {
    const axis = axes.indexOf(name);
    if (axis < 0) return { pitch: 1, start: 0 };
    const unit = micrometres[image.axes[axis]?.unit ?? "micrometer"] ?? 1;
    let pitch = 1;
    let start = 0;
    for (const step of all) {
      const factor = step.scale?.[axis] ?? 1;
      pitch *= factor;
      start = start * factor + (step.translation?.[axis] ?? 0);
    }
    return { pitch: pitch * unit, start: start * unit };
  };
  const [z_, y, x] = [along("z"), along("y"), along("x")];
  return { dataset: dataset.path, axes, voxel: [z_.pitch, y.pitch, x.pitch], origin: [z_.start, y.start, x.start] };
}
