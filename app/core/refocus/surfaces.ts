import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { Failure } from "#contract/failure";
import type { Pair } from "#contract/geometry";
import type { SurfacePoint, SurfaceShape } from "#contract/surface";

/** Fewest points that fix a shape. */
export const pointsNeeded = { plane: 3, cylinder: 4, quadratic: 6, spline: 3 } as const satisfies Record<SurfaceShape, number>;

/** Depth of a surface at a place, µm. */
export type Surface = (y: number, x: number) => number;

/**
 * The surface of a shape that comes nearest to points, least squares; a spline passes through all of them.
 * The cylinder is curved along the direction (of 36) that leaves the least error; the spline is the
 * thin-plate one (Duchon 1977, doi:10.1007/BFb0086566).
 *
 * @throws Failure "invalid-input" for too few points, or points on one line
 */
export function fitSurface(points: readonly SurfacePoint[], shape: SurfaceShape): Surface {
  const needed = pointsNeeded[shape];
  if (points.length < needed) {
    throw new Failure(
      "invalid-input",
      `A ${shape} surface takes at least ${needed} points, and ${points.length} were set; set more points.`,
      {
        shape,
        points: points.length,
      },
    );
  }
  const centre = mean(points);
  const spread = Math.max(...points.map(([, y, x]) => Math.hypot(y - centre[0], x - centre[1])), 1e-6);
  const local = points.map(([z, y, x]): SurfacePoint => [z, (y - centre[0]) / spread, (x - centre[1]) / spread]);
  const level = leastSquares(local, flat);
  const surface = shape === "plane" ? level.surface : shape === "spline" ? spline(local) : curved(local, shape);
  return (y, x) => surface((y - centre[0]) / spread, (x - centre[1]) / spread);
}

/**
 * Depth at every pixel: the digital propagation matrix of a surface.
 *
 * @param shape pixels [y, x]
 * @param pitch µm [y, x]
 * @param range depths the model was trained on, µm; beyond them the depth stays at the end
 * @returns     depth, µm [y, x], and the share of pixels that were beyond the range
 */
export function surfaceMap(
  surface: Surface,
  shape: Pair,
  pitch: Pair,
  range: { readonly min: number; readonly max: number },
): { depth: Float32Array; beyond: number } {
  const depth = new Float32Array(shape[0] * shape[1]);
  let beyond = 0;
  for (let y = 0, i = 0; y < shape[0]; y++) {
    for (let x = 0; x < shape[1]; x++, i++) {
      const z = surface(y * pitch[0], x * pitch[1]);
      if (z < range.min || z > range.max) beyond++;
      depth[i] = Math.min(Math.max(z, range.min), range.max);
    }
  }
  return { depth, beyond: beyond / depth.length };
}

function mean(points: readonly SurfacePoint[]): Pair {
  const [y, x] = points.reduce(([sy, sx], [, py, px]) => [sy + py, sx + px], [0, 0]);
  return [y! / points.length, x! / points.length];
}

type Terms = (y: number, x: number) => number[];

const flat: Terms = (y, x) => [1, y, x];

function curved(points: readonly SurfacePoint[], shape: "cylinder" | "quadratic"): Surface {
  if (shape === "quadratic") return leastSquares(points, (y, x) => [1, y, x, y * y, y * x, x * x]).surface;
  let best: { surface: Surface; error: number } | null = null;
  for (let step = 0; step < 36; step++) {
    const [sin, cos] = [Math.sin((step * Math.PI) / 36), Math.cos((step * Math.PI) / 36)];
    const fit = leastSquares(points, (y, x) => [1, y, x, (y * sin + x * cos) ** 2]);
    if (best === null || fit.error < best.error) best = fit;
  }
  return best!.surface;
}

function leastSquares(points: readonly SurfacePoint[], terms: Terms): { surface: Surface; error: number } {
  const factors = solved(
    points.map(([, y, x]) => terms(y, x)),
    points.map(([z]) => z),
  );
  const surface: Surface = (y, x) => terms(y, x).reduce((total, term, i) => total + term * factors[i]!, 0);
  return { surface, error: points.reduce((total, [z, y, x]) => total + (surface(y, x) - z) ** 2, 0) };
}

function spline(points: readonly SurfacePoint[]): Surface {
  const count = points.length;
  const bend = (a: number, b: number): number => {
    const square = a * a + b * b;
    return square === 0 ? 0 : 0.5 * square * Math.log(square);
  };
  const matrix = Array.from({ length: count + 3 }, () => new Array<number>(count + 3).fill(0));
  const right = new Array<number>(count + 3).fill(0);
  points.forEach(([z, y, x], i) => {
    points.forEach(([, v, u], j) => (matrix[i]![j] = bend(y - v, x - u)));
    [1, y, x].forEach((term, j) => (matrix[i]![count + j] = matrix[count + j]![i] = term));
    right[i] = z;
  });
  const factors = solved(matrix, right);
  return (y, x) =>
    factors[count]! +
    factors[count + 1]! * y +
    factors[count + 2]! * x +
    points.reduce((total, [, v, u], i) => total + factors[i]! * bend(y - v, x - u), 0);
}

/** Least squares by singular values. @throws Failure "invalid-input" where points for a plane lie on one line */
function solved(rows: number[][], right: number[]): number[] {
  const values = new SingularValueDecomposition(new Matrix(rows));
  const [most = 0] = values.diagonal;
  if (rows[0]!.length === 3 && !((values.diagonal.at(-1) ?? 0) > 1e-6 * most)) {
    throw new Failure("invalid-input", "The points lie on one line (or on each other) and fix no surface; set one beside the line.");
  }
  return values.solve(Matrix.columnVector(right)).to1DArray();
}
