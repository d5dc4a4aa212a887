import type { TrackTable } from "#contract/table";
import type { Ground } from "#io/foreign/foreign-tracks";
import { trackedRows } from "#io/foreign/tracked-rows";
import { voxelOf } from "#io/foreign/voxel-places";
import { decimal } from "#io/table/csv";
import { writeSheet } from "#io/table/write-sheet";

/**
 * Writes tracks as napari's tracks layer reads them (`napari.utils.io.read_csv`): track_id, t, (z,) y, x in voxels,
 * z from the first plane; a movie of single planes has no z.
 *
 * @throws Failure "read-only" | "disk-full" | "unreadable" with the path
 */
export async function writeNapari(path: string, tracks: TrackTable, ground: Ground): Promise<void> {
  const deep = ground.shape[0] > 1;
  await writeSheet(path, ["track_id", "t", ...(deep ? ["z"] : []), "y", "x"], rows());

  function* rows(): Generator<string[]> {
    for (const row of trackedRows(tracks)) {
      const [z, y, x] = voxelOf(tracks, row, ground).map((value) => decimal(value, 4));
      yield [String(tracks.track[row]), String(tracks.t[row]), ...(deep ? [z!] : []), y!, x!];
    }
  }
}
