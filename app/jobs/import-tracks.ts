import { basename, join } from "node:path";
import type { Edit } from "#contract/edit";
import { Failure } from "#contract/failure";
import type { Step } from "#contract/parameters";
import type { RunRecord } from "#contract/study";
import type { BlobTable, TraceMatrix, TrackTable } from "#contract/table";
import { programVersion } from "#contract/version";
import { rowsByFrame, selectRows } from "#core/link/table-ops";
import { isExportFolder } from "#io/foreign/export-folder";
import type { ForeignTracks, ImportWishes } from "#io/foreign/foreign-tracks";
import { readForeign } from "#io/foreign/read-foreign";
import { toStudy } from "#io/foreign/to-study";
import { logEdit } from "#io/study/edits";
import { writeFrame } from "#io/study/frames";
import { writeMatrix } from "#io/study/matrix";
import { readMeta } from "#io/study/meta";
import { recordingHash } from "#io/study/recording-hash";
import { beginRun, currentRun, endRun } from "#io/study/runs";
import { writeStudySeries } from "#io/study/series";
import type { Study } from "#io/study/study";
import { timesOf } from "#jobs/extract";
import { groundOf } from "#jobs/ground";
import { tracesStand } from "#jobs/imported";
import { hashOf } from "#jobs/inputs";
import { checkedParameters, refuseUnknown } from "#jobs/plan";

/** What an import brought. */
export interface ImportReport {
  readonly format: string;
  readonly as: "points" | "tracks";
  readonly positions: number;
  readonly tracks: number;
  readonly named: number;
  /** Neurons whose activity came along, and series from elsewhere. */
  readonly traces: number;
  readonly series: number;
  readonly notes: readonly string[];
}

/**
 * Takes positions from elsewhere into a study, as if its own steps had found them: tracks become the product
 * of linking (and of detection, where there is none), points that of detection, and activity that a file holds beside
 * its tracks that of reading out, until the tracks are changed. The run record tells the file's hash, and the steps
 * before count as done until they are asked for by name. Names and colours become one step of the log of edits.
 *
 * @throws Failure of the readers; "missing-metadata" where the study's lengths are not known; "read-only"
 */
export async function importTracks(study: Study, path: string, wishes: ImportWishes): Promise<ImportReport> {
  refuseUnknown(readMeta(study.database));
  const ground = await groundOf(study);
  const foreign = await readForeign(path, ground);
  const table = toStudy(foreign, ground, wishes, path);
  if (wishes.as === "tracks" && !foreign.tracked)
    throw new Failure("invalid-input", `${path} says of no position which track it belongs to; import it as points and follow them.`, {
      path,
    });
  const as = wishes.as ?? (foreign.tracked ? "tracks" : "points");
  const traces = as === "tracks" && foreign.traces ? onFrames(foreign.traces, timesOf(readMeta(study.database).info), path) : null;
  const series = as === "tracks" ? (foreign.series ?? []) : [];
  const facts = { file: basename(path), hash: await contentHash(path), format: foreign.format, unit: wishes.unit ?? foreign.unit, as };
  const positions = as === "tracks" ? table : selectRows(table, [...table.t.keys()]);
  study.database.transaction(() => {
    if (as === "points" || currentRun(study, "detect")?.status !== "done") keep(study, "detect", facts, blobsIn(positions), ground.frames);
    if (as === "tracks") keep(study, "link", facts, positions, ground.frames);
    const labels = as === "tracks" ? labelsOf(foreign) : [];
    if (labels.length > 0) logEdit(study, { kind: "batch", edits: labels });
    if (traces !== null) keepTraces(study, facts, traces);
    for (const one of series) writeStudySeries(study, one, facts.file);
  });
  const numbers = new Set(table.track);
  numbers.delete(-1);
  return {
    format: foreign.format,
    as,
    positions: table.t.length,
    tracks: as === "tracks" ? numbers.size : 0,
    named: foreign.names.size,
    traces: traces?.tracks.length ?? 0,
    series: series.length,
    notes: foreign.notes,
  };
}

type Facts = Readonly<Record<"file" | "hash" | "format" | "unit" | "as", string>>;

/** Begins a run record that names the file and its hash. */
function beginImport(study: Study, step: Step, facts: Facts, frames: number, more: Readonly<Record<string, string>> = {}): RunRecord {
  const parameters = checkedParameters(step, { ...currentRun(study, step)?.parameters });
  const inputs = { import: facts.hash, file: facts.file, format: facts.format, unit: facts.unit, ...more };
  const key = hashOf({ step, inputs, as: facts.as, program: programVersion });
  return beginRun(study, { step, key, parameters, inputs }, { nematrace: programVersion, node: process.versions.node }, frames);
}

/** Writes positions as the product of a step. */
function keep(study: Study, step: Step, facts: Facts, table: BlobTable | TrackTable, frames: number): void {
  const run = beginImport(study, step, facts, frames);
  rowsByFrame(table, frames).forEach((rows, t) => writeFrame(study, run.id, t, { ...selectRows(table, rows) }));
  const numbers = new Set("track" in table ? table.track : []);
  numbers.delete(-1);
  const counts = "track" in table ? { tracks: numbers.size } : { blobs: table.t.length };
  endRun(study, { ...run, done: frames, summary: { ...counts, "imported from": facts.file, format: facts.format } }, "done", null);
}

/** Writes activity as the product of reading out; it holds for the tracks and edits of this moment. */
function keepTraces(study: Study, facts: Facts, traces: TraceMatrix): void {
  const run = beginImport(study, "extract", facts, traces.frames.length, tracesStand(study));
  writeMatrix(study, run.id, traces);
  const summary = { neurons: traces.tracks.length, frames: traces.frames.length, "imported from": facts.file, format: facts.format };
  endRun(study, { ...run, done: traces.frames.length, summary }, "done", null);
}

/**
 * Activity with a column for every frame of the movie, at the movie's own times.
 *
 * @throws Failure "out-of-range" where it speaks of other frames
 */
function onFrames(traces: TraceMatrix, time: Float64Array, path: string): TraceMatrix {
  const wrong = traces.frames.find((t) => t < 0 || t >= time.length);
  if (wrong !== undefined)
    throw new Failure("out-of-range", `${path} holds activity of frame ${wrong}, and the movie has frames 0 to ${time.length - 1}.`, {
      path,
      t: wrong,
      frames: time.length,
    });
  const width = traces.frames.length;
  const signals = Object.entries(traces.signals).map(([signal, values]) => {
    const all = new Float32Array(traces.tracks.length * time.length).fill(Number.NaN);
    values.forEach((value, cell) => (all[Math.floor(cell / width) * time.length + traces.frames[cell % width]!] = value));
    return [signal, all] as const;
  });
  return { ...traces, frames: Int32Array.from(time, (_, t) => t), time, signals: Object.fromEntries(signals) };
}

/** Hash of a file; of a folder that of the tables in it. */
async function contentHash(path: string): Promise<string> {
  return isExportFolder(path)
    ? hashOf(await Promise.all(["tracks.csv", "header.json"].map((name) => recordingHash(join(path, name)))))
    : recordingHash(path);
}

function blobsIn({ t, z, y, x, radius, intensity, confidence }: TrackTable): BlobTable {
  return { t, z, y, x, radius, intensity, confidence };
}

function labelsOf({ names, colours }: ForeignTracks): Edit[] {
  return [
    ...[...names].map(([track, name]): Edit => ({ kind: "name", track, name })),
    ...[...colours].map(([track, colour]): Edit => ({ kind: "colour", track, colour })),
  ];
}
