/**
 * What stays while a movie changes: the given percentile of every pixel through time (nearest rank).
 *
 * @param frames sampled frames [y, x] of equal size, at least one
 * @param rank   per cent, 0..100: 50 is the typical frame, a low one what the animal covers least
 * @returns      grey levels [y, x]
 */
export function stillImage(frames: readonly Float32Array[], rank: number): Float32Array {
  const still = new Float32Array(frames[0]?.length ?? 0);
  const values = new Float64Array(frames.length);
  const wanted = Math.round((rank / 100) * (frames.length - 1));
  for (let i = 0; i < still.length; i++) {
    for (let f = 0; f < frames.length; f++) {
      // Insertion keeps the few values in order without a call for every pixel.
      const value = frames[f]![i]!;
      let at = f;
      while (at > 0 && values[at - 1]! > value) {
        values[at] = values[at - 1]!;
        at--;
      }
      values[at] = value;
    }
    still[i] = values[wanted]!;
  }
  return still;
}

/**
 * Mean of frames.
 *
 * @param frames frames [y, x] of equal size, at least one
 */
export function meanImage(frames: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(frames[0]?.length ?? 0);
  for (const frame of frames) for (let i = 0; i < mean.length; i++) mean[i] = mean[i]! + frame[i]! / frames.length;
  return mean;
}
