import { join, resolve } from "node:path";
import { formatsIn } from "#contract/export-format";
import { defaultsOf, sheets } from "#contract/parameters";
import { report, type Register } from "#hosts/cli/command";
import { addSheetFlags, givenValues } from "#hosts/cli/sheet-flags";
import { currentRun } from "#io/study/runs";
import { openStudy } from "#io/study/study";
import { exportTables } from "#jobs/export";
import { checkedParameters } from "#jobs/plan";

interface Options {
  readonly out: string;
  readonly format?: string;
  readonly json?: boolean;
}

/** Writes a study's tables, and other formats, to a folder of the user's choice; the study is left as it is. */
export const exportCommand: Register = (program) => {
  const command = program
    .command("export <study>")
    .description("write a study's tables, a data package and methods.md, and other formats: Parquet, NWB, MATLAB, TrackMate, …")
    .requiredOption("--out <folder>", "where the files go")
    .option("--format <list>", sheets.export.format.help);
  addSheetFlags(command, sheets.export, ["format"])
    .option("--json", "print the files as JSON")
    .action(async (path: string, options: Options) => {
      const given = givenValues(sheets.export, { ...options });
      formatsIn(given.format ?? sheets.export.format.default);
      const folder = resolve(options.out);
      const study = openStudy(path, "read");
      try {
        // What was said about the session in the window stands; formats are those asked for here.
        const known = { ...currentRun(study, "export")?.parameters, format: sheets.export.format.default };
        const parameters = { ...defaultsOf(sheets.export), ...checkedParameters("export", { ...known, ...given }) };
        const files = (await exportTables(study, folder, parameters)).map((name) => join(folder, name));
        report(options.json, { folder, files }, files);
      } finally {
        study.close();
      }
    });
};
