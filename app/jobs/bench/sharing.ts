import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Progress } from "#contract/source";
import { outputOf, type Program } from "#jobs/bench/own-process";
import { writeTestMovie } from "#jobs/bench/write-test-movie";

/** Refocusing shared out between two processes beside one process, each of one thread; s, and the share of the one's time. */
export interface SharingTimes {
  readonly frames: number;
  readonly one: number;
  readonly two: number;
  readonly share: number;
}

const frames = 12;
const rounds = 2;

/**
 * Times `init` and `convert` of a movie by one process, and of the same movie by two processes of half of its frames
 * each, turn by turn; the fastest of each counts, which is the one that other programs disturbed least. The time a
 * process takes to start and to load the network is counted.
 *
 * @returns null on a machine of one core, where there is nothing to share
 */
export async function* timeSharing(program: Program, folder: string, model: string): AsyncGenerator<Progress, SharingTimes | null> {
  if (availableParallelism() < 2) return null;
  const movie = join(folder, "shared.ome.tif");
  await writeTestMovie(movie, frames);
  const halves = [`0:${frames / 2}`, `${frames / 2}:${frames}`];
  const ways = [["0:"], halves];
  const fastest = ways.map(() => Number.POSITIVE_INFINITY);
  for (let turn = 0; turn < rounds * ways.length; turn++) {
    const way = turn % ways.length;
    yield { done: turn, total: rounds * ways.length, message: way === 0 ? "one process converts" : "two processes convert" };
    const study = join(folder, `shared${turn}.study`);
    await outputOf(program, ["init", movie, "--study", study, "--model", model, "--json"]);
    const began = performance.now();
    await Promise.all(ways[way]!.map((part) => outputOf(program, ["convert", study, "--frames", part, "--threads", "1", "--json"])));
    fastest[way] = Math.min(fastest[way]!, (performance.now() - began) / 1000);
    await rm(study, { recursive: true, force: true });
  }
  await rm(movie);
  const [one = 0, two = 0] = fastest;
  return { frames, one, two, share: two / one };
}
