import { PointSpread } from "#core/optics/point-spread";
import type { Optics } from "#core/optics/pupil";
import { Random } from "#core/optics/random";
import type { ScannedStack } from "#core/optics/find-beads";

/** µm. */
export const beadPitch = 0.325;
const size = 96;
const z = Array.from({ length: 25 }, (_, k) => -6 + 0.5 * k);
const places = [
  [28, 30],
  [66, 64],
] as const;

/** A scanned stack of two small beads, 0.7 µm beyond the middle plane, with photon noise; 96 × 96 pixels, 25 planes 0.5 µm apart. */
export function beadStack(optics: Optics, seed: number): ScannedStack {
  const spread = new PointSpread(optics, 64, beadPitch);
  const random = new Random(seed, 1);
  const data = new Float32Array(z.length * size * size);
  z.forEach((focus, k) => {
    const spot = spread.at(0.7 - focus);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        let light = 3;
        for (const [v, u] of places) {
          if (Math.abs(y - v) < 32 && Math.abs(x - u) < 32) light += 12_000 * spot[((y - v + 64) % 64) * 64 + ((x - u + 64) % 64)]!;
        }
        data[(k * size + y) * size + x] = 100 + random.poisson(light);
      }
    }
  });
  return { data, shape: [z.length, size, size], z, pitch: beadPitch };
}

/** Its planes as a camera gives them. */
export function beadPlanes({ data, shape: [depths, height, width] }: ScannedStack): Uint16Array[] {
  const plane = height * width;
  return Array.from({ length: depths }, (_, k) => Uint16Array.from(data.subarray(k * plane, (k + 1) * plane)));
}
