import type { Pair } from "#contract/geometry";
import { bin } from "#core/detect/bin";

/**
 * Averages blocks of `by` × `by` pixels of a plane; blocks at the far edges average what there is of them.
 *
 * @param plane grey levels [y, x]
 * @param shape pixels, [y, x]
 * @returns     [y, x] of the blocks
 * @throws      Failure "not-finite"
 */
export function binPlane(plane: Float32Array, shape: Pair, by: number): Float32Array {
  return by === 1 ? plane : bin({ data: plane, shape: [1, ...shape], voxel: [1, 1, 1], origin: [0, 0, 0] }, [1, by, by]).data;
}
