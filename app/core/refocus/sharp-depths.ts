import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { Failure } from "#contract/failure";
import type { Pair } from "#contract/geometry";
import type { SurfacePoint } from "#contract/surface";
import { median } from "#core/image/percentile";
import type { Surface } from "#core/refocus/surfaces";

/** Side of a block, pixels: a nucleus with its surroundings. */
export const sharpBlock = 32;
/** Distance of the neighbours in the Laplacian, pixels: what changes faster is noise. */
const reach = 2;
/** Blocks whose sharpest plane has less than this share of the brightest blocks' sharpness show no structure. */
const faint = 0.002;
/** A block whose sharpest plane is not this much sharper than its middling one has no depth of its own. */
const distinct = 1.5;

/** Blocks of a frame, row by row; those at the lower and right edges may be smaller. */
export function blocksOf([height, width]: Pair): Pair {
  return [Math.ceil(height / sharpBlock), Math.ceil(width / sharpBlock)];
}

/**
 * How sharp a plane is in each block: the mean square of its Laplacian.
 *
 * Subbarao, Choi and Nikzad (1993), doi:10.1117/12.147706: energy of the Laplacian as a focus measure.
 *
 * @param plane grey levels [y, x]
 * @param shape pixels [y, x]
 * @returns     grey levels squared, a value a block, row by row
 */
export function blockSharpness(plane: Float32Array, shape: Pair): Float64Array {
  const [height, width] = shape;
  const [rows, columns] = blocksOf(shape);
  const sums = new Float64Array(rows * columns);
  const counts = new Float64Array(rows * columns);
  for (let y = reach; y < height - reach; y++) {
    const row = Math.floor(y / sharpBlock) * columns;
    for (let x = reach; x < width - reach; x++) {
      const i = y * width + x;
      const bend =
        4 * (plane[i] as number) -
        (plane[i - reach] as number) -
        (plane[i + reach] as number) -
        (plane[i - reach * width] as number) -
        (plane[i + reach * width] as number);
      const block = row + Math.floor(x / sharpBlock);
      sums[block] = (sums[block] as number) + bend * bend;
      counts[block] = (counts[block] as number) + 1;
    }
  }
  return sums.map((sum, i) => sum / Math.max(counts[i] as number, 1));
}

/**
 * The depth at which each block is sharpest, between planes by a parabola through the logarithm. Blocks without
 * structure, and those that are sharpest in the first or last plane, are left out: theirs may lie beyond.
 *
 * @param sharpness from `blockSharpness`, one a plane
 * @param depths    µm, ascending and evenly spaced, one a plane
 * @param shape     pixels [y, x]
 * @param pitch     µm [y, x]
 * @returns         depth and middle of each block that is left, µm [z, y, x]
 */
export function sharpestDepths(sharpness: readonly Float64Array[], depths: readonly number[], shape: Pair, pitch: Pair): SurfacePoint[] {
  const [, columns] = blocksOf(shape);
  const blocks = sharpness[0]?.length ?? 0;
  const peaks = Array.from({ length: blocks }, (_, b) => indexOfLargest(sharpness.map((plane) => plane[b] as number)));
  const heights = peaks.map((p, b) => (sharpness[p] as Float64Array)[b] as number);
  const least = faint * Math.max(...heights, 0);
  const points: SurfacePoint[] = [];
  peaks.forEach((p, b) => {
    const peak = heights[b] as number;
    if (p === 0 || p === depths.length - 1 || !(peak > least)) return;
    if (peak < distinct * median(Float64Array.from(sharpness, (plane) => plane[b] as number))) return;
    const [before, after] = [p - 1, p + 1].map((at) => Math.log(Math.max((sharpness[at] as Float64Array)[b] as number, 1e-12)));
    const bend = (before as number) - 2 * Math.log(peak) + (after as number);
    const shift = bend < 0 ? Math.min(Math.max(((before as number) - (after as number)) / (2 * bend), -0.5), 0.5) : 0;
    const step = (depths[1] as number) - (depths[0] as number);
    points.push([(depths[p] as number) + shift * step, middle(b / columns, shape[0]) * pitch[0], middle(b % columns, shape[1]) * pitch[1]]);
  });
  return points;
}

/** A surface fitted to depths of which some may be wrong. */
export interface RobustFit {
  readonly surface: Surface;
  /** Scatter of the depths that belong to it, µm: 1.4826 × their median distance. */
  readonly scatter: number;
  /** Depths that belong to it, of all. */
  readonly used: number;
  readonly of: number;
}

/**
 * The plane or quadratic surface that most of the depths lie on: least absolute distances first, then Tukey's
 * biweight, which gives no weight to depths further off than 4.7 times their scatter.
 *
 * Beaton and Tukey (1974), doi:10.1080/00401706.1974.10489171.
 *
 * @param points µm [z, y, x]
 * @throws Failure "empty" where the depths are too few for the shape
 */
export function fitRobustly(points: readonly SurfacePoint[], shape: "plane" | "quadratic"): RobustFit {
  const terms = shape === "plane" ? flat : bent;
  const needed = 2 * terms(0, 0).length;
  if (points.length < needed) {
    throw new Failure(
      "empty",
      `Only ${points.length} places of this frame are sharp at a depth of their own, and a ${shape} takes ${needed}; set points by hand, or take a frame with more structure.`,
      { places: points.length, needed },
    );
  }
  // Lengths of the field, so that all terms are alike in size.
  const span = Math.max(...points.map(([, y, x]) => Math.max(Math.abs(y), Math.abs(x))), 1);
  const rows = points.map(([, y, x]) => terms(y / span, x / span));
  let weights = points.map(() => 1);
  let factors: number[] = [];
  let off: number[] = [];
  let scatter = 0;
  for (let round = 0; round < 24; round++) {
    factors = weighted(
      rows,
      points.map(([z]) => z),
      weights,
    );
    off = points.map(([z], i) => Math.abs(z - dot(rows[i]!, factors)));
    scatter = Math.max(1.4826 * median(Float64Array.from(off)), 0.02);
    const limit = 4.685 * scatter;
    weights = off.map((r) => (round < 12 ? 1 / Math.max(r, 0.02) : r < limit ? (1 - (r / limit) ** 2) ** 2 : 0));
  }
  const near = off.filter((r) => r < 4.685 * scatter);
  return {
    surface: (y, x) => dot(terms(y / span, x / span), factors),
    scatter: 1.4826 * median(Float64Array.from(near)),
    used: near.length,
    of: points.length,
  };
}

/**
 * Points that fix a fitted surface, for the hand to go on with: three for a plane, nine for a curved one.
 *
 * @param field size of the frame, µm [y, x]
 */
export function pointsOn(surface: Surface, shape: "plane" | "quadratic", field: Pair): SurfacePoint[] {
  const at = (y: number, x: number): SurfacePoint => [Number(surface(y * field[0], x * field[1]).toFixed(3)), y * field[0], x * field[1]];
  if (shape === "plane") return [at(0.2, 0.2), at(0.2, 0.8), at(0.8, 0.5)];
  return [0.15, 0.5, 0.85].flatMap((y) => [0.15, 0.5, 0.85].map((x) => at(y, x)));
}

const flat = (y: number, x: number): number[] => [1, y, x];
const bent = (y: number, x: number): number[] => [1, y, x, y * y, y * x, x * x];

function weighted(rows: readonly number[][], right: readonly number[], weights: readonly number[]): number[] {
  const roots = weights.map(Math.sqrt);
  const values = new SingularValueDecomposition(new Matrix(rows.map((row, i) => row.map((term) => term * roots[i]!))));
  return values.solve(Matrix.columnVector(right.map((z, i) => z * roots[i]!))).to1DArray();
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}

function indexOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

/** Middle of a block, pixels; the last one may be cut off by the frame's edge. */
function middle(index: number, length: number): number {
  const first = Math.floor(index) * sharpBlock;
  return (first + Math.min(first + sharpBlock, length) - 1) / 2;
}
