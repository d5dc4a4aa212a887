import { resolve } from "node:path";
import { report, type Register } from "#hosts/cli/command";
import { moveRecording } from "#io/study/recording";
import { openStudy } from "#io/study/study";

/** Tells a study where its recording lies now. */
export const relocateCommand: Register = (program) => {
  program
    .command("relocate <study> <recording>")
    .description("tell a study where its recording has been moved to; it is known by its hash, so another file is refused")
    .option("--json", "print the result as JSON")
    .action(async (path: string, recording: string, options: { json?: boolean }) => {
      const study = openStudy(path, "write");
      try {
        await moveRecording(study, resolve(recording));
        report(options.json, { study: study.path, recording: resolve(recording) }, [
          `The recording of ${study.path} is ${resolve(recording)}.`,
        ]);
      } finally {
        study.close();
      }
    });
};
