import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { stackOf, type Nucleus } from "#test/make/nuclei";

export interface MovieFile {
  readonly frames?: number;
  readonly pixelSize?: readonly [number, number] | null;
  readonly interval?: number | null;
}

/** Where the five neurons of `writeMovie` lie in the first frame, µm; each frame moves all by 0.05 µm. */
export const movieNeurons: readonly Nucleus[] = [
  { z: 0, y: 4, x: 5, sigma: 0.8, brightness: 1000 },
  { z: 0, y: 4, x: 15, sigma: 0.8, brightness: 800 },
  { z: 0, y: 11, x: 9, sigma: 0.8, brightness: 900 },
  { z: 0, y: 12, x: 20, sigma: 0.8, brightness: 1100 },
  { z: 0, y: 15, x: 4, sigma: 0.8, brightness: 700 },
];

/** A 2-D movie of five neurons, one channel, 64×80 pixels of 0.325 µm, 0.25 s a frame, as OME-TIFF. */
export async function writeMovie(
  path: string,
  { frames = 6, pixelSize = [0.325, 0.325], interval = 0.25 }: MovieFile = {},
): Promise<string> {
  const shape = { t: frames, c: 1, z: 1, y: 64, x: 80 };
  const writer = await createOmeTiff(path, {
    shape,
    dtype: "uint16",
    pixelSize,
    zStep: null,
    interval,
    channels: [{ name: "GCaMP", role: "activity", wavelength: 525 }],
  });
  for (let t = 0; t < frames; t++) {
    const moved = movieNeurons.map((nucleus, i) => ({
      ...nucleus,
      y: nucleus.y + 0.05 * t,
      brightness: nucleus.brightness * (i === 0 && t % 3 === 0 ? 1.5 : 1),
    }));
    const { data } = stackOf([1, shape.y, shape.x], [1, 0.325, 0.325], [0, 0, 0], moved, 1, 10, 7 + t);
    await writer.write(Uint16Array.from(data, (value) => Math.max(0, Math.round(100 + value))));
  }
  await writer.finish();
  return path;
}
