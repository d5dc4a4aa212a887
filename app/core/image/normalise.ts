import type { MovieScale, Pixels } from "#contract/volume";

/**
 * Grey levels to the unit a model works in: (grey − background) / scale.
 *
 * @param pixels grey levels [y, x]
 * @param into   receives the image, same length
 * @returns      false where a pixel is NaN or infinite
 */
export function normalise(pixels: Pixels, scale: MovieScale, into: Float32Array): boolean {
  const factor = 1 / scale.scale;
  const background = scale.background;
  let finite = 0;
  for (let i = 0; i < into.length; i++) {
    const v = ((pixels[i] as number) - background) * factor;
    into[i] = v;
    finite += v - v;
  }
  return finite === 0;
}
