import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { testMovie } from "#jobs/bench/test-movie";

/** Writes the movie that speeds are measured on as a file. */
export async function writeTestMovie(path: string, frames: number): Promise<void> {
  const source = testMovie(frames);
  const { shape, channels } = source.info;
  const writer = await createOmeTiff(path, { shape, dtype: "uint16", pixelSize: [0.325, 0.325], zStep: null, interval: 0.25, channels });
  for (let t = 0; t < frames; t++) await writer.write((await source.read(t, 0, 0)).data);
  await writer.finish();
}
