import { report, type Register } from "#hosts/cli/command";
import { exitCodes } from "#hosts/cli/exit-codes";
import { openStudy } from "#io/study/study";
import { verifyStudy } from "#io/study/verify";

/** Tells whether everything a study holds is there and whole. */
export const verifyCommand: Register = (program) => {
  program
    .command("verify <study>")
    .description("check a study's database, volumes, tables and recording; nothing is changed")
    .option("--json", "print the findings as JSON")
    .action(async (path: string, options: { json?: boolean }) => {
      const study = openStudy(path, "read");
      try {
        const findings = await verifyStudy(study);
        const lines = findings.map(({ what, kind, message }) => `${what}: ${kind}: ${message}`);
        report(
          options.json,
          { study: study.path, whole: findings.length === 0, findings },
          lines.length > 0 ? lines : [`${study.path} is whole.`],
        );
        if (findings.some(({ kind }) => kind === "damaged")) process.exitCode = exitCodes.damaged;
        else if (findings.length > 0) process.exitCode = exitCodes.incomplete;
      } finally {
        study.close();
      }
    });
};
