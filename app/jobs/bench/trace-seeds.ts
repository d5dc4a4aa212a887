import { rm } from "node:fs/promises";
import { join } from "node:path";
import { unsaid } from "#contract/recording";
import type { Progress } from "#contract/source";
import { sampleOptions } from "#core/optics/simulation";
import { type Score, scoreStudy } from "#core/score/score-study";
import { newStudy } from "#io/study/new-study";
import { readTruth } from "#io/table/truth";
import { runStep } from "#jobs/run-step";
import { simulate } from "#jobs/simulate";
import { scoredProducts } from "#jobs/static-control";

/** One check over several simulated recordings. */
export interface SeedSpread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** What the median must reach; null where there is no floor. */
  readonly floor: number | null;
  readonly unit: string;
  /** True where more is better. */
  readonly more: boolean;
}

/** Floors that hold for the median over seeds, where they are stricter than those of a single recording. */
const floors: Readonly<Record<string, number>> = { "peak ΔF/F0 error, median of active neurons": 15 };

/** Smaller than the sample, so that several fit into a minute or two. */
const scene = { ...sampleOptions, frames: 40, neurons: 40, size: [192, 384] as const };
const steps = ["refocus", "detect", "link", "extract"] as const;

/**
 * Runs the whole job on simulated recordings of several seeds, with every parameter at its default, and compares the
 * traces with the truth.
 *
 * @returns the trace checks of `scoreStudy`, each with its spread over the seeds
 */
export async function* scoreSeeds(
  folder: string,
  seeds: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<Progress, Readonly<Record<string, SeedSpread>>> {
  const scores: Score[] = [];
  for (const [i, seed] of seeds.entries()) {
    const place = join(folder, `seed${seed}`);
    const total = seeds.length * (steps.length + 1);
    const at = (step: number, message: string): Progress => ({
      done: i * (steps.length + 1) + step,
      total,
      message: `seed ${seed}: ${message}`,
    });
    yield at(0, "drawing");
    const made = await drained(simulate(place, { ...scene, seed }, scene.frames - 1, signal));
    const study = await newStudy(join(place, "movie.study"), made.recording, unsaid, true);
    try {
      for (const [k, step] of steps.entries()) {
        yield at(k + 1, step);
        await drained(runStep(study, step, {}, signal));
      }
      scores.push(scoreStudy(await readTruth(made.truth), await scoredProducts(study)));
    } finally {
      study.close();
      await rm(place, { recursive: true, force: true });
    }
  }
  return spreads(scores);
}

function spreads(scores: readonly Score[]): Record<string, SeedSpread> {
  const names = Object.keys(scores[0] ?? {}).filter((name) => /trace|ΔF|control/.test(name));
  return Object.fromEntries(
    names.flatMap((name) => {
      const checks = scores.flatMap((score) => score[name] ?? []);
      const values = checks.flatMap(({ value }) => value ?? []).sort((a, b) => a - b);
      const [first] = checks;
      if (first === undefined || values.length === 0) return [];
      const median = 0.5 * (values[(values.length - 1) >> 1]! + values[values.length >> 1]!);
      return [
        [
          name,
          {
            median,
            least: values[0]!,
            most: values[values.length - 1]!,
            floor: floors[name] ?? first.floor,
            unit: first.unit,
            more: first.least,
          },
        ],
      ];
    }),
  );
}

async function drained<R>(job: AsyncGenerator<unknown, R>): Promise<R> {
  for (;;) {
    const next = await job.next();
    if (next.done) return next.value;
  }
}
