import { setImmediate as nextTurn } from "node:timers/promises";
import { addPlanes, planeTaps, type PlaneTaps } from "#core/refocus/planes";
import { propagationMatrix } from "#core/refocus/propagation-matrix";
import { cutTile, type TilePlan } from "#core/refocus/tiles";
import type { Model } from "#io/model/open";

/** Seconds spent, for benches and summaries. */
export interface RefocusTimes {
  read: number;
  encode: number;
  planes: number;
}

/** Weights that hand each coefficient on as it is. */
export function identity(count: number): Float32Array {
  const weights = new Float32Array(count * count);
  for (let k = 0; k < count; k++) weights[k * count + k] = 1;
  return weights;
}

/** Fills maps [map, y, x] with grey levels from a normalised image. */
export type Develop = (image: Float32Array, factor: number, stack: Float32Array) => Promise<void>;

/** Our signature: the network runs once a tile and gives `count` maps; planes are weighted sums, weights [plane, map]. */
export function perCoefficient(
  model: Model,
  run: Model["run"],
  weights: Float32Array,
  count: number,
  plan: TilePlan,
  times: RefocusTimes,
  signal: AbortSignal | undefined,
): Develop {
  const { channels } = model.manifest.tensors;
  const [area, tileArea] = [plan.frame[0] * plan.frame[1], plan.tile[0] * plan.tile[1]];
  const input = new Float32Array(channels * tileArea);
  const known = new Map<number, PlaneTaps>();
  return async (image, factor, stack) => {
    const taps = known.get(factor) ?? planeTaps(weights, count, factor);
    known.set(factor, taps);
    if (plan.tiles.length > 1) stack.fill(0);
    for (const tile of plan.tiles) {
      signal?.throwIfAborted();
      const started = performance.now();
      for (let c = 0; c < channels; c++) cutTile(image.subarray(c * area, (c + 1) * area), plan, tile, input, c * tileArea);
      const maps = await run(input, plan.tile);
      const encoded = performance.now();
      addPlanes(maps, model.block, taps, plan, tile, stack);
      times.encode += (encoded - started) / 1000;
      times.planes += (performance.now() - encoded) / 1000;
      await nextTurn();
    }
  };
}

/** The signature of Deep-Z: the network runs once a tile and plane, with the depth as its second channel. */
export function perPlane(
  model: Model,
  depths: readonly number[],
  plan: TilePlan,
  times: RefocusTimes,
  signal: AbortSignal | undefined,
): Develop {
  const { depth } = model.manifest;
  const size = plan.tile[0] * plan.tile[1];
  const input = new Float32Array(2 * size);
  const frameSize = plan.frame[0] * plan.frame[1];
  const surfaces = depths.map((z) => propagationMatrix([1, 1], [1, 1], { depth: z, slope: [0, 0] }, depth)[0] as number);
  return async (image, factor, stack) => {
    const taps: PlaneTaps = { maps: [Int32Array.of(0)], weights: [Float32Array.of(factor)] };
    if (plan.tiles.length > 1) stack.fill(0);
    for (const tile of plan.tiles) {
      cutTile(image, plan, tile, input);
      for (const [p, z] of surfaces.entries()) {
        signal?.throwIfAborted();
        const started = performance.now();
        input.fill(z / 10, size);
        const plane = await model.run(input, plan.tile);
        addPlanes(plane, model.block, taps, plan, tile, stack.subarray(p * frameSize, (p + 1) * frameSize));
        times.encode += (performance.now() - started) / 1000;
        await nextTurn();
      }
    }
  };
}

/**
 * The signature of Deep-Z along a surface: the depth of every pixel goes into the network's second channel.
 *
 * @param depth µm at each pixel of the model's grid [y, x]
 */
export function alongSurface(
  model: Model,
  depth: Float32Array,
  tilePlan: TilePlan,
  times: RefocusTimes,
  signal: AbortSignal | undefined,
): Develop {
  const size = tilePlan.tile[0] * tilePlan.tile[1];
  const input = new Float32Array(2 * size);
  const tenths = depth.map((z) => z / 10);
  return async (image, factor, plane) => {
    const taps: PlaneTaps = { maps: [Int32Array.of(0)], weights: [Float32Array.of(factor)] };
    if (tilePlan.tiles.length > 1) plane.fill(0);
    for (const tile of tilePlan.tiles) {
      signal?.throwIfAborted();
      const started = performance.now();
      cutTile(image, tilePlan, tile, input);
      cutTile(tenths, tilePlan, tile, input, size);
      const output = await model.run(input, tilePlan.tile);
      addPlanes(output, model.block, taps, tilePlan, tile, plane);
      times.encode += (performance.now() - started) / 1000;
      await nextTurn();
    }
  };
}
