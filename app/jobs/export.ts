import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "#contract/failure";
import { lengthUnit } from "#contract/recording";
import type { Progress } from "#contract/source";
import { programVersion } from "#contract/version";
import { editLog } from "#io/study/edits";
import { exportsPath } from "#io/study/layout";
import { readMeta } from "#io/study/meta";
import { productsOf, type Products } from "#io/study/products";
import { allRuns } from "#io/study/runs";
import { studySeries } from "#io/study/series";
import type { Study } from "#io/study/study";
import { blobColumns, writeBlobs } from "#io/table/blobs";
import { unitsOf } from "#io/table/header";
import { seriesColumns, writeSeries } from "#io/table/series";
import { traceColumns, writeTraces, writeWideTraces } from "#io/table/traces";
import { trackColumns, writeTracks } from "#io/table/tracks";
import { writeSheet, writeText } from "#io/table/write-sheet";
import { editColumns, editRows } from "#jobs/export-edits";
import { timesOf } from "#jobs/extract";
import { neuronColumns, neuronRows } from "#jobs/export-neurons";
import { labelVolumes } from "#jobs/label-volumes";
import type { StepContext, StepResult } from "#jobs/step-job";

/** Writes the study's tables into its exports folder, and draws its neurons into its volumes as a label image. */
export async function* exportStudy({ study, signal }: StepContext): AsyncGenerator<Progress, StepResult> {
  const folder = exportsPath(study.path);
  yield { done: 0, total: 1, message: "writing tables" };
  const files = await exportTables(study, folder);
  const labelled = yield* labelVolumes(study, signal);
  return { summary: { files: files.length, folder, ...(labelled !== null && { "neurons drawn as labels": labelled }) } };
}

/**
 * Writes every table a study has, and `header.json` that says what they mean and what made them.
 *
 * @returns names of the files written
 * @throws  Failure "not-ready" where the study has found nothing yet; "read-only" | "disk-full"
 */
export async function exportTables(study: Study, folder: string): Promise<string[]> {
  const products = productsOf(study);
  const { blobs, tracks, traces, names } = products;
  if (blobs === null)
    throw new Failure("not-ready", `The study ${study.name} has nothing to export yet; run its steps first.`, { path: study.path });
  try {
    mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOSPC")
      throw new Failure("disk-full", `The disk is full at ${folder}; free some space, or choose another place for the tables.`, {
        path: folder,
      });
    throw new Failure("read-only", `The folder ${folder} cannot be made; choose another place for the tables.`, {
      path: folder,
      reason: (thrown as Error).message,
    });
  }
  const columns: Record<string, readonly string[]> = {};
  const written = (name: string, list: readonly string[]) => {
    columns[name] = list;
    return join(folder, name);
  };
  await writeBlobs(written("blobs.csv", blobColumns), blobs);
  if (tracks !== null) {
    await writeTracks(written("tracks.csv", trackColumns), tracks);
    await writeSheet(written("neurons.csv", neuronColumns), neuronColumns, neuronRows(tracks, names));
  }
  if (traces !== null) {
    await writeTraces(written("traces.csv", traceColumns(traces)), traces);
    await writeWideTraces(written("traces-wide.csv", ["time_s"]), traces, "dff");
  }
  const series = studySeries(study);
  if (series.length > 0) await writeSeries(written("series.csv", seriesColumns(series)), series, timesOf(products.recording));
  await writeSheet(written("edits.csv", editColumns), editColumns, editRows(editLog(study)));
  await writeText(join(folder, "header.json"), [`${JSON.stringify(headerOf(study, products, columns), null, 2)}\n`]);
  return [...Object.keys(columns), "header.json"];
}

/** What a reader of the tables needs to know: units, recording, parameters, model, versions. */
function headerOf(
  study: Study,
  { recording, settings, refocus, runs }: Products,
  columns: Readonly<Record<string, readonly string[]>>,
): Record<string, unknown> {
  const unit = lengthUnit(settings);
  const meta = readMeta(study.database);
  const notes = [
    refocus
      ? `The volumes are virtual: the network ${String(runs.refocus?.parameters.model)} refocused each recorded frame to other depths. z is where a neuron came into focus there; nothing was measured at that depth.`
      : "The volumes are measured: neurons were found in the recorded frames themselves.",
    unit === "px"
      ? "Lengths count in pixels, because no pixel size was given."
      : "Lengths are in µm; z is 0 at the recorded plane and grows away from the objective.",
    "A missing value is empty, never zero. traces-wide.csv holds ΔF/F0, a column a neuron, headed by its name or its track number.",
    ...(recording.interval === null && recording.times === null ? ["The time between frames is unknown, so time_s is empty."] : []),
  ];
  return {
    program: `NemaTrace ${programVersion}`,
    written: new Date().toISOString(),
    study: study.path,
    recording: { ...recording, path: meta.recordingPath, sha256: meta.recordingHash },
    settings,
    virtual: refocus
      ? {
          model: runs.refocus?.parameters.model ?? null,
          sha256: runs.refocus?.inputs.model ?? null,
          software: runs.refocus?.software ?? {},
        }
      : null,
    tables: Object.fromEntries(Object.entries(columns).map(([name, list]) => [name, unitsOf(list, unit)])),
    parameters: Object.fromEntries(Object.entries(runs).map(([step, run]) => [step, run.parameters])),
    runs: allRuns(study).map(({ step, key, status, started, finished, inputs, software, done, total }) => ({
      step,
      key,
      status,
      started,
      finished,
      done,
      total,
      inputs,
      software,
    })),
    editsByHand: editLog(study).filter((row) => !row.undone).length,
    notes,
  };
}
