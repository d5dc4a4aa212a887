import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "#contract/source";
import { outputOf, type Program } from "#jobs/bench/own-process";
import { writeTestMovie } from "#jobs/bench/write-test-movie";

/** Peak memory of whole conversions, each in a process of its own. */
export interface MemoryPeaks {
  readonly frames: readonly number[];
  /** Bytes. */
  readonly peaks: readonly number[];
  /** Peak of the longest movie over that of the shortest. */
  readonly growth: number;
}

/**
 * Converts a short movie and one four times as long, and compares the peaks.
 *
 * @param program how this program is started as a command line: executable and arguments before the command
 */
export async function* measureMemory(program: Program, folder: string, model: string): AsyncGenerator<Progress, MemoryPeaks> {
  const frames = [5, 20];
  const peaks: number[] = [];
  for (const count of frames) {
    yield { done: peaks.length, total: frames.length, message: `converting ${count} frames in a process of its own` };
    const movie = join(folder, `movie${count}.ome.tif`);
    await writeTestMovie(movie, count);
    const out = join(folder, `memory${count}.ome.zarr`);
    const summary = JSON.parse(await outputOf(program, ["refocus", movie, "--out", out, "--model", model, "--json"])) as {
      peakMemory: number;
    };
    peaks.push(summary.peakMemory);
    await rm(out, { recursive: true, force: true });
    await rm(movie);
  }
  return { frames, peaks, growth: (peaks.at(-1) as number) / (peaks[0] as number) };
}
