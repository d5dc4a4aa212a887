import { resolve } from "node:path";
import { Failure } from "#contract/failure";
import { type Register, report } from "#hosts/cli/command";
import { studyFor, type StudyOptions } from "#hosts/cli/commands/run";
import { addRecordingFlags } from "#hosts/cli/recording-flags";
import { openStudy } from "#io/study/study";
import { importTracks } from "#jobs/import-tracks";

interface Options extends StudyOptions {
  readonly study: string;
  readonly recording?: string;
  readonly unit?: string;
  readonly as?: string;
  readonly json?: boolean;
}

/** `import FILE --study DIR`: points, tracks or regions of other programs as a product of the study. */
export const importCommand: Register = (program) => {
  const command = program
    .command("import <file>")
    .description(
      "points, tracks or regions from CSV, TrackMate XML, ZephIR h5, napari tracks or a label image, or what was exported (a folder of tables, Parquet, NWB, .mat, JSON) with its traces, into a study",
    )
    .requiredOption("--study <folder>", "the study that they belong to")
    .option("--recording <movie>", "makes the study of this movie first, where it is not there yet")
    .option("--no-refocus", "with --recording: a 2-D study, whose neurons lie in the recorded frames themselves")
    .option("--unit <px|um>", "what the coordinates count, where the file does not say or says it wrongly")
    .option("--as <points|tracks>", "take the positions alone (points), or with their tracks (as the file has them)");
  addRecordingFlags(command)
    .option("--json", "print the result as JSON")
    .action(async (path: string, options: Options) => {
      const unit = choice("--unit", options.unit, { px: "px", um: "µm", µm: "µm" } as const);
      const as = choice("--as", options.as, { points: "points", tracks: "tracks" } as const);
      const study =
        options.recording === undefined
          ? openStudy(resolve(options.study), "write")
          : await studyFor(resolve(options.recording), options, options.refocus ? null : false);
      try {
        const brought = await importTracks(study, resolve(path), { unit, as });
        for (const note of brought.notes) process.stderr.write(`nematrace: ${note}\n`);
        const along = [
          ...(brought.traces > 0 ? [`activity of ${brought.traces} neurons`] : []),
          ...(brought.series > 0 ? [`${brought.series} series`] : []),
        ];
        const what =
          brought.as === "tracks"
            ? [`${brought.tracks} tracks`, `${brought.positions} positions`, ...along].join(", ")
            : `${brought.positions} points, to be followed with run`;
        report(options.json, { path: resolve(path), study: study.path, ...brought }, [`${study.path}: ${what} (${brought.format})`]);
      } finally {
        study.close();
      }
    });
};

function choice<T extends string>(flag: string, text: string | undefined, words: Readonly<Record<string, T>>): T | null {
  if (text === undefined) return null;
  const meant = words[text];
  if (meant !== undefined) return meant;
  throw new Failure("invalid-input", `${flag} takes ${Object.keys(words).slice(0, 2).join(" or ")}, not "${text}".`, { flag, value: text });
}
