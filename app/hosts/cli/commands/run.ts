import { resolve } from "node:path";
import { Failure } from "#contract/failure";
import { sheets, type Step } from "#contract/parameters";
import { unsaid } from "#contract/recording";
import type { RunRecord } from "#contract/study";
import { depthPlan, interruptible, report, watch, type Register } from "#hosts/cli/command";
import { addRecordingFlags, flagsFor, type RecordingFlags, recordingSettingsFor } from "#hosts/cli/recording-flags";
import { regionText } from "#hosts/cli/region-files";
import { addSheetFlags, sheetValues } from "#hosts/cli/sheet-flags";
import { stateFolder } from "#hosts/cli/state-folder";
import { Answers } from "#services/answers";
import { exportsPath, studyBeside } from "#io/study/layout";
import { readMeta } from "#io/study/meta";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { freeSpace } from "#io/volume/free-space";
import { bytesText, diskNeed } from "#jobs/disk-need";
import { applicableSteps } from "#jobs/inputs";
import { isBroughtIn } from "#jobs/imported";
import { runStep } from "#jobs/run-step";
import { studyOfRecording } from "#jobs/study-of-recording";

/** Flags of a command that opens or makes a study of a movie. */
export interface StudyOptions extends RecordingFlags {
  readonly study?: string;
  readonly refocus: boolean;
  readonly z?: string;
  readonly region?: readonly string[];
  readonly exclude?: readonly string[];
  readonly json?: boolean;
}

/** What one step of a run came to. */
export interface StepReport {
  readonly step: Step;
  readonly seconds: number;
  /** False where a finished run with the same inputs was there already. */
  readonly ran: boolean;
  readonly summary: RunRecord["summary"];
}

/** Every step, from a movie to exported tables, in one command. */
export const runCommand: Register = (program) => {
  const command = program
    .command("run <movie>")
    .description("the whole job: refocus, find, follow, read out and export, into a study folder")
    .option("--study <folder>", "where the study lies or shall lie (beside the movie: <name>.study)");
  addRecordingFlags(command)
    .option("--no-refocus", "find neurons in the recorded frames themselves (a 2-D study)")
    .option("--z <min:max:step>", "planes to refocus to, µm, both ends included (-10:10:0.5)");
  addSheetFlags(command, sheets.refocus, ["zMin", "zMax", "zStep"]);
  for (const step of ["detect", "link", "extract"] as const) addSheetFlags(command, sheets[step]);
  command
    .option("--region <file...>", "where to look for neurons: polygons (µm) in a .json; several add up")
    .option("--exclude <file...>", "what to leave out when neurons are looked for, in the same form");
  command.option("--json", "print the result as JSON").action(async (movie: string, options: StudyOptions) => {
    const signal = interruptible();
    const regions = await regionText(options.region ?? [], options.exclude ?? [], null);
    const refocus = command.getOptionValueSource("refocus") === "cli" ? options.refocus : null;
    const study = await studyFor(resolve(movie), options, refocus);
    try {
      for (const note of readMeta(study.database).info.notes) process.stderr.write(`recording: ${note}\n`);
      await tellDisk(study, stepValues(options, regions).refocus);
      const steps = await runAll(study, stepValues(options, regions), signal);
      const folder = exportsPath(study.path);
      report(options.json, { study: study.path, exports: folder, steps }, [
        ...steps.map(lineOf),
        `Study   ${study.path}`,
        `Tables  ${folder}`,
      ]);
    } finally {
      study.close();
    }
  });
};

/** Says before a run what its volumes may take and what is free. */
async function tellDisk(study: Study, parameters: Readonly<Record<string, unknown>>): Promise<void> {
  const meta = readMeta(study.database);
  const need = meta.refocus && currentRun(study, "refocus")?.status !== "done" ? diskNeed(meta, parameters) : 0;
  const free = need === 0 ? null : await freeSpace(study.path);
  if (free !== null) process.stderr.write(`disk: up to ${bytesText(need)} for the volumes, ${bytesText(free)} are free\n`);
}

/** Runs every step of a study that is not done, and tells what each came to. */
export async function runAll(
  study: Study,
  values: Readonly<Record<Step, Readonly<Record<string, unknown>>>>,
  signal: AbortSignal,
): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (const step of applicableSteps(readMeta(study.database).refocus)) {
    if (isBroughtIn(study, step)) continue;
    const started = performance.now();
    const before = currentRun(study, step);
    const { summary, id, finished } = await watch(step, runStep(study, step, values[step], signal));
    const ran = before?.status !== "done" || before.id !== id || before.finished !== finished;
    for (const warning of Array.isArray(summary.warnings) ? summary.warnings : []) process.stderr.write(`${step}: ${String(warning)}\n`);
    reports.push({ step, ran, seconds: (performance.now() - started) / 1000, summary });
  }
  return reports;
}

/** Parameters of every step: the flags given over the defaults, whatever ran before. */
function stepValues(options: StudyOptions, regions: string): Readonly<Record<Step, Readonly<Record<string, unknown>>>> {
  return {
    refocus: refocusValues(options),
    detect: { ...sheetValues(sheets.detect, options), regions },
    link: sheetValues(sheets.link, options),
    extract: sheetValues(sheets.extract, options),
    export: sheetValues(sheets.export, options),
  };
}

/** Parameters of refocusing: the flags given over the defaults. */
export function refocusValues(options: StudyOptions): Readonly<Record<string, unknown>> {
  const plan = options.z === undefined ? null : depthPlan(options.z);
  return {
    ...sheetValues(sheets.refocus, { ...options, zStep: undefined }),
    ...(plan && { zMin: plan.min, zMax: plan.max, zStep: plan.step }),
  };
}

/** Opens the study of a movie, or makes it once everything that is asked can be done. */
export async function studyFor(movie: string, options: StudyOptions, refocus: boolean | null): Promise<Study> {
  const answers = new Answers(stateFolder());
  const study = await studyOfRecording(movie, resolve(options.study ?? studyBeside(movie)), async (before) => ({
    settings: await recordingSettingsFor(movie, options, before?.settings ?? unsaid),
    refocus: refocus ?? before?.refocus ?? true,
    parameters: stepValues(options, "").refocus,
  })).catch((thrown: unknown) => {
    throw withOffer(movie, answers, thrown);
  });
  const meta = readMeta(study.database);
  answers.keep(movie, meta.settings, meta.refocus);
  return study;
}

/** What the file does not say may have been said for the last recording of its folder: the flags are told, not taken. */
function withOffer(movie: string, answers: Answers, thrown: unknown): unknown {
  if (!(thrown instanceof Failure) || thrown.code !== "missing-metadata") return thrown;
  const known = answers.recall(movie);
  if (known === null) return thrown;
  const flags = flagsFor(known.settings).join(" ");
  return new Failure(
    thrown.code,
    `${thrown.message} For your last recording in this folder, ${known.from}, it was ${flags}.`,
    thrown.facts,
  );
}

export function lineOf({ step, seconds, ran, summary }: StepReport): string {
  const facts = Object.entries(summary).filter(([, value]) => typeof value === "number" || typeof value === "string");
  const told = step === "refocus" ? facts.filter(([name]) => ["planes", "made", "kept", "model"].includes(name)) : facts;
  return `${step.padEnd(8)}${ran ? `${seconds.toFixed(1)} s` : "already done"}  ${told.map(([name, value]) => `${name}: ${String(value)}`).join(", ")}`;
}
