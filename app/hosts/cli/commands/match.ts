import { Failure } from "#contract/failure";
import { defaultMatch, matchPoints } from "#core/link/match-points";
import { type Points } from "#core/link/points";
import { refuseOverwriting, type Register, report } from "#hosts/cli/command";
import { numbers, readSheet } from "#io/table/read-sheet";
import { writePairs } from "#io/table/pairs";

interface Flags {
  readonly out: string;
  readonly reach?: string;
  readonly turns: string;
  readonly json?: boolean;
}

/** `match REFERENCE.csv TARGET.csv --out pairs.csv`: which points of two sets are the same neuron. */
export const matchCommand: Register = (program) => {
  program
    .command("match")
    .description("Match two sets of points: which rows are the same neuron.")
    .argument("<reference.csv>", "points, at least y and x (z), in µm")
    .argument("<target.csv>", "points, at least y and x (z), in µm")
    .requiredOption("--out <pairs.csv>", "table to write: reference and target row (from 0), confidence")
    .option("--reach <µm>", "longest distance of a pair after registration (half the spread of the reference points)")
    .option("--turns <n>", "starting angles tried about the optical axis; 1 where the animals lie alike", String(defaultMatch.turns))
    .option("--json", "print the result as JSON")
    .action(async (referencePath: string, targetPath: string, flags: Flags) => {
      const turns = Number(flags.turns);
      if (!Number.isInteger(turns) || turns < 1 || turns > 360)
        throw new Failure("invalid-input", `--turns takes a whole number from 1 to 360, not "${flags.turns}".`, { flag: "--turns" });
      const reach = flags.reach === undefined ? null : Number(flags.reach);
      if (reach !== null && !(reach > 0))
        throw new Failure("invalid-input", `--reach takes a length above 0, not "${flags.reach}".`, { flag: "--reach" });
      refuseOverwriting(flags.out, referencePath, targetPath);
      const reference = await points(referencePath);
      const target = await points(targetPath);
      const pairs = matchPoints(reference, target, { reach, turns });
      await writePairs(flags.out, pairs);
      const n = pairs.reference.length;
      report(flags.json, { path: flags.out, pairs: n, reference: reference.length / 3, target: target.length / 3 }, [
        `${flags.out}: ${n} pairs of ${reference.length / 3} and ${target.length / 3} points`,
      ]);
    });
};

async function points(path: string): Promise<Points> {
  const sheet = await readSheet(path);
  const z = numbers(sheet, "z", { missing: 0 });
  const y = numbers(sheet, "y", { missing: "need" });
  const x = numbers(sheet, "x", { missing: "need" });
  if (y.length === 0) throw new Failure("empty", `${path} holds no points.`, { path });
  return Float64Array.from({ length: 3 * y.length }, (_, i) => [z, y, x][i % 3]![Math.floor(i / 3)]!);
}
