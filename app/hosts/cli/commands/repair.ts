import { interruptible, report, watch, type Register } from "#hosts/cli/command";
import { exitCodes } from "#hosts/cli/exit-codes";
import { repairStudy } from "#jobs/repair";

/** Mends what `verify` finds. */
export const repairCommand: Register = (program) => {
  program
    .command("repair <study>")
    .description("mend a study: make damaged frames and tables again from the recording, to the same bytes; say what cannot be mended")
    .option("--json", "print what was found, mended and lost as JSON")
    .action(async (path: string, options: { json?: boolean }) => {
      const repair = await watch("repair", repairStudy(path, interruptible()));
      const damage = repair.found.filter(({ kind }) => kind === "damaged").length;
      report(options.json, repair, [
        ...repair.mended.map((sentence) => `mended: ${sentence}`),
        ...repair.lost.map((sentence) => `lost: ${sentence}`),
        ...(repair.mended.length + repair.lost.length > 0
          ? []
          : [damage === 0 ? `${repair.study} has no damage.` : `${repair.study} is whole again.`]),
      ]);
      if (repair.lost.length > 0) process.exitCode = exitCodes.damaged;
    });
};
