import { Failure } from "#contract/failure";
import { atlas, atlasNeuron, type AtlasNeuron } from "#core/identify/atlas";
import { colourFactors } from "#core/identify/colours";
import { namePoints, rankNames } from "#core/identify/name-points";
import { orientationOf } from "#core/identify/orientation";
import { refuseOverwriting, type Register, report } from "#hosts/cli/command";
import { decimal } from "#io/table/csv";
import { numbers, readSheet, type Sheet } from "#io/table/read-sheet";
import { writeSheet } from "#io/table/write-sheet";

interface Flags {
  readonly out: string;
  readonly orient?: string;
  readonly mirror?: boolean;
  readonly colors?: boolean;
  readonly atlas?: string;
  readonly frame?: string;
  readonly top: string;
  readonly json?: boolean;
}

/** `identify POINTS.csv --out names.csv`: names of neurons from the pattern of their positions. */
export const identifyCommand: Register = (program) => {
  program
    .command("identify")
    .description("Name neurons from their positions: ranked names with probabilities, each name once at most.")
    .argument("<points.csv>", "positions z, y, x in µm, one row a neuron; names in a column name are taken as known")
    .requiredOption("--out <names.csv>", "table to write: row (from 0), rank, name, probability")
    .option("--orient <axes>", "where head and back point, for example head=x-,dorsal=z+ (all are tried)")
    .option("--mirror", "left and right are exchanged, as by an odd number of mirrors")
    .option("--colors", "use the columns r, g, b of the points; needs --atlas with colours")
    .option("--atlas <neurons.csv>", "another atlas: neuron, x_um (left), y_um (to the tail), z_um (dorsal), and r, g, b for --colors")
    .option("--frame <t>", "which frame of a table with several")
    .option("--top <n>", "names a row", "5")
    .option("--json", "print the result as JSON")
    .action(async (path: string, flags: Flags) => {
      const top = Number(flags.top);
      if (!Number.isInteger(top) || top < 1 || top > 302)
        throw new Failure("invalid-input", `--top takes a whole number from 1 to 302, not "${flags.top}".`, { flag: "--top" });
      if (flags.mirror && flags.orient === undefined)
        throw new Failure(
          "invalid-input",
          "--mirror turns round the hand of a given orientation; give --orient too (without it both hands are tried).",
          {
            flag: "--mirror",
          },
        );
      refuseOverwriting(flags.out, path, ...(flags.atlas === undefined ? [] : [flags.atlas]));
      const sheet = await readSheet(path);
      const chosen = rowsOf(sheet, flags.frame);
      const [z, y, x] = (["z", "y", "x"] as const).map((axis) => numbers(sheet, axis, { missing: "need" }));
      const points = Float64Array.from(chosen.flatMap((row) => [z![row]!, y![row]!, x![row]!]));
      const names = flags.atlas === undefined ? null : await readSheet(flags.atlas);
      const neurons = names === null ? atlas : atlasOf(names);
      const naming = namePoints(points, neurons, {
        frame: flags.orient === undefined ? null : orientationOf(flags.orient, flags.mirror === true),
        confirmed: confirmedOf(sheet, chosen, neurons),
        ...(flags.colors ? { colour: colourFactors(coloursOf(sheet, chosen), coloursOf(needAtlas(names), null)) } : {}),
      });
      const ranked = chosen.map((row, n) => ({ row, names: rankNames(naming.probability, n, neurons.length, top) }));
      await writeSheet(
        flags.out,
        ["row", "rank", "name", "probability"],
        ranked.flatMap(({ row, names: list }) =>
          list.map(({ name, probability }, rank) => [String(row), String(rank + 1), neurons[name]!.name, decimal(probability, 4)]),
        ),
      );
      const sure = ranked.filter(({ names: [first] }) => (first?.probability ?? 0) >= 0.5).length;
      report(flags.json, { path: flags.out, points: chosen.length, sure }, [
        `${flags.out}: ${top} names for each of ${chosen.length} points; for ${sure} the first has a probability of 0.5 or more`,
      ]);
    });
};

/** @throws Failure "invalid-input" where the table has several frames and none was chosen */
function rowsOf(sheet: Sheet, frame: string | undefined): number[] {
  const all = sheet.rows.map((_, row) => row);
  if (!sheet.columns.includes("t")) return all;
  const t = numbers(sheet, "t", { missing: "need", whole: true });
  const frames = new Set(t);
  if (frame === undefined && frames.size > 1) {
    throw new Failure("invalid-input", `${sheet.path} holds ${frames.size} frames; choose one with --frame.`, {
      flag: "--frame",
      path: sheet.path,
    });
  }
  const rows = frame === undefined ? all : all.filter((row) => t[row] === Number(frame));
  if (rows.length === 0)
    throw new Failure("invalid-input", `${sheet.path} has no rows of frame ${frame}.`, { flag: "--frame", path: sheet.path });
  return rows;
}

/** Rows whose name is known already. @throws Failure "invalid-input" where one name stands twice */
function confirmedOf(sheet: Sheet, chosen: readonly number[], neurons: readonly AtlasNeuron[]): Map<number, number> {
  const column = sheet.columns.indexOf("name");
  const confirmed = new Map<number, number>();
  if (column === -1) return confirmed;
  const taken = new Set<number>();
  chosen.forEach((row, n) => {
    const said = sheet.rows[row]![column]!.trim().toUpperCase();
    const name = neurons.findIndex((neuron) => neuron.name === said);
    if (name === -1) return;
    if (taken.has(name))
      throw new Failure("invalid-input", `${sheet.path} names two rows of one frame ${said}.`, { path: sheet.path, row, name: said });
    taken.add(name);
    confirmed.set(n, name);
  });
  return confirmed;
}

function atlasOf(sheet: Sheet): AtlasNeuron[] {
  const column = sheet.columns.indexOf("neuron");
  if (column === -1) throw new Failure("invalid-input", `${sheet.path} has no column "neuron".`, { path: sheet.path, column: "neuron" });
  const [left, tail, dorsal] = (["x_um", "y_um", "z_um"] as const).map((name) => numbers(sheet, name, { missing: "need" }));
  return sheet.rows.map((row, i) => {
    const name = row[column]!.trim().toUpperCase();
    const known = atlasNeuron(name);
    const position = [left![i]!, tail![i]!, dorsal![i]!] as const;
    const unknown = { class: name, side: null, partner: null, type: "unknown", transmitter: "", diameter: 0 } as const;
    return { ...(known ?? unknown), name, position };
  });
}

function needAtlas(sheet: Sheet | null): Sheet {
  if (sheet !== null) return sheet;
  throw new Failure(
    "invalid-input",
    "The atlas that comes with the program has positions only; --colors needs --atlas with a table that has the columns r, g, b too.",
    { flag: "--colors" },
  );
}

function coloursOf(sheet: Sheet, chosen: readonly number[] | null): Float64Array {
  const channels = (["r", "g", "b"] as const).map((name) => {
    if (!sheet.columns.includes(name))
      throw new Failure("invalid-input", `${sheet.path} has no column "${name}"; --colors needs r, g and b.`, {
        path: sheet.path,
        column: name,
      });
    return numbers(sheet, name, { missing: Number.NaN });
  });
  return Float64Array.from((chosen ?? sheet.rows.map((_, row) => row)).flatMap((row) => channels.map((channel) => channel[row]!)));
}
