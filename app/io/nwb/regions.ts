import type { TrackTable } from "#contract/table";
import { drawBalls } from "#core/image/draw-balls";
import type { Ground } from "#io/foreign/foreign-tracks";
import type { NwbContents } from "#io/nwb/contents";
import { typed, writeTable } from "#io/nwb/core-types";
import { imagingPlane } from "#io/nwb/imaging-plane";
import type { Hdf5Writer } from "#io/recording/hdf5/writer";

/** Where the table of neurons lies in the file. */
export const regionTable = "/processing/ophys/ImageSegmentation/PlaneSegmentation";

interface Mean {
  z: number;
  y: number;
  x: number;
  radius: number;
  rows: number;
}

/**
 * Neurons as a PlaneSegmentation: each a ball of voxels at its mean place, with name and track number beside.
 *
 * @returns track number of each row
 */
export function writeRegions(file: Hdf5Writer, { tracks, names, ground, unit, virtual }: NwbContents): Int32Array {
  const means = meansOf(tracks);
  const numbers = Int32Array.from([...means.keys()].sort((a, b) => a - b));
  const masks = masksOf(
    Array.from(numbers, (track) => means.get(track)!),
    ground,
  );
  file.group("/processing/ophys/ImageSegmentation", typed("ImageSegmentation"));
  const place = (axis: "z" | "y" | "x" | "radius") => Float64Array.from(numbers, (track) => means.get(track)![axis]);
  const said = virtual === null ? "" : ` ${virtual}`;
  writeTable(
    file,
    regionTable,
    "PlaneSegmentation",
    `Neurons; the mask is a ball of the neuron's mean radius at its mean place, the series of positions tells where it was.${said}`,
    numbers,
    [
      {
        name: "neuron_name",
        description: "name of the neuron; empty where unnamed",
        data: Array.from(numbers, (track) => names.get(track) ?? ""),
      },
      { name: "track", description: "number of the neuron's track in the study", data: numbers },
      { name: "z", description: `mean depth, ${unit} from the recorded plane${virtual === null ? "" : "; virtual"}`, data: place("z") },
      { name: "y", description: `mean place down the image, ${unit}`, data: place("y") },
      { name: "x", description: `mean place to the right, ${unit}`, data: place("x") },
      { name: "radius", description: `mean radius of the nucleus, ${unit}`, data: place("radius") },
    ],
    ["voxel_mask"],
  );
  writeMasks(file, masks);
  file.group(`${regionTable}/reference_images`);
  file.link(imagingPlane, `${regionTable}/imaging_plane`);
  return numbers;
}

function writeMasks(file: Hdf5Writer, masks: readonly (readonly number[])[]): void {
  const voxels = masks.flat();
  const axis = (at: number) => Uint32Array.from({ length: voxels.length / 3 }, (_, i) => voxels[3 * i + at]!);
  const mask = `${regionTable}/voxel_mask`;
  const columns = new Map<string, Float32Array | Uint32Array>([
    ["x", axis(2)],
    ["y", axis(1)],
    ["z", axis(0)],
    ["weight", new Float32Array(voxels.length / 3).fill(1)],
  ]);
  file.dataset(mask, columns, { ...typed("VectorData", "hdmf-common"), description: "voxels of each neuron" });
  let end = 0;
  const ends = Uint32Array.from(masks, (voxelsOf) => (end += voxelsOf.length / 3));
  file.dataset(`${mask}_index`, ends, {
    ...typed("VectorIndex", "hdmf-common"),
    description: "where each neuron's voxels end",
    target: file.reference(mask),
  });
}

function meansOf({ track, z, y, x, radius }: TrackTable): Map<number, Mean> {
  const means = new Map<number, Mean>();
  track.forEach((number, row) => {
    if (number < 0) return;
    const mean = means.get(number) ?? { z: 0, y: 0, x: 0, radius: 0, rows: 0 };
    mean.rows++;
    mean.z += (z[row]! - mean.z) / mean.rows;
    mean.y += (y[row]! - mean.y) / mean.rows;
    mean.x += (x[row]! - mean.x) / mean.rows;
    mean.radius += ((Number.isFinite(radius[row]!) ? radius[row]! : 0) - mean.radius) / mean.rows;
    means.set(number, mean);
  });
  return means;
}

/** Indices z, y, x of the voxels of each neuron's ball, one after another; a voxel in several balls is the nearest one's. */
function masksOf(means: readonly Mean[], { shape, voxel, origin }: Ground): number[][] {
  const image = new Uint16Array(shape[0] * shape[1] * shape[2]);
  const column = (axis: "z" | "y" | "x" | "radius") => means.map((mean) => mean[axis]);
  const label = means.map((_, i) => i + 1);
  drawBalls({ z: column("z"), y: column("y"), x: column("x"), radius: column("radius"), label }, shape, voxel, origin, image);
  const masks = means.map((): number[] => []);
  const [, height, width] = shape;
  image.forEach((number, at) => {
    if (number > 0) masks[number - 1]!.push(Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width);
  });
  return masks;
}
