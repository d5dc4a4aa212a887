import { Failure } from "#contract/failure";
import type { DepthRange, Pair } from "#contract/geometry";

/** A plane to refocus to: depth at the image centre, µm from the recorded plane; slope, µm per µm, [y, x]. */
export interface TargetPlane {
  readonly depth: number;
  readonly slope: Pair;
}

/**
 * Digital propagation matrix: how far each pixel shall be refocused.
 * A sloped target levels a worm that lies on a tilted slide.
 *
 * Wu et al. (2019), doi:10.1038/s41592-019-0622-5.
 *
 * @param shape  pixels, [y, x]
 * @param pitch  pixel size, µm, [y, x]
 * @param target depth at the image centre, µm from the recorded plane; slope, µm per µm, [y, x]
 * @param range  depths the model was trained on, µm
 * @returns      depth, µm, [y, x]
 * @throws       Failure "out-of-range" if the target leaves `range`
 */
export function propagationMatrix(shape: Pair, pitch: Pair, target: TargetPlane, range: DepthRange): Float32Array {
  const [height, width] = shape;
  const depth = new Float32Array(height * width);
  const rise = target.slope[0] * pitch[0];
  const run = target.slope[1] * pitch[1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      depth[i] = within(range, target.depth + rise * (y - (height - 1) / 2) + run * (x - (width - 1) / 2));
    }
  }
  return depth;
}

/**
 * The depth itself where it lies in the range, ends included.
 *
 * @throws Failure "out-of-range"
 */
export function within(range: DepthRange, depth: number): number {
  if (depth >= range.min - 1e-6 && depth <= range.max + 1e-6) return depth;
  throw new Failure(
    "out-of-range",
    `A depth of ${round(depth)} µm lies outside what the model was trained on, ${range.min} to ${range.max} µm; choose planes within it.`,
    { depth: round(depth), min: range.min, max: range.max },
  );
}

function round(depth: number): number {
  return Number(depth.toFixed(3));
}
