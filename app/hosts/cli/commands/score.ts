import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#contract/failure";
import { reaches, type Score, type ScoredProducts, scoreNotes, scoreStudy } from "#core/score/score-study";
import { type Register, report } from "#hosts/cli/command";
import { openStudy } from "#io/study/study";
import { readBlobs } from "#io/table/blobs";
import { readTraces } from "#io/table/traces";
import { readTracks } from "#io/table/tracks";
import { readTruth, type Truth } from "#io/table/truth";
import { refocusingScore } from "#jobs/score-refocusing";
import { scoredProducts } from "#jobs/static-control";

/** `score --truth DIR STUDY`: how near a study comes to what is known. */
export const scoreCommand: Register = (program) => {
  program
    .command("score")
    .description("Score a study, or a folder of its exported tables, against a truth folder.")
    .argument("<study>", "study folder, or a folder with blobs.csv, tracks.csv, traces.csv")
    .requiredOption("--truth <dir>", "truth folder as simulate writes it")
    .option("--json", "print {check: {value, floor, unit, n, spread}}")
    .action(async (path: string, flags: { readonly truth: string; readonly json?: boolean }) => {
      const truth = await readTruth(flags.truth);
      const score = await scoreOf(path, truth, flags.truth);
      if (Object.keys(score).length === 0)
        throw new Failure("not-ready", `${path} holds no blobs, tracks or traces yet; run the study's steps first.`, { path });
      report(flags.json, scoreRecord(score), [...scoreLines(score), ...notesUnder(score)]);
    });
};

/** A score as programs read it: `{check: {value, floor, unit, n, spread}}`. */
export function scoreRecord(score: Score): Record<string, Omit<Score[string], "least">> {
  return Object.fromEntries(
    Object.entries(score).map(([name, { value, floor, unit, n, spread }]) => [name, { value, floor, unit, n, spread }]),
  );
}

/** A score as a table for people. */
export function scoreLines(score: Score): string[] {
  const rows = Object.entries(score).map(([name, check]) => {
    const floor = check.floor === null ? "" : `${check.least ? "≥" : "≤"} ${check.floor}`;
    const value = check.value === null ? "–" : `${check.value.toFixed(3)}${check.unit === "" ? "" : ` ${check.unit}`}`;
    const spread = check.spread === null ? "" : `± ${check.spread.toFixed(3)}`;
    return [name, value, spread, floor, check.floor === null ? "" : reaches(check) ? "holds" : "MISSED", `n = ${check.n}`];
  });
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
}

/** What the words of the traces' checks mean, where there are any. */
export function notesUnder(score: Score): string[] {
  return Object.keys(score).some((name) => name.includes("active neurons")) ? ["", ...scoreNotes] : [];
}

/** The score of a study, its stacks included, or of a folder of tables. */
async function scoreOf(path: string, truth: Truth, folder: string): Promise<Score> {
  const tables = await tablesIn(path);
  if (tables !== null) return scoreStudy(truth, tables);
  const study = openStudy(path, "read");
  try {
    return { ...(await refocusingScore(study, truth, folder)), ...scoreStudy(truth, await scoredProducts(study)) };
  } finally {
    study.close();
  }
}

/** What a folder of tables holds; null where there is none in it. */
async function tablesIn(path: string): Promise<ScoredProducts | null> {
  const has = (name: string): Promise<boolean> =>
    stat(join(path, name)).then(
      () => true,
      () => false,
    );
  const tables = { blobs: await has("blobs.csv"), tracks: await has("tracks.csv"), traces: await has("traces.csv") };
  if (!tables.blobs && !tables.tracks && !tables.traces) return null;
  return {
    blobs: tables.blobs ? (await readBlobs(join(path, "blobs.csv"))).table : null,
    tracks: tables.tracks ? (await readTracks(join(path, "tracks.csv"))).table : null,
    traces: tables.traces ? await readTraces(join(path, "traces.csv")) : null,
  };
}
