import type { Triple } from "#contract/geometry";
import type { BlobTable } from "#contract/table";
import type { Ground } from "#io/foreign/foreign-tracks";

/** Where a row lies in voxels of the movie's stacks, [z, y, x]; the first voxel's centre is 0. */
export function voxelOf({ z, y, x }: BlobTable, row: number, { voxel, origin }: Ground): Triple {
  return [(z[row]! - origin[0]) / voxel[0], (y[row]! - origin[1]) / voxel[1], (x[row]! - origin[2]) / voxel[2]];
}
