import { NucleusImage } from "#core/optics/nucleus-image";
import { greenOptics } from "#core/optics/pupil";
import { Random } from "#core/optics/random";

/**
 * Nuclei on a plane that is tilted along x: −3 µm at the left edge, +3 µm at the right.
 *
 * @param crowd pixels of the frame for each nucleus
 */
export function tiltedScene(shape: readonly [number, number], pitch: number, crowd = 500) {
  const random = new Random(11);
  const [height, width] = shape;
  const slope = 6 / (width * pitch);
  const depthAt = (_: number, x: number) => -3 + slope * x;
  const draw = new NucleusImage([greenOptics], pitch);
  const nuclei = Array.from({ length: Math.round((height * width) / crowd) }, () => {
    const y = random.uniform() * height * pitch;
    const x = random.uniform() * width * pitch;
    return { z: depthAt(y, x), y, x, radii: [1, 1, 1] as const, photons: [20_000 * (0.5 + random.uniform())] };
  });
  /** The plane that a microscope focused at a depth records, photons [y, x]. */
  const planeAt = (focus: number): Float32Array => {
    const image = new Float32Array(height * width);
    for (const nucleus of nuclei) draw.add([image], shape, nucleus, focus);
    return image;
  };
  return { planeAt, depthAt };
}
