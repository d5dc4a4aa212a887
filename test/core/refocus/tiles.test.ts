import { expect, test } from "vitest";
import { cutTile, planTiles } from "#core/refocus/tiles";
import { addPlanes, planeTaps } from "#core/refocus/planes";

test("a frame that fits is one tile, padded to the multiple by mirroring", () => {
  const plan = planTiles([3, 5], 4, 2, 64);
  expect(plan.tile).toEqual([4, 8]);
  const tile = new Float32Array(32);
  cutTile(
    Float32Array.from({ length: 15 }, (_, i) => i),
    plan,
    plan.tiles[0]!,
    tile,
  );
  expect(Array.from(tile.subarray(0, 8))).toEqual([0, 1, 2, 3, 4, 3, 2, 1]);
  expect(Array.from(tile.subarray(24, 32))).toEqual([5, 6, 7, 8, 9, 8, 7, 6]);
});

for (const [height, width, multiple, halo, largest] of [
  [100, 300, 16, 8, 96],
  [257, 131, 8, 5, 64],
  [2048, 1500, 16, 48, 1024],
  [1025, 40, 32, 48, 512],
] as const) {
  test(`tiles of a ${height}×${width} frame start on multiples, and their shares sum to 1 everywhere`, () => {
    const plan = planTiles([height, width], multiple, halo, largest);
    const sum = new Float64Array(height * width);
    for (const tile of plan.tiles) {
      expect(tile.start[0] % multiple).toBe(0);
      expect(tile.start[1] % multiple).toBe(0);
      for (let y = 0; y < plan.tile[0] && tile.start[0] + y < height; y++) {
        for (let x = 0; x < plan.tile[1] && tile.start[1] + x < width; x++) {
          const at = (tile.start[0] + y) * width + tile.start[1] + x;
          sum[at] = (sum[at] as number) + (tile.rows[y] as number) * (tile.columns[x] as number);
        }
      }
    }
    expect(sum.reduce((worst, s) => Math.max(worst, Math.abs(s - 1)), 0)).toBeLessThan(1e-5);
  });
}

test("pixels nearer to an inner tile edge than half the halo do not count", () => {
  const plan = planTiles([16, 200], 8, 8, 64);
  const first = plan.tiles[0]!;
  expect(plan.tiles.length).toBeGreaterThan(1);
  expect(Array.from(first.columns.subarray(-4))).toEqual([0, 0, 0, 0]);
  expect(first.columns[0]).toBe(1);
});

test("planes come out the same from one tile and from many", () => {
  const frame = [70, 90] as const;
  const image = Float32Array.from({ length: frame[0] * frame[1] }, (_, i) => Math.sin(i * 0.37) + 2);
  const taps = planeTaps(Float32Array.of(1, 0, 0, 0.25, 0.5, 0.25), 3, 10);
  const stacks = [1024, 48].map((largest) => {
    const plan = planTiles(frame, 8, 4, largest);
    const stack = new Float32Array(2 * image.length);
    for (const tile of plan.tiles) {
      const size = plan.tile[0] * plan.tile[1];
      const maps = new Float32Array(3 * size);
      cutTile(image, plan, tile, maps);
      for (let i = 0; i < size; i++) {
        maps[size + i] = (maps[i] as number) * 2;
        maps[2 * size + i] = (maps[i] as number) * 4;
      }
      addPlanes(maps, 1, taps, plan, tile, stack);
    }
    return stack;
  });
  for (let i = 0; i < image.length; i++) {
    const value = image[i] as number;
    expect(stacks[0]?.[i]).toBeCloseTo(10 * value, 4);
    expect(stacks[0]?.[image.length + i]).toBeCloseTo(10 * value * 2.25, 4);
    expect(stacks[1]?.[i]).toBeCloseTo(10 * value, 4);
    expect(stacks[1]?.[image.length + i]).toBeCloseTo(10 * value * 2.25, 4);
  }
});

test("a plane may be made of any number of coefficients", () => {
  const plan = planTiles([1, 8], 1, 0, 8);
  for (const count of [0, 1, 3, 4, 5, 6, 9]) {
    const maps = Float32Array.from({ length: 8 * 9 }, (_, i) => Math.floor(i / 8) + 1);
    const row = Float32Array.from({ length: 9 }, (_, k) => (k < count ? 1 : 0));
    const stack = new Float32Array(8).fill(99);
    addPlanes(maps, 1, planeTaps(row, 9, 1), plan, plan.tiles[0]!, stack);
    expect(stack).toEqual(new Float32Array(8).fill((count * (count + 1)) / 2));
  }
});

test("maps in blocks of 2×2 pixels make the same planes, also where the frame's edge cuts a block", () => {
  const plan = planTiles([3, 5], 2, 0, 8);
  const [height, width] = plan.tile;
  const flat = Float32Array.from({ length: 6 * height * width }, (_, i) => Math.cos(i));
  const blocks = new Float32Array(flat.length);
  for (let k = 0, i = 0; k < 6; k++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        blocks[((k * 4 + (y % 2) * 2 + (x % 2)) * (height / 2) + (y >> 1)) * (width / 2) + (x >> 1)] = flat[i] as number;
      }
    }
  }
  const taps = planeTaps(Float32Array.of(1, 2, 0, 0, 0, 0, 1, 1, 1, 1, 2, 3), 6, 1);
  const [a, b] = [new Float32Array(30), new Float32Array(30)];
  addPlanes(flat, 1, taps, plan, plan.tiles[0]!, a);
  addPlanes(blocks, 2, taps, plan, plan.tiles[0]!, b);
  expect(b).toEqual(a);
});
