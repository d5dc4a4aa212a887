import { basename } from "node:path";
import { Failure } from "#contract/failure";
import { type Register, report } from "#hosts/cli/command";
import { readMeta } from "#io/study/meta";
import { listStudySeries, removeStudySeries, writeStudySeries } from "#io/study/series";
import { openStudy } from "#io/study/study";
import { readSeries } from "#io/table/series";
import { timesOf } from "#jobs/extract";

interface Flags {
  readonly import?: string;
  readonly offset: string;
  readonly remove?: string;
  readonly json?: boolean;
}

/** `series STUDY`: lists, imports and removes series from elsewhere. */
export const seriesCommand: Register = (program) => {
  program
    .command("series")
    .description("List a study's series from elsewhere (stimulus, stage, behaviour, temperature), or import and remove them.")
    .argument("<study>", "study folder")
    .option("--import <table.csv>", "a table with time_s (or t, frames) and a column a series, units in brackets")
    .option("--offset <s>", "added to time_s: where the table's zero lies on the recording's clock", "0")
    .option("--remove <name>", "takes a series away")
    .option("--json", "print the series as JSON")
    .action(async (path: string, flags: Flags) => {
      const offset = flags.offset.trim() === "" ? Number.NaN : Number(flags.offset);
      if (!Number.isFinite(offset))
        throw new Failure("invalid-input", `--offset takes seconds, not "${flags.offset}".`, { flag: "--offset", value: flags.offset });
      const study = openStudy(path, flags.import === undefined && flags.remove === undefined ? "read" : "write");
      try {
        if (flags.import !== undefined) {
          const series = await readSeries(flags.import, offset, timesOf(readMeta(study.database).info));
          const file = basename(flags.import);
          study.database.transaction(() => series.forEach((one) => writeStudySeries(study, one, file)));
        }
        if (flags.remove !== undefined && !removeStudySeries(study, flags.remove)) {
          const names = listStudySeries(study).map(({ name }) => name);
          throw new Failure(
            "not-found",
            `The study ${path} has no series "${flags.remove}"; it has ${names.length === 0 ? "none" : names.join(", ")}.`,
            { path, name: flags.remove, names },
          );
        }
        const all = listStudySeries(study);
        report(
          flags.json,
          all,
          all.length === 0
            ? ["no series"]
            : all.map(
                ({ name, unit, samples, from, to }) => `${name}${unit === "" ? "" : ` (${unit})`}  ${samples} samples, ${from} to ${to} s`,
              ),
        );
      } finally {
        study.close();
      }
    });
};
