import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { Failure } from "#contract/failure";
import { type RecordingInfo, unsaid } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { tracksOf } from "#core/link/table-ops";
import type { ForeignTracks, Ground } from "#io/foreign/foreign-tracks";
import { unnamed } from "#io/volume/labels";
import { openRecording } from "#io/recording/open";

interface Region {
  count: number;
  z: number;
  y: number;
  x: number;
}

/**
 * Reads a label image (TIFF, OME-Zarr, NRRD, …): each number but 0 is a neuron, the same number the same
 * neuron in every frame (what the challenge's table calls its child after a gap is the same neuron), with the track and
 * the name that an OME-Zarr label image gives it; it lies at the middle of its voxels, and its radius is that of the ball, or disc,
 * of their volume.
 *
 * @throws Failure "wrong-axes" where the image is not of the movie's size, "unsupported" where it is no label
 *         image, "empty" where no label is in it; and as the readers
 */
export async function readLabelImage(path: string, ground: Ground): Promise<ForeignTracks> {
  const source = await openAs(path, ground);
  try {
    const { shape, dtype } = source.info;
    const found: { readonly t: number; readonly label: number; readonly region: Region }[] = [];
    for (let t = 0; t < shape.t; t++) {
      const regions = new Map<number, Region>();
      for (let z = 0; z < shape.z; z++) gather(await source.read(t, 0, z), z, regions, path, dtype);
      for (const [label, region] of regions) found.push({ t, label, region });
      await setImmediate();
    }
    const { tracks: trackOf, names } = await saidOfLabels(path);
    if (found.length === 0) throw new Failure("empty", `${path} holds no labels (every voxel is 0); there is nothing to import.`, { path });
    const table = tracksOf(found.length);
    found.forEach(({ t, label, region }, row) => {
      const { count } = region;
      table.t[row] = t;
      table.z[row] = region.z / count;
      table.y[row] = region.y / count;
      table.x[row] = region.x / count;
      table.radius[row] = radiusOf(count, ground);
      table.intensity[row] = Number.NaN;
      table.confidence[row] = 1;
      table.track[row] = trackOf.get(label) ?? label;
    });
    return {
      format: `Label image, ${source.info.format}`,
      table,
      unit: "voxel",
      zFromFirstPlane: true,
      tracked: true,
      names,
      colours: new Map(),
      notes: [],
    };
  } finally {
    await source.close();
  }
}

/** What an OME-Zarr label image says of its labels, among much else. */
const imageLabel = z.object({
  properties: z.array(
    z.looseObject({
      "label-value": z.int(),
      track: z.int().nonnegative().optional().catch(undefined),
      name: z.string().optional().catch(undefined),
    }),
  ),
});

/** Tracks and names that stand beside a label image; a label that nothing is said of is its own track, without a name. */
async function saidOfLabels(
  folder: string,
): Promise<{ readonly tracks: ReadonlyMap<number, number>; readonly names: ReadonlyMap<number, string> }> {
  const tracks = new Map(await tracksOfLabels(folder));
  const names = new Map<number, string>();
  for (const { "label-value": label, track = label, name } of await propertiesOfLabels(folder)) {
    tracks.set(label, track);
    // Neurons without a name are written with their number, for programs that show names.
    if (name !== undefined && name !== "" && name !== unnamed(track)) names.set(track, name);
  }
  return { tracks, names };
}

/** Properties of the labels of an OME-Zarr 0.4 or 0.5 label image; none where the folder is none. */
async function propertiesOfLabels(folder: string): Promise<z.infer<typeof imageLabel>["properties"]> {
  for (const name of [".zattrs", "zarr.json"]) {
    const text = await readFile(join(folder, name), "utf8").catch(() => null);
    if (text === null) continue;
    const found = imageLabel.safeParse(labelsIn(text));
    if (found.success) return found.data.properties;
  }
  return [];
}

function labelsIn(text: string): unknown {
  try {
    const read = JSON.parse(text) as { attributes?: { ome?: Record<string, unknown> } } & Record<string, unknown>;
    return read["image-label"] ?? read.attributes?.ome?.["image-label"];
  } catch {
    return undefined;
  }
}

/**
 * In the layout of the Cell Tracking Challenge: the label that a neuron first had, for the labels under which it went
 * on after a gap. A label with two children divided, and they are cells of their own.
 */
async function tracksOfLabels(folder: string): Promise<ReadonlyMap<number, number>> {
  const texts = ["res_track.txt", "man_track.txt"].map((name) => readFile(join(folder, name), "utf8").catch(() => ""));
  const lines = (await Promise.all(texts)).join("\n").split("\n");
  const rows = lines.map((line) => line.trim().split(/\s+/).map(Number)).filter((row) => row.length === 4 && row.every(Number.isInteger));
  const children = new Map<number, number>();
  for (const [, , , parent = 0] of rows) children.set(parent, (children.get(parent) ?? 0) + 1);
  const first = new Map<number, number>();
  for (const [label = 0, , , parent = 0] of rows.sort((a, b) => a[1]! - b[1]!))
    if (parent > 0 && children.get(parent) === 1) first.set(label, first.get(parent) ?? parent);
  return first;
}

/** Opens the image with its axes as the movie's; a plain stack of pages is read the only way that fits. */
async function openAs(path: string, { frames, shape: [planes, height, width] }: Ground): Promise<FrameSource> {
  let source = await openRecording(path);
  const pages = source.info.shape.t * source.info.shape.z * source.info.shape.c;
  if (
    source.info.missing.includes("axes") ||
    source.info.shape.t * source.info.shape.z !== frames * planes ||
    source.info.shape.t !== frames
  ) {
    const axes = pages !== frames * planes ? null : planes === 1 ? "t" : frames === 1 ? "z" : "tz";
    if (axes !== null) {
      await source.close();
      source = await openRecording(path, { ...unsaid, axes });
    }
  }
  const { shape } = source.info;
  if (shape.t === frames && shape.z === planes && shape.y === height && shape.x === width && shape.c === 1) return source;
  await source.close();
  throw new Failure(
    "wrong-axes",
    `${path} is ${sizeOf(source.info)}, and the movie is ${frames} frames × ${planes} planes × ${height} × ${width}; a label image has the movie's size, in one channel.`,
    { path, shape: [shape.t, shape.z, shape.y, shape.x], expected: [frames, planes, height, width] },
  );
}

function sizeOf({ shape }: RecordingInfo): string {
  return `${shape.t} frames × ${shape.z} planes × ${shape.y} × ${shape.x}${shape.c > 1 ? `, ${shape.c} channels` : ""}`;
}

function gather(
  { data, shape: [, width] }: Awaited<ReturnType<FrameSource["read"]>>,
  z: number,
  regions: Map<number, Region>,
  path: string,
  dtype: string,
): void {
  for (let i = 0; i < data.length; i++) {
    const label = data[i]!;
    if (label === 0) continue;
    if (!Number.isInteger(label) || label < 0)
      throw new Failure(
        "unsupported",
        `${path} is no label image: it holds the value ${label} (${dtype}); labels are whole numbers from 0.`,
        {
          path,
          value: label,
        },
      );
    let region = regions.get(label);
    if (!region) regions.set(label, (region = { count: 0, z: 0, y: 0, x: 0 }));
    region.count++;
    region.z += z;
    region.y += Math.floor(i / width);
    region.x += i % width;
  }
  if (regions.size > 20_000)
    throw new Failure("unsupported", `${path} is no label image: one frame holds more than 20000 different values.`, { path });
}

/** Radius of the ball (or disc) of so many voxels, in voxels across. */
function radiusOf(count: number, { shape, voxel }: Ground): number {
  if (shape[0] === 1) return Math.sqrt(count / Math.PI);
  return ((3 * count * (voxel[0] / voxel[2])) / (4 * Math.PI)) ** (1 / 3);
}
