import type { Random } from "#core/optics/random";

/** A file changed at random, and where; `end` is its new length. */
export interface Mutant {
  readonly bytes: Buffer;
  readonly touched: readonly number[];
  readonly cut: boolean;
}

const extremes = [0, 1, 0x7fffffff, 0xffffffff, 65536, 0x80000000];

/**
 * Changes a file in one to four places, mostly near the front where descriptions lie: flips bits, writes extreme
 * numbers of either byte order, blanks or copies runs, writes bytes that are no UTF-8; sometimes cuts it short.
 *
 * @param even whether all of the file is as likely to be hit (formats whose descriptions lie everywhere)
 */
export function mutate(original: Uint8Array, random: Random, even = false): Mutant {
  const bytes = Buffer.from(original);
  const touched: number[] = [];
  const whole = (below: number) => Math.floor(random.uniform(0, below));
  const run = (at: number, length: number, value: (i: number) => number) => {
    for (let i = at; i < Math.min(at + length, bytes.length); i++) {
      const next = value(i) & 255;
      if (bytes[i] !== next) touched.push(i);
      bytes[i] = next;
    }
  };
  const changes = 1 + whole(4);
  for (let change = 0; change < changes; change++) {
    const at = Math.floor(bytes.length * (even ? random.uniform() : random.uniform() ** 2));
    const kind = random.uniform();
    if (kind < 0.5) run(at, 1, () => (bytes[at] ?? 0) ^ (1 << whole(8)));
    else if (kind < 0.8) {
      const number = Buffer.alloc(4);
      const value = extremes[whole(extremes.length)] ?? 0;
      if (random.uniform() < 0.7) number.writeUInt32LE(value);
      else number.writeUInt32BE(value);
      run(at, 4, (i) => number[i - at] ?? 0);
    } else if (kind < 0.87) run(at, 1 + whole(32), () => 0);
    else if (kind < 0.94) {
      const from = whole(bytes.length);
      const copy = Buffer.from(bytes.subarray(from, from + 1 + whole(24)));
      run(at, copy.length, (i) => copy[i - at] ?? 0);
    } else run(at, 3, () => 0xff);
  }
  if (random.uniform() >= 0.15) return { bytes, touched, cut: false };
  return { bytes: bytes.subarray(0, Math.floor(bytes.length * random.uniform())), touched, cut: true };
}
