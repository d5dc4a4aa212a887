import { resolve } from "node:path";
import { Failure } from "#contract/failure";
import { sheets } from "#contract/parameters";
import { frameRange, interruptible, report, watch, type Register } from "#hosts/cli/command";
import { refocusValues, studyFor, type StudyOptions } from "#hosts/cli/commands/run";
import { addRecordingFlags } from "#hosts/cli/recording-flags";
import { addSheetFlags } from "#hosts/cli/sheet-flags";
import { readMeta } from "#io/study/meta";
import { openStudy } from "#io/study/study";
import { beginShards, convertShard, endShards } from "#jobs/shards";

/** Makes a study whose refocusing is then shared out among processes and machines. */
export const initCommand: Register = (program) => {
  const command = program
    .command("init <movie>")
    .description("make a study whose refocusing is shared out: then convert, in any number of processes, and finalize")
    .option("--study <folder>", "where the study lies or shall lie (beside the movie: <name>.study)");
  addRecordingFlags(command).option("--z <min:max:step>", "planes to refocus to, µm, both ends included (-10:10:0.5)");
  addSheetFlags(command, sheets.refocus, ["zMin", "zMax", "zStep"]);
  command.option("--json", "print the result as JSON").action(async (movie: string, options: StudyOptions) => {
    const study = await studyFor(resolve(movie), options, true);
    try {
      if (!readMeta(study.database).refocus) {
        throw new Failure("wrong-axes", `${movie} holds stacks already, so that there is nothing to refocus; use run.`, { path: movie });
      }
      const run = await watch("init", beginShards(study, refocusValues(options), interruptible()));
      report(options.json, { study: study.path, frames: run.total, done: run.status === "done" }, [
        `Study   ${study.path}`,
        `Frames  ${run.total}`,
      ]);
    } finally {
      study.close();
    }
  });
};

/** Makes some frames of a study's volumes; others may make theirs meanwhile. */
export const convertCommand: Register = (program) => {
  program
    .command("convert <study>")
    .description("make some frames of a study begun with init; frames that are there are kept")
    .option("--frames <a:b>", "frames, from 0, b not included (all)")
    .option("--threads <n>", "processor cores to use (all)")
    .option("--json", "print the summary as JSON")
    .action(async (path: string, options: { frames?: string; threads?: string; json?: boolean }) => {
      const threads = options.threads === undefined ? null : Number(options.threads);
      if (threads !== null && (!Number.isInteger(threads) || threads < 1)) {
        throw new Failure("invalid-input", `--threads takes a whole number above 0, not "${options.threads}".`, { flag: "--threads" });
      }
      const study = openStudy(path, "read");
      try {
        const frames = frameRange(options.frames ?? ":", readMeta(study.database).info.shape.t);
        const workers = { signal: interruptible(), ...(threads !== null && { threads }) };
        const summary = await watch("convert", convertShard(study, frames, workers));
        report(options.json, summary, [
          `Frames ${frames.from}:${frames.to} of ${study.path}: ${summary.made} made, ${summary.kept} kept, by ${summary.model} (virtual)`,
        ]);
      } finally {
        study.close();
      }
    });
};

/** Counts the frames and marks refocusing done. */
export const finalizeCommand: Register = (program) => {
  program
    .command("finalize <study>")
    .description("check that every frame of a study begun with init is there, and mark it refocused, so that run goes on")
    .option("--json", "print the result as JSON")
    .action(async (path: string, options: { json?: boolean }) => {
      const study = openStudy(path, "write");
      try {
        const { total, status, summary } = await watch("finalize", endShards(study, interruptible()));
        report(options.json, { study: study.path, frames: total, status, summary }, [`${study.path}: all ${total} frames are there.`]);
      } finally {
        study.close();
      }
    });
};
