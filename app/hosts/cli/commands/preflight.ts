import { resolve } from "node:path";
import { Failure } from "#contract/failure";
import { defaultsOf, refocusSheet } from "#contract/parameters";
import type { PreflightReport } from "#contract/preflight";
import { unsaid } from "#contract/recording";
import { interruptible, type Register, report, watch } from "#hosts/cli/command";
import { addRecordingFlags, type RecordingFlags, recordingSettingsFor } from "#hosts/cli/recording-flags";
import { modelFolder } from "#io/model/find";
import { readManifest } from "#io/model/manifest";
import { preflight } from "#jobs/preflight";

interface Flags extends RecordingFlags {
  readonly model: string;
  readonly na?: string;
  readonly json?: boolean;
}

/** `preflight MOVIE`: whether a recording suits a model, before anything is run. */
export const preflightCommand: Register = (program) => {
  const command = program
    .command("preflight")
    .description("Before any run: does this recording suit the model, and what to change at the microscope.")
    .argument("<movie>", "movie or image")
    .option("--model <id>", "the model it is judged for", defaultsOf(refocusSheet).model)
    .option("--na <aperture>", "numerical aperture of the objective");
  addRecordingFlags(command)
    .option("--json", "print the report as JSON")
    .action(async (movie: string, flags: Flags) => {
      const path = resolve(movie);
      const aperture = apertureOf(flags.na);
      const model = await readManifest(await modelFolder(flags.model));
      const settings = await recordingSettingsFor(path, flags, unsaid);
      const found = await watch("preflight", preflight(path, { settings, model, aperture, signal: interruptible() }));
      report(flags.json, found, linesOf(found));
    });
};

const words = { good: "good", unmeasured: "–", doubtful: "DOUBTFUL", bad: "BAD" } as const;

function linesOf({ recording, model, verdict, checks }: PreflightReport): string[] {
  const wide = Math.max(...checks.map(({ title }) => title.length));
  const shown = Math.max(...checks.map((check) => check.shown.length));
  return [
    `${recording} for ${model}: ${words[verdict]}`,
    ...checks.flatMap((check) => [
      `  ${words[check.verdict].padEnd(9)}${check.title.padEnd(wide)}  ${check.shown.padEnd(shown)}  ${check.wanted}`.trimEnd(),
      ...(check.advice === "" ? [] : [`           ${check.advice}`]),
    ]),
  ];
}

function apertureOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < 1.7) return value;
  throw new Failure("invalid-input", `--na takes a numerical aperture between 0 and 1.7, not "${text}".`, { flag: "--na", value: text });
}
