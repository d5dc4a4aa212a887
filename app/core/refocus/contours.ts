import type { Pair } from "#contract/geometry";
import type { Surface } from "#core/refocus/surfaces";

/** Places at which one depth is met: pieces of line, µm [y, x] to [y, x]. */
export interface Contour {
  /** µm. */
  readonly depth: number;
  readonly pieces: readonly (readonly [from: Pair, to: Pair])[];
}

/** Cells along each side of the field; surfaces through points are smooth. */
const cells = 48;
/** More lines than this hide the image. */
const mostLines = 12;

/**
 * Contour lines of a surface by marching squares, at round depths.
 *
 * @param field size of the frame, µm [y, x]
 * @returns     lines 0.25, 0.5, 1, 2, 5, … µm apart, twelve at the most
 */
export function contoursOf(surface: Surface, field: Pair): Contour[] {
  const [dy, dx] = [field[0] / cells, field[1] / cells];
  const depth = Array.from({ length: (cells + 1) ** 2 }, (_, i) => surface(Math.floor(i / (cells + 1)) * dy, (i % (cells + 1)) * dx));
  const [low, high] = [Math.min(...depth), Math.max(...depth)];
  if (!(high - low > 1e-6) || !Number.isFinite(high - low)) return [];
  const step = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100].find((each) => (high - low) / each < mostLines) ?? (high - low) / mostLines;
  const contours: Contour[] = [];
  for (let level = Math.ceil(low / step) * step; level <= high; level += step) {
    const pieces = piecesAt(depth, level, dy, dx);
    if (pieces.length > 0) contours.push({ depth: Number(level.toFixed(4)) + 0, pieces });
  }
  return contours;
}

function piecesAt(depth: readonly number[], level: number, dy: number, dx: number): (readonly [Pair, Pair])[] {
  const pieces: (readonly [Pair, Pair])[] = [];
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      const corners = [
        [y, x],
        [y, x + 1],
        [y + 1, x + 1],
        [y + 1, x],
      ] as const;
      const values = corners.map(([v, u]) => depth[v * (cells + 1) + u]! - level);
      const crossings: Pair[] = [];
      corners.forEach(([v, u], i) => {
        const [a, b] = [values[i]!, values[(i + 1) % 4]!];
        if (a < 0 === b < 0) return;
        const [nv, nu] = corners[(i + 1) % 4]!;
        const part = a / (a - b);
        crossings.push([(v + part * (nv - v)) * dy, (u + part * (nu - u)) * dx]);
      });
      for (let i = 0; i + 1 < crossings.length; i += 2) pieces.push([crossings[i]!, crossings[i + 1]!]);
    }
  }
  return pieces;
}
