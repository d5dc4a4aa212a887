import { join } from "node:path";
import { positionSources, type TrackTable } from "#contract/table";
import type { Ground } from "#io/foreign/foreign-tracks";
import { trackedRows } from "#io/foreign/tracked-rows";
import { voxelOf } from "#io/foreign/voxel-places";
import { writeHdf5 } from "#io/recording/hdf5/writer";
import { writeText } from "#io/table/write-sheet";

/**
 * Writes annotations.h5, worldlines.h5 and metadata.json as ZephIR keeps them (Yu et al. 2024,
 * doi:10.1371/journal.pcbi.1011848): places as parts 0..1 of the image's sides, a worldline a neuron. What a
 * person set is ANTT (an annotator), the rest ZEIR (tracked).
 *
 * @returns names of the files
 * @throws  Failure "read-only" | "disk-full" | "unreadable" with the path
 */
export async function writeZephir(
  folder: string,
  tracks: TrackTable,
  names: ReadonlyMap<number, string>,
  colours: ReadonlyMap<number, string>,
  ground: Ground,
): Promise<string[]> {
  const rows = trackedRows(tracks);
  const places = rows.map((row) => voxelOf(tracks, row, ground).map((voxel, axis) => (voxel + 0.5) / ground.shape[axis]!));
  const part = (axis: 0 | 1 | 2) => Float32Array.from(places, (place) => place[axis]!);
  const human = positionSources.indexOf("human");
  await writeHdf5(join(folder, "annotations.h5"), (file) => {
    file.dataset(
      "/id",
      Uint32Array.from(rows, (_, i) => i + 1),
    );
    file.dataset("/parent_id", new Uint32Array(rows.length));
    file.dataset(
      "/t_idx",
      Uint32Array.from(rows, (row) => tracks.t[row]!),
    );
    file.dataset(
      "/worldline_id",
      Uint32Array.from(rows, (row) => tracks.track[row]!),
    );
    file.dataset("/z", part(0));
    file.dataset("/y", part(1));
    file.dataset("/x", part(2));
    file.dataset(
      "/provenance",
      rows.map((row) => (tracks.source[row] === human ? "ANTT" : "ZEIR")),
      {},
      { dtype: "S4" },
    );
  });
  const numbers = [...new Set(rows.map((row) => tracks.track[row]!))];
  const called = numbers.map((number) => names.get(number) ?? "null");
  await writeHdf5(join(folder, "worldlines.h5"), (file) => {
    file.dataset("/id", Uint32Array.from(numbers));
    file.dataset("/name", called, {}, { dtype: `A${1 + Math.max(4, ...called.map((name) => Buffer.byteLength(name)))}` });
    file.dataset(
      "/color",
      numbers.map((number) => colours.get(number) ?? "#ffffff"),
      {},
      { dtype: "S7" },
    );
  });
  const [z, y, x] = ground.shape;
  const metadata = { shape_t: ground.frames, shape_c: 1, shape_z: z, shape_y: y, shape_x: x };
  await writeText(join(folder, "metadata.json"), [`${JSON.stringify(metadata, null, 2)}\n`]);
  return ["annotations.h5", "worldlines.h5", "metadata.json"];
}
