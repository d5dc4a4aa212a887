import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Failure } from "#contract/failure";
import { traceSignals } from "#contract/table";
import { programVersion } from "#contract/version";
import { type Register, report } from "#hosts/cli/command";
import { joinAsked, type JoinFlags } from "#hosts/cli/join-flags";
import { writeJoined, writeJoinedMean } from "#io/table/joined";
import { writeText } from "#io/table/write-sheet";

interface Flags extends JoinFlags {
  readonly out: string;
  readonly json?: boolean;
}

/** `join STUDY… --out DIR`: several animals in one table, by neuron name. */
export const joinCommand: Register = (program) => {
  program
    .command("join")
    .description("Join the traces of several studies by neuron name: each animal's, and their mean with its standard error.")
    .argument("<studies...>", "study folders")
    .requiredOption("--out <folder>", "where joined.csv, joined-mean.csv and joined.json go")
    .option("--signal <name>", `signal that is joined: ${traceSignals.join(", ")}`, "dff")
    .option(
      "--around <series[=word]>",
      "count time from the moments at which a series of each study says a word, or rises; left out: from the first frame",
    )
    .option("--before <s>", "time before each moment", "5")
    .option("--after <s>", "time after each moment", "15")
    .option("--json", "print the result as JSON")
    .action(async (paths: readonly string[], flags: Flags) => {
      const { joined, signal, around, window } = joinAsked(paths, flags);
      const folder = resolve(flags.out);
      await mkdir(folder, { recursive: true }).catch((thrown: NodeJS.ErrnoException) => {
        throw new Failure("read-only", `The folder ${folder} cannot be made (${thrown.code}); choose another place.`, { path: folder });
      });
      const tables = {
        "joined.csv": await writeJoined(join(folder, "joined.csv"), joined),
        "joined-mean.csv": await writeJoinedMean(join(folder, "joined-mean.csv"), joined),
      };
      const { neurons, animals, lag, unnamed } = joined;
      const summary = { neurons, animals, times: lag.length, unnamed, signal, around, ...(around !== null && window), tables };
      const about = {
        program: `NemaTrace ${programVersion}`,
        studies: joined.origins.map((origin, i) => ({ path: resolve(paths[i]!), ...origin })),
        ...summary,
        notes: [
          "A value that an animal lacks is empty, never zero; mean and sem (standard error of the mean) are over the animals that have one.",
          "error is the standard deviation that reading leaves of a value (refocusing, position, noise); sem is between animals.",
          "Of a study with a network's name under virtual, stacks were made by that network from one recorded plane, and its values are read from them.",
        ],
      };
      await writeText(join(folder, "joined.json"), [`${JSON.stringify(about, null, 2)}\n`]);
      const files = [...Object.keys(tables), "joined.json"].map((name) => join(folder, name));
      report(flags.json, { folder, files, ...summary }, [
        `${neurons.length} named neurons of ${animals.length} animals, ${lag.length} times`,
        ...animals.flatMap((animal, a) => (unnamed[a]! > 0 ? [`${animal}: ${unnamed[a]} neurons without a name are left out`] : [])),
        ...files,
      ]);
    });
};
