import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "#contract/source";
import { openRecording } from "#io/recording/open";
import { type Packing, writePackedMovie } from "#jobs/bench/packed-movie";
import { benchFrame, testMovie } from "#jobs/bench/test-movie";

/** Reading speeds, each ratio of the same run. */
export interface ReadingTimes {
  /** MB/s of uncompressed TIFF, of a plain sequential read of the same file, and the first over the second. */
  readonly raw: { readonly ours: number; readonly plain: number; readonly ratio: number };
  /** MB/s of unpacked pixels by this program and by geotiff; null where geotiff is not installed. */
  readonly packed: readonly {
    readonly packing: Packing;
    readonly ours: number;
    readonly geotiff: number | null;
    readonly ratio: number | null;
  }[];
  /** Opening a 10 GB movie and reading its first frame. */
  readonly first: { readonly bytes: number; readonly frames: number; readonly seconds: number };
}

const rounds = 4;

/** Times the reading of movies of several kinds, written into `folder` and taken away again. */
export async function* timeReading(folder: string): AsyncGenerator<Progress, ReadingTimes> {
  yield { done: 0, total: 4, message: "reading an uncompressed movie" };
  const raw = await timeRaw(join(folder, "raw.tif"));
  const packed = [];
  for (const packing of ["lzw", "zstd"] as const) {
    yield { done: 1 + packed.length, total: 4, message: `reading a movie packed by ${packing}` };
    packed.push(await timePacked(join(folder, `${packing}.tif`), packing));
  }
  yield { done: 3, total: 4, message: "opening a movie of 10 GB" };
  return { raw, packed, first: await timeFirst(join(folder, "large.tif")) };
}

async function timeRaw(path: string): Promise<ReadingTimes["raw"]> {
  const frames = 300;
  await write(path, frames, "none");
  const bytes = benchFrame[0] * benchFrame[1] * 2;
  const buffer = new Uint8Array(bytes);
  const source = await openRecording(path);
  const file = await open(path);
  const ours: number[] = [];
  const plain: number[] = [];
  try {
    for (let round = 0; round < rounds + 1; round++) {
      plain.push(
        await seconds(async () => {
          for (let t = 0; t < frames; t++) await file.read(buffer, 0, bytes, t * bytes);
        }),
      );
      ours.push(
        await seconds(async () => {
          for (let t = 0; t < frames; t++) await source.read(t, 0, 0);
        }),
      );
    }
  } finally {
    await file.close();
    await source.close();
    await rm(path);
  }
  const size = (frames * bytes) / 1e6;
  return { ours: size / Math.min(...ours), plain: size / Math.min(...plain), ratio: Math.min(...plain) / Math.min(...ours) };
}

async function timePacked(path: string, packing: Packing): Promise<ReadingTimes["packed"][number]> {
  const frames = 12;
  await write(path, frames, packing);
  // Only a clone has the other reader; a packed program tells its own speed.
  const other = await import("geotiff").catch(() => null);
  const source = await openRecording(path);
  const theirs = other ? await other.fromFile(path) : null;
  const ours: number[] = [];
  const geotiff: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      ours.push(
        await seconds(async () => {
          for (let t = 0; t < frames; t++) await source.read(t, 0, 0);
        }),
      );
      if (!theirs) continue;
      geotiff.push(
        await seconds(async () => {
          for (let t = 0; t < frames; t++) await (await theirs.getImage(t)).readRasters();
        }),
      );
    }
  } finally {
    await source.close();
    theirs?.close();
    await rm(path);
  }
  const size = (frames * benchFrame[0] * benchFrame[1] * 2) / 1e6;
  const best = Math.min(...ours);
  return {
    packing,
    ours: size / best,
    geotiff: theirs ? size / Math.min(...geotiff) : null,
    ratio: theirs ? Math.min(...geotiff) / best : null,
  };
}

async function timeFirst(path: string): Promise<ReadingTimes["first"]> {
  const frames = 20_000;
  await writePackedMovie(path, frames, benchFrame, "none", () => new Uint16Array(0), true);
  const times: number[] = [];
  let bytes = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      times.push(
        await seconds(async () => {
          const source = await openRecording(path);
          await source.read(0, 0, 0);
          bytes = source.info.bytes;
          await source.close();
        }),
      );
    }
  } finally {
    await rm(path);
  }
  return { bytes, frames, seconds: Math.min(...times) };
}

async function write(path: string, frames: number, packing: Packing): Promise<void> {
  const movie = testMovie(4);
  const pictures: Uint16Array[] = [];
  for (let t = 0; t < 4; t++) pictures.push(Uint16Array.from((await movie.read(t, 0, 0)).data));
  await writePackedMovie(path, frames, benchFrame, packing, (t) => pictures[t % 4] as Uint16Array);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
