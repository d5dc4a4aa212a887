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
 * @param maps  coefficients of the tile [k, tile y, tile x]
 * @param stack [plane, frame y, frame x]; replaced where the plan has one tile, else added to
 */
export function addPlanes(maps: Float32Array, taps: PlaneTaps, plan: TilePlan, tile: Tile, stack: Float32Array): void {
  const [height, width] = plan.frame;
  const [tileHeight, tileWidth] = plan.tile;
  const mapSize = tileHeight * tileWidth;
  const rows = Math.min(tileHeight, height - tile.start[0]);
  const columns = Math.min(tileWidth, width - tile.start[1]);
  const sole = plan.tiles.length === 1;
  const line = new Float32Array(columns);
  for (let y = 0; y < rows; y++) {
    const share = tile.rows[y] as number;
    if (share === 0) continue;
    const from = y * tileWidth;
    for (let p = 0; p < taps.maps.length; p++) {
      const to = (p * height + tile.start[0] + y) * width + tile.start[1];
      const chosen = taps.maps[p] as Int32Array;
      const weights = taps.weights[p] as Float32Array;
      if (sole) {
        weightedLine(maps, mapSize, chosen, weights, from, stack, to, columns);
      } else {
        weightedLine(maps, mapSize, chosen, weights, from, line, 0, columns);
        for (let x = 0; x < columns; x++) stack[to + x] = (stack[to + x] as number) + share * (tile.columns[x] as number) * (line[x] as number);
      }
    }
  }
}

/** One row of one plane: Σ weight · map, four maps at a time. */
function weightedLine(
  maps: Float32Array,
  mapSize: number,
  chosen: Int32Array,
  weights: Float32Array,
  from: number,
  out: Float32Array,
  to: number,
  length: number,
): void {
  if (chosen.length === 0) out.fill(0, to, to + length);
  for (let n = 0; n < chosen.length; n += 4) {
    const left = chosen.length - n;
    const a = (chosen[n] as number) * mapSize + from;
    const wa = weights[n] as number;
    const b = left > 1 ? (chosen[n + 1] as number) * mapSize + from : a;
    const wb = left > 1 ? (weights[n + 1] as number) : 0;
    const c = left > 2 ? (chosen[n + 2] as number) * mapSize + from : a;
    const wc = left > 2 ? (weights[n + 2] as number) : 0;
    const d = left > 3 ? (chosen[n + 3] as number) * mapSize + from : a;
    const wd = left > 3 ? (weights[n + 3] as number) : 0;
    if (left === 1) {
      for (let i = 0; i < length; i++) out[to + i] = (n > 0 ? (out[to + i] as number) : 0) + wa * (maps[a + i] as number);
    } else if (n === 0) {
      for (let i = 0; i < length; i++) {
        out[to + i] = wa * (maps[a + i] as number) + wb * (maps[b + i] as number) + wc * (maps[c + i] as number) + wd * (maps[d + i] as number);
      }
    } else {
      for (let i = 0; i < length; i++) {
        out[to + i] =
          (out[to + i] as number) + wa * (maps[a + i] as number) + wb * (maps[b + i] as number) + wc * (maps[c + i] as number) + wd * (maps[d + i] as number);
      }
    }
  }
}
