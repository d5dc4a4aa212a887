import { Failure } from "#contract/failure";
import { linkSheet } from "#contract/parameters";
import { linkBlobs } from "#core/link/link-blobs";
import { refuseOverwriting, type Register, report } from "#hosts/cli/command";
import { addSheetFlags, sheetValues } from "#hosts/cli/sheet-flags";
import { programVersion } from "#contract/version";
import { readBlobs } from "#io/table/blobs";
import { unitsOf, writeHeader } from "#io/table/header";
import { trackColumns, writeTracks } from "#io/table/tracks";

/** More than this is a slip in the table: a month of ten frames a minute stays below. */
const mostFrames = 500_000;

interface Flags {
  readonly out: string;
  readonly json?: boolean;
}

/** `link BLOBS.csv --out tracks.csv`: neurons followed through time. */
export const linkCommand: Register = (program) => {
  const command = program
    .command("link")
    .description("Follow neurons through time: every position gets the number of its track.")
    .argument("<blobs.csv>", "positions, at least t, y, x (z, radius, intensity, confidence; other columns are carried through)")
    .requiredOption("--out <tracks.csv>", "table to write; its parameters stand in a .json beside it")
    .option("--json", "print the result as JSON");
  addSheetFlags(command, linkSheet);
  command.action(async (path: string, flags: Flags) => {
    const parameters = sheetValues(linkSheet, { ...flags });
    if (parameters.method === "carry")
      throw new Failure("invalid-input", "Carrying looks at the movie: use nematrace propagate MOVIE ANNOTATIONS.csv --out tracks.csv.", {
        flag: "--method",
      });
    refuseOverwriting(flags.out, path);
    const { table, carried } = await readBlobs(path);
    if (table.t.length === 0) throw new Failure("empty", `${path} holds no positions; there is nothing to follow.`, { path });
    if (table.t.some((t) => t < 0))
      throw new Failure("invalid-input", `${path}: frames (column t) count from 0, and a negative one is there.`, { path, column: "t" });
    const frames = 1 + table.t.reduce((last, t) => Math.max(last, t), 0);
    if (frames > mostFrames)
      throw new Failure("out-of-range", `${path} speaks of frame ${frames - 1}; movies of up to ${mostFrames} frames can be followed.`, {
        path,
        column: "t",
        most: mostFrames,
      });
    const started = performance.now();
    const tracks = linkBlobs(table, frames, parameters, []);
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(`link: done in ${seconds.toFixed(1)} s\n`);
    await writeTracks(flags.out, tracks, carried);
    await writeHeader(flags.out, {
      units: unitsOf(trackColumns, "as in the table that was linked"),
      parameters: { ...parameters },
      model: null,
      software: { nematrace: programVersion },
    });
    const numbers = new Set(tracks.track);
    numbers.delete(-1);
    const linked = tracks.track.reduce((sum, track) => sum + (track >= 0 ? 1 : 0), 0);
    const result = { path: flags.out, tracks: numbers.size, frames, positions: tracks.t.length, linked, seconds };
    report(flags.json, result, [
      `${flags.out}: ${numbers.size} tracks through ${frames} frames, ${linked} of ${tracks.t.length} positions linked`,
    ]);
  });
};
