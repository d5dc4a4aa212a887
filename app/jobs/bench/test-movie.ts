import type { FrameSource } from "#contract/source";
import { memoryMovie } from "#jobs/bench/memory-movie";

/** Frame size that conversion speeds are told for, pixels. */
export const benchFrame = [512, 512] as const;
const still = 4;

/**
 * A movie for timing: round spots of many sizes on a dim, noisy background, as 16-bit grey levels. Four
 * different frames come round and round, so that a movie of any length takes the same memory.
 */
export function testMovie(frames: number): FrameSource {
  const [height, width] = benchFrame;
  const pictures = Array.from({ length: still }, (_, t) => picture(height, width, t));
  return memoryMovie("test movie", pictures, benchFrame, frames);
}

function picture(height: number, width: number, t: number): Uint16Array {
  const light = new Float32Array(height * width).fill(110);
  let state = 20190622;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  for (let n = 0; n < 80; n++) {
    const y = height * (0.2 + 0.6 * random()) + 2 * t;
    const x = width * (0.2 + 0.6 * random());
    const spread = 2 + 10 * random();
    const peak = 4000 / spread;
    const reach = Math.ceil(4 * spread);
    for (let r = Math.max(0, Math.round(y) - reach); r < Math.min(height, Math.round(y) + reach); r++) {
      for (let c = Math.max(0, Math.round(x) - reach); c < Math.min(width, Math.round(x) + reach); c++) {
        light[r * width + c] = (light[r * width + c] as number) + peak * Math.exp(-((r - y) ** 2 + (c - x) ** 2) / (2 * spread * spread));
      }
    }
  }
  return Uint16Array.from(light, (level) => level + Math.sqrt(level) * (random() + random() + random() - 1.5) * 2);
}
