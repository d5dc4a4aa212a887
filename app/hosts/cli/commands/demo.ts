import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { defaultsOf, sheets } from "#contract/parameters";
import { unsaid } from "#contract/recording";
import { sampleOptions } from "#core/optics/simulation";
import { reaches, scoreStudy, type Score } from "#core/score/score-study";
import { interruptible, report, watch, type Register } from "#hosts/cli/command";
import { lineOf, runAll } from "#hosts/cli/commands/run";
import { notesUnder, scoreLines, scoreRecord } from "#hosts/cli/commands/score";
import { exportsPath } from "#io/study/layout";
import { newStudy } from "#io/study/new-study";
import { isStudy } from "#io/study/study";
import { readTruth } from "#io/table/truth";
import { simulate } from "#jobs/simulate";
import { scoredProducts } from "#jobs/static-control";

/** Longest the whole demo may take, s. */
const longest = 240;

/** The whole job on the sample recording, scored against what is known of it. */
export const demoCommand: Register = (program) => {
  program
    .command("demo")
    .description("make the sample recording, run every step on it, and score the result against the known truth")
    .option("--out <folder>", "where sample, study and tables go", join("samples", "demo"))
    .option("--json", "print scores, times and paths as JSON")
    .action(async (options: { out: string; json?: boolean }) => {
      const signal = interruptible();
      const began = performance.now();
      const folder = resolve(options.out);
      const made = await watch("simulate", simulate(join(folder, "sample"), sampleOptions, undefined, signal));
      const simulated = (performance.now() - began) / 1000;
      const place = join(folder, "movie.study");
      // A demo shows the work being done, so the study of an earlier one makes room.
      if (existsSync(place) && isStudy(place)) rmSync(place, { recursive: true });
      const study = await newStudy(place, made.recording, unsaid, true);
      try {
        const steps = await runAll(study, allDefaults, signal);
        const truth = await readTruth(made.truth);
        const seconds = (performance.now() - began) / 1000;
        const time = { value: Number(seconds.toFixed(1)), floor: longest, unit: "s", n: 1, spread: null, least: false };
        const score: Score = { ...scoreStudy(truth, await scoredProducts(study)), "time for everything": time };
        const times = [{ step: "simulate", seconds: simulated }, ...steps.map((step) => ({ step: step.step, seconds: step.seconds }))];
        report(
          options.json,
          { score: scoreRecord(score), times, recording: made.recording, truth: made.truth, study: place, tables: exportsPath(place) },
          [
            `simulate ${simulated.toFixed(1)} s  frames: ${made.frames}, neurons: ${made.neurons}`,
            ...steps.map(lineOf),
            "",
            ...scoreLines(score),
            ...notesUnder(score),
            "",
            `Recording  ${made.recording}`,
            `Truth      ${made.truth}`,
            `Study      ${place}`,
            `Tables     ${exportsPath(place)}`,
          ],
        );
        if (!Object.values(score).every(reaches)) process.exitCode = 1;
      } finally {
        study.close();
      }
    });
};

const allDefaults = {
  refocus: defaultsOf(sheets.refocus),
  detect: defaultsOf(sheets.detect),
  link: defaultsOf(sheets.link),
  extract: defaultsOf(sheets.extract),
  export: defaultsOf(sheets.export),
};
