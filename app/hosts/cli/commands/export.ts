import { join, resolve } from "node:path";
import { Failure } from "#contract/failure";
import { sheets } from "#contract/parameters";
import { report, type Register } from "#hosts/cli/command";
import { openStudy } from "#io/study/study";
import { exportTables } from "#jobs/export";

/** Writes a study's tables to a folder of the user's choice; the study is left as it is. */
export const exportCommand: Register = (program) => {
  program
    .command("export <study>")
    .description("write a study's tables, with units, parameters and model in header.json")
    .requiredOption("--out <folder>", "where the tables go")
    .option("--format <format>", sheets.export.format.help, sheets.export.format.default)
    .option("--json", "print the files as JSON")
    .action(async (path: string, options: { out: string; format: string; json?: boolean }) => {
      const formats: readonly string[] = sheets.export.format.options;
      if (!formats.includes(options.format)) {
        throw new Failure("invalid-input", `--format takes ${formats.join(", ")}, not "${options.format}".`, {
          flag: "--format",
          value: options.format,
        });
      }
      const folder = resolve(options.out);
      const study = openStudy(path, "read");
      try {
        const files = (await exportTables(study, folder)).map((name) => join(folder, name));
        report(options.json, { folder, files }, files);
      } finally {
        study.close();
      }
    });
};
