import type { Random } from "#core/optics/random";

/** A scientific camera. */
export interface Camera {
  /** Grey level without light. */
  readonly offset: number;
  /** Grey levels a photon. */
  readonly gain: number;
  /** Read noise, grey levels. */
  readonly readNoise: number;
  /** Share of light lost in the corners of the field. */
  readonly vignetting: number;
}

/** Light lost towards the corners: 1 in the middle, 1 − vignetting in the corners, [y, x]. */
export function vignette(shape: readonly [number, number], vignetting: number): Float32Array {
  const [height, width] = shape;
  const cy = (height - 1) / 2;
  const cx = (width - 1) / 2;
  const corner = Math.max(cy * cy + cx * cx, 1);
  const share = new Float32Array(height * width);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) share[i] = 1 - (vignetting * ((y - cy) ** 2 + (x - cx) ** 2)) / corner;
  }
  return share;
}

/**
 * One exposure: Poisson photons, gain, offset and read noise, rounded and bounded to 16 bits.
 *
 * @param light expected photons [y, x]
 * @param into  receives grey levels [y, x]
 */
export function expose(light: Float32Array, camera: Camera, random: Random, into: Uint16Array): void {
  for (let i = 0; i < light.length; i++) {
    const grey = camera.offset + camera.gain * random.poisson(light[i] as number) + random.normal(0, camera.readNoise);
    into[i] = Math.min(Math.max(Math.round(grey), 0), 65535);
  }
}
