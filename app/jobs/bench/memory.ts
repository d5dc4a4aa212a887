import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#contract/failure";
import type { Progress } from "#contract/source";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { testMovie } from "#jobs/bench/test-movie";

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
export async function* measureMemory(
  program: readonly [string, ...string[]],
  folder: string,
  model: string,
): AsyncGenerator<Progress, MemoryPeaks> {
  const frames = [5, 20];
  const peaks: number[] = [];
  for (const count of frames) {
    yield { done: peaks.length, total: frames.length, message: `converting ${count} frames in a process of its own` };
    const movie = join(folder, `movie${count}.ome.tif`);
    await writeMovie(movie, count);
    const out = join(folder, `memory${count}.ome.zarr`);
    const summary = JSON.parse(await output(program, ["refocus", movie, "--out", out, "--model", model, "--json"])) as {
      peakMemory: number;
    };
    peaks.push(summary.peakMemory);
    await rm(out, { recursive: true, force: true });
    await rm(movie);
  }
  return { frames, peaks, growth: (peaks.at(-1) as number) / (peaks[0] as number) };
}

async function writeMovie(path: string, frames: number): Promise<void> {
  const source = testMovie(frames);
  const { shape, channels } = source.info;
  const writer = await createOmeTiff(path, { shape, dtype: "uint16", pixelSize: [0.325, 0.325], zStep: null, interval: 0.25, channels });
  for (let t = 0; t < frames; t++) await writer.write((await source.read(t, 0, 0)).data);
  await writer.finish();
}

function output([executable, ...before]: readonly [string, ...string[]], command: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, [...before, ...command], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(out);
      else
        reject(
          new Failure(
            "internal",
            `The conversion whose memory was to be measured ended with ${code}: ${err.trim().split("\n").at(-1) ?? ""}`,
            { code: code ?? -1 },
          ),
        );
    });
  });
}
