import type { Tile, TilePlan } from "#core/refocus/tiles";

/** The coefficients each plane is made of, and their weights. */
export interface PlaneTaps {
  readonly maps: readonly Int32Array[];
  readonly weights: readonly Float32Array[];
}

/**
 * The non-zero entries of a matrix of depth weights. Four of them make a plane where the model has no
 * mixing matrix.
 *
 * @param weights [plane, coefficient]
 * @param factor  grey levels of one model unit, so that planes come out in grey levels
 */
export function planeTaps(weights: Float32Array, coefficients: number, factor: number): PlaneTaps {
  const maps: Int32Array[] = [];
  const taps: Float32Array[] = [];
  for (let at = 0; at < weights.length; at += coefficients) {
    const row = weights.subarray(at, at + coefficients);
    const used = Array.from(row.keys()).filter((k) => row[k] !== 0);
    maps.push(Int32Array.from(used));
    taps.push(Float32Array.from(used, (k) => (row[k] as number) * factor));
  }
  return { maps, weights: taps };
}

/**
 * Adds the planes of one tile to a stack, each plane the weighted sum of its coefficient maps. The work
 * goes row by row, so that the maps of a row stay in the cache for all planes.
 *
 * @param maps  coefficients of the tile [k, tile y, tile x]; with `block` 2 in blocks of 2×2 pixels,
 *              [4k, tile y / 2, tile x / 2]
 * @param stack [plane, frame y, frame x]; replaced where the plan has one tile, else added to
 */
export function addPlanes(maps: Float32Array, block: 1 | 2, taps: PlaneTaps, plan: TilePlan, tile: Tile, stack: Float32Array): void {
  const [height, width] = plan.frame;
  const [tileHeight, tileWidth] = plan.tile;
  const rows = Math.min(tileHeight, height - tile.start[0]);
  const columns = Math.min(tileWidth, width - tile.start[1]);
  const sole = plan.tiles.length === 1;
  const line = new Float32Array(columns);
  // Shifts keep every index a small integer, which makes the inner loops twice as fast.
  const half = block - 1;
  const layout = { mapSize: tileHeight * tileWidth, phaseSize: (tileHeight * tileWidth) >> (2 * half), block };
  for (let y = 0; y < rows; y++) {
    const share = tile.rows[y] as number;
    if (share === 0) continue;
    const from = ((y & half) << half) * layout.phaseSize + (y >> half) * (tileWidth >> half);
    for (let p = 0; p < taps.maps.length; p++) {
      const to = (p * height + tile.start[0] + y) * width + tile.start[1];
      const chosen = taps.maps[p] as Int32Array;
      const weights = taps.weights[p] as Float32Array;
      if (sole) {
        weightedLine(maps, layout, chosen, weights, from, stack, to, columns);
      } else {
        weightedLine(maps, layout, chosen, weights, from, line, 0, columns);
        for (let x = 0; x < columns; x++)
          stack[to + x] = (stack[to + x] as number) + share * (tile.columns[x] as number) * (line[x] as number);
      }
    }
  }
}

interface Layout {
  /** Floats of one coefficient map, and of one of its phases. */
  readonly mapSize: number;
  readonly phaseSize: number;
  readonly block: 1 | 2;
}

/** One row of one plane: Σ weight · map, four maps at a time; columns of a block lie in maps of their own. */
function weightedLine(
  maps: Float32Array,
  layout: Layout,
  chosen: Int32Array,
  weights: Float32Array,
  from: number,
  out: Float32Array,
  to: number,
  length: number,
): void {
  if (chosen.length === 0) out.fill(0, to, to + length);
  const { mapSize, phaseSize, block } = layout;
  for (let n = 0; n < chosen.length; n += 4) {
    const last = chosen.length - 1;
    const a = (chosen[n] as number) * mapSize + from;
    const b = (chosen[Math.min(n + 1, last)] as number) * mapSize + from;
    const c = (chosen[Math.min(n + 2, last)] as number) * mapSize + from;
    const d = (chosen[Math.min(n + 3, last)] as number) * mapSize + from;
    const wa = weights[n] as number;
    const wb = n + 1 <= last ? (weights[n + 1] as number) : 0;
    const wc = n + 2 <= last ? (weights[n + 2] as number) : 0;
    const wd = n + 3 <= last ? (weights[n + 3] as number) : 0;
    if (block === 2 && n === 0 && last === 0) {
      oneBlock(maps, a, phaseSize, wa, out, to, length);
      continue;
    }
    if (block === 2 && n === 0) {
      fourBlocks(maps, a, b, c, d, phaseSize, wa, wb, wc, wd, out, to, length);
      continue;
    }
    for (let phase = 0; phase < block; phase++) {
      const shift = phase * phaseSize;
      fourMaps(maps, a + shift, b + shift, c + shift, d + shift, wa, wb, wc, wd, out, to + phase, block, to + length, n > 0);
    }
  }
}

/** A row that is one map alone, as where the network makes the planes. */
function oneBlock(maps: Float32Array, a: number, phaseSize: number, wa: number, out: Float32Array, to: number, length: number): void {
  const pairs = length >> 1;
  for (let i = 0; i < pairs; i++) {
    out[to + 2 * i] = wa * (maps[a + i] as number);
    out[to + 2 * i + 1] = wa * (maps[a + i + phaseSize] as number);
  }
  if (length % 2 === 1) out[to + length - 1] = wa * (maps[a + pairs] as number);
}

/** Both columns of a block in one pass: this is where nearly all planes are made. */
function fourBlocks(
  maps: Float32Array,
  a: number,
  b: number,
  c: number,
  d: number,
  phaseSize: number,
  wa: number,
  wb: number,
  wc: number,
  wd: number,
  out: Float32Array,
  to: number,
  length: number,
): void {
  const pairs = length >> 1;
  for (let i = 0; i < pairs; i++) {
    const q = i + phaseSize;
    out[to + 2 * i] =
      wa * (maps[a + i] as number) + wb * (maps[b + i] as number) + wc * (maps[c + i] as number) + wd * (maps[d + i] as number);
    out[to + 2 * i + 1] =
      wa * (maps[a + q] as number) + wb * (maps[b + q] as number) + wc * (maps[c + q] as number) + wd * (maps[d + q] as number);
  }
  if (length % 2 === 1) {
    out[to + length - 1] =
      wa * (maps[a + pairs] as number) +
      wb * (maps[b + pairs] as number) +
      wc * (maps[c + pairs] as number) +
      wd * (maps[d + pairs] as number);
  }
}

function fourMaps(
  maps: Float32Array,
  a: number,
  b: number,
  c: number,
  d: number,
  wa: number,
  wb: number,
  wc: number,
  wd: number,
  out: Float32Array,
  from: number,
  step: number,
  end: number,
  onTop: boolean,
): void {
  if (onTop) {
    for (let at = from, i = 0; at < end; at += step, i++) {
      out[at] =
        (out[at] as number) +
        wa * (maps[a + i] as number) +
        wb * (maps[b + i] as number) +
        wc * (maps[c + i] as number) +
        wd * (maps[d + i] as number);
    }
  } else {
    for (let at = from, i = 0; at < end; at += step, i++) {
      out[at] = wa * (maps[a + i] as number) + wb * (maps[b + i] as number) + wc * (maps[c + i] as number) + wd * (maps[d + i] as number);
    }
  }
}
