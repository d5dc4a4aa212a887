import { createHash } from "node:crypto";
import type { RunRecord } from "#contract/study";
import type { TrackTable } from "#contract/table";
import type { Footprint } from "#core/activity/demix";
import { rowsOfFrame, typicalRadii } from "#core/activity/track-index";
import { column, type Columns } from "#io/study/columns";
import { copyFrame, finishedFrames, readFrame, writeFrame } from "#io/study/frames";
import { runWithProduct } from "#io/study/runs";
import type { Study } from "#io/study/study";

/**
 * What a frame is read out at, in one number a frame: the places and radii of all its tracks, and the shape of
 * nuclei in the recording. Equal numbers, equal read-out.
 */
export function frameStamps(tracks: TrackTable, frames: number, { width, growth }: Footprint): Float64Array {
  const radii = typicalRadii(tracks);
  const { track, z, y, x } = tracks;
  return Float64Array.from({ length: frames }, (_, t) => {
    const rows = rowsOfFrame(tracks, t).filter((row) => track[row]! >= 0);
    rows.sort((a, b) => track[a]! - track[b]!);
    const facts = new Float64Array(2 + 5 * rows.length);
    facts[0] = width;
    facts[1] = growth;
    for (let i = 0, at = 2; i < rows.length; i++) {
      const row = rows[i]!;
      facts[at++] = track[row]!;
      facts[at++] = z[row]!;
      facts[at++] = y[row]!;
      facts[at++] = x[row]!;
      facts[at++] = radii.get(track[row]!) ?? 1;
    }
    return createHash("sha256").update(new Uint8Array(facts.buffer)).digest().readUIntBE(0, 6);
  });
}

/** The columns by which a frame's read-out is recognised: the track of each row, and the frame's stamp. */
export function stampColumns(numbers: Int32Array, stamp: number): Columns {
  return { track: numbers, stamp: new Float64Array(numbers.length).fill(stamp) };
}

/**
 * Takes over, from the run before, the frames whose read-out cannot have changed: same voxels, same
 * parameters, and all tracks where they were. After a correction only the frames it touched are left to read.
 *
 * @param numbers tracks of the new run, in the order of its rows
 * @param stamps  what each frame is to be read out at
 */
export function carryFrames(study: Study, run: RunRecord, numbers: Int32Array, stamps: Float64Array): void {
  const before = runAlike(study, run);
  if (before === null) return;
  study.database.transaction(() => {
    const finished = finishedFrames(study, run.id);
    stamps.forEach((stamp, t) => {
      const kept = finished.has(t) ? null : readFrame(study, before.id, t);
      if (kept?.stamp?.[0] !== stamp || kept.track === undefined) return;
      if (isSame(kept.track, numbers)) copyFrame(study, before.id, run.id, t);
      else writeFrame(study, run.id, t, inOrderOf(numbers, kept));
    });
  });
}

/**
 * How nuclei look, as the run before found it in the same voxels and linked tracks; null where it has to be looked at
 * again. Edits do not change it.
 */
export function keptFootprint(study: Study, run: RunRecord): Footprint | null {
  const before = runAlike(study, run);
  const { [footprintWidth]: width, [footprintGrowth]: growth } = before?.summary ?? {};
  if (before?.inputs.tracks !== run.inputs.tracks || typeof width !== "number" || typeof growth !== "number") return null;
  return { width, growth };
}

/** What a run's record says of the footprint. */
export function footprintFacts({ width, growth }: Footprint): Record<string, number> {
  return { [footprintWidth]: width, [footprintGrowth]: growth };
}

const footprintWidth = "width of a nucleus, radii";
const footprintGrowth = "its growth with depth, µm a µm";

/** The newest finished run before this one whose read-out depends on the same things besides the tracks. */
function runAlike(study: Study, run: RunRecord): RunRecord | null {
  const before = runWithProduct(study, run.step, run.id);
  return before === null || groundsOf(before) !== groundsOf(run) ? null : before;
}

function isSame(kept: Columns[string], numbers: Int32Array): boolean {
  return kept.length === numbers.length && numbers.every((track, i) => kept[i] === track);
}

/** All that a read-out depends on besides the tracks. */
function groundsOf({ inputs, parameters, software }: RunRecord): string {
  const { tracks: _tracks, edits: _edits, ...others } = inputs;
  return JSON.stringify([Object.entries(others).sort(), Object.entries(parameters).sort(), software.nematrace]);
}

/** The rows of a frame in the order of other tracks; a track that had no row was not to be seen. */
function inOrderOf(numbers: Int32Array, kept: Columns): Columns {
  const had = column(kept, "track", Int32Array);
  const at = new Map(Array.from(had, (track, i) => [track, i]));
  const stamp = kept.stamp![0]!;
  const rows = Array.from(numbers, (track) => at.get(track) ?? -1);
  const entries = Object.entries(kept).map(([name, values]) => {
    const Type = values.constructor as new (length: number) => Columns[string];
    const ordered = new Type(numbers.length);
    rows.forEach((row, i) => {
      ordered[i] = row < 0 ? Number.NaN : values[row]!;
    });
    return [name, ordered] as const;
  });
  return { ...Object.fromEntries(entries), ...stampColumns(numbers, stamp) };
}
