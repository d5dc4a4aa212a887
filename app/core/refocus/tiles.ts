import type { Pair } from "#contract/geometry";

/** One piece of a frame that goes through the network, and how much each of its rows and columns counts. */
export interface Tile {
  /** First pixel in the frame, [y, x]. */
  readonly start: Pair;
  /** Share of each row in the result; the shares of all tiles sum to 1 at every row of the frame. */
  readonly rows: Float32Array;
  /** Share of each column. */
  readonly columns: Float32Array;
}

/** How a frame is cut: tiles of one size; those at the lower and right edges may reach beyond the frame. */
export interface TilePlan {
  /** Pixels of the frame, [y, x]. */
  readonly frame: Pair;
  /** Pixels of every tile, [y, x], multiples of what the network takes. */
  readonly tile: Pair;
  readonly tiles: readonly Tile[];
}

/**
 * Cuts a frame into overlapping tiles of one size. Where two tiles meet, the outer half of the halo
 * does not count and the rest is blended by a raised cosine, so no seam shows.
 *
 * @param frame    pixels, [y, x]
 * @param multiple tile edges and starts are multiples of this, pixels
 * @param halo     how far an edge is felt inside the network, pixels
 * @param largest  longest tile edge, pixels
 */
export function planTiles(frame: Pair, multiple: number, halo: number, largest: number): TilePlan {
  const rows = spans(frame[0], multiple, halo, largest);
  const columns = spans(frame[1], multiple, halo, largest);
  const tiles = rows.flatMap((row) =>
    columns.map((column): Tile => ({ start: [row.start, column.start], rows: row.share, columns: column.share })),
  );
  return { frame, tile: [rows[0]?.share.length ?? 0, columns[0]?.share.length ?? 0], tiles };
}

/**
 * Copies a tile out of an image; beyond the frame the image is mirrored.
 *
 * @param image [y, x]
 * @param into  receives the tile, [tile y, tile x], written from `at`
 */
export function cutTile(image: Float32Array, plan: TilePlan, tile: Tile, into: Float32Array, at = 0): void {
  const [height, width] = plan.frame;
  const [rows, columns] = plan.tile;
  const inside = Math.min(columns, width - tile.start[1]);
  for (let y = 0; y < rows; y++) {
    const from = mirrored(tile.start[0] + y, height) * width;
    const to = at + y * columns;
    into.set(image.subarray(from + tile.start[1], from + tile.start[1] + inside), to);
    for (let x = inside; x < columns; x++) into[to + x] = image[from + mirrored(tile.start[1] + x, width)] as number;
  }
}

interface Span {
  readonly start: number;
  readonly share: Float32Array;
}

function spans(length: number, multiple: number, halo: number, largest: number): Span[] {
  const padded = roundUp(length, multiple);
  const overlap = roundUp(2 * halo, multiple);
  const most = Math.max(roundUp(largest, multiple), 2 * overlap + multiple);
  if (padded <= most) return [{ start: 0, share: new Float32Array(padded).fill(1) }];
  const count = Math.ceil((padded - overlap) / (most - overlap));
  const size = roundUp((padded + (count - 1) * overlap) / count, multiple);
  const step = roundUp((padded - size) / (count - 1), multiple);
  const starts = Array.from({ length: count }, (_, i) => Math.min(i * step, padded - size));
  const total = new Float64Array(padded);
  const raw = starts.map((start) => {
    const weight = Float64Array.from(
      { length: size },
      (_, i) => ramp(start === 0 ? size : i, halo) * ramp(start + size === padded ? size : size - 1 - i, halo),
    );
    weight.forEach((w, i) => (total[start + i] = (total[start + i] as number) + w));
    return weight;
  });
  return raw.map((weight, n) => {
    const start = starts[n] as number;
    return { start, share: Float32Array.from(weight, (w, i) => w / (total[start + i] as number)) };
  });
}

/** 0 up to half a halo from the edge, 1 from one and a half halos on. */
function ramp(distance: number, halo: number): number {
  if (halo === 0) return 1;
  const u = Math.min(Math.max((distance + 0.5 - halo / 2) / halo, 0), 1);
  return 0.5 - 0.5 * Math.cos(Math.PI * u);
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

function mirrored(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const i = index % period;
  return i < length ? i : period - i;
}
