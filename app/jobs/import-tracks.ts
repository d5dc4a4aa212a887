import { basename } from "node:path";
import type { Edit } from "#contract/edit";
import { Failure } from "#contract/failure";
import type { Step } from "#contract/parameters";
import type { BlobTable, TrackTable } from "#contract/table";
import { programVersion } from "#contract/version";
import { rowsByFrame, selectRows } from "#core/link/table-ops";
import type { ForeignTracks, ImportWishes } from "#io/foreign/foreign-tracks";
import { readForeign } from "#io/foreign/read-foreign";
import { toStudy } from "#io/foreign/to-study";
import { logEdit } from "#io/study/edits";
import { writeFrame } from "#io/study/frames";
import { readMeta } from "#io/study/meta";
import { recordingHash } from "#io/study/recording-hash";
import { beginRun, currentRun, endRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { groundOf } from "#jobs/ground";
import { hashOf } from "#jobs/inputs";
import { checkedParameters, refuseUnknown } from "#jobs/plan";

/** What an import brought. */
export interface ImportReport {
  readonly format: string;
  readonly as: "points" | "tracks";
  readonly positions: number;
  readonly tracks: number;
  readonly named: number;
  readonly notes: readonly string[];
}

/**
 * Takes positions from elsewhere into a study, as if its own steps had found them: tracks become the product
 * of linking (and of detection, where there is none), points that of detection. The run record tells the
 * file's hash, and the steps before count as done until they are asked for by name. Names and colours become
 * one step of the log of edits.
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
  const facts = { file: basename(path), hash: await recordingHash(path), format: foreign.format, unit: wishes.unit ?? foreign.unit, as };
  const positions = as === "tracks" ? table : selectRows(table, [...table.t.keys()]);
  study.database.transaction(() => {
    if (as === "points" || currentRun(study, "detect")?.status !== "done") keep(study, "detect", facts, blobsIn(positions), ground.frames);
    if (as === "tracks") keep(study, "link", facts, positions, ground.frames);
    const labels = as === "tracks" ? labelsOf(foreign) : [];
    if (labels.length > 0) logEdit(study, { kind: "batch", edits: labels });
  });
  const numbers = new Set(table.track);
  numbers.delete(-1);
  return {
    format: foreign.format,
    as,
    positions: table.t.length,
    tracks: as === "tracks" ? numbers.size : 0,
    named: foreign.names.size,
    notes: foreign.notes,
  };
}

type Facts = Readonly<Record<"file" | "hash" | "format" | "unit" | "as", string>>;

/** Writes a product with a run record of its own, which names the file and its hash. */
function keep(study: Study, step: Step, facts: Facts, table: BlobTable | TrackTable, frames: number): void {
  const parameters = checkedParameters(step, { ...currentRun(study, step)?.parameters });
  const inputs = { import: facts.hash, file: facts.file, format: facts.format, unit: facts.unit };
  const key = hashOf({ step, inputs, as: facts.as, program: programVersion });
  const run = beginRun(study, { step, key, parameters, inputs }, { nematrace: programVersion, node: process.versions.node }, frames);
  rowsByFrame(table, frames).forEach((rows, t) => writeFrame(study, run.id, t, { ...selectRows(table, rows) }));
  const numbers = new Set("track" in table ? table.track : []);
  numbers.delete(-1);
  const counts = "track" in table ? { tracks: numbers.size } : { blobs: table.t.length };
  endRun(study, { ...run, done: frames, summary: { ...counts, "imported from": facts.file, format: facts.format } }, "done", null);
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
