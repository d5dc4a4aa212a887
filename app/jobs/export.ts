import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type ExportFormat, formatsIn } from "#contract/export-format";
import { Failure } from "#contract/failure";
import { defaultsOf, type ExportParameters, sheets } from "#contract/parameters";
import { lengthUnit } from "#contract/recording";
import type { Progress } from "#contract/source";
import type { TraceMatrix } from "#contract/table";
import { programVersion } from "#contract/version";
import { correlationMatrix } from "#core/analysis/correlation";
import { writeCellTracking } from "#io/foreign/write-cell-tracking";
import { writeNapari } from "#io/foreign/write-napari";
import { writeTrackMate } from "#io/foreign/write-trackmate";
import { writeZephir } from "#io/foreign/write-zephir";
import { editLog } from "#io/study/edits";
import { exportsPath } from "#io/study/layout";
import { productsOf, studyLabels } from "#io/study/products";
import { studySeries } from "#io/study/series";
import type { Study } from "#io/study/study";
import { correlationColumns, correlationRows, writeCorrelation } from "#io/table/analysis";
import { blobColumns, writeBlobs } from "#io/table/blobs";
import { writeDataPackage } from "#io/table/data-package";
import { writeJson } from "#io/table/json";
import { writeMat } from "#io/table/mat";
import { writeSheetParquet, writeTraceParquet, writeTrackParquet } from "#io/table/parquet";
import { seriesColumns, writeSeries } from "#io/table/series";
import { traceColumns, wideColumns, wideRows, writeTraces, writeWideTraces } from "#io/table/traces";
import { trackColumns, writeTracks } from "#io/table/tracks";
import { writeSheet, writeText } from "#io/table/write-sheet";
import { editColumns, editRows } from "#jobs/export-edits";
import type { ExportFacts } from "#jobs/export-facts";
import { headerOf } from "#jobs/export-header";
import { methodsOf } from "#jobs/export-methods";
import { neuronColumns, neuronRows } from "#jobs/export-neurons";
import { exportNwb } from "#jobs/export-nwb";
import { timesOf } from "#jobs/extract";
import { groundOf } from "#jobs/ground";
import { labelVolumes } from "#jobs/label-volumes";
import type { StepContext, StepResult } from "#jobs/step-job";

/** Writes the study's tables, and the formats asked for, into its exports folder, and draws its neurons into its volumes as a label image. */
export async function* exportStudy({ study, run, signal }: StepContext): AsyncGenerator<Progress, StepResult> {
  const folder = exportsPath(study.path);
  yield { done: 0, total: 1, message: "writing tables" };
  const files = await exportTables(study, folder, { ...defaultsOf(sheets.export), ...run.parameters });
  const labelled = yield* labelVolumes(study, signal);
  return { summary: { files: files.length, folder, ...(labelled !== null && { "neurons drawn as labels": labelled }) } };
}

/**
 * Writes every table a study has, what they mean (`header.json`, `datapackage.json`), how they came to be
 * (`methods.md`), and the formats asked for.
 *
 * @returns names of the files and folders written
 * @throws  Failure "not-ready" where the study has found nothing yet; "missing-metadata" for NWB; "read-only" | "disk-full"
 */
export async function exportTables(
  study: Study,
  folder: string,
  parameters: ExportParameters = defaultsOf(sheets.export),
): Promise<string[]> {
  const formats = formatsIn(parameters.format);
  const facts = factsOf(study);
  makeFolder(folder);
  const columns = await writeTables(facts, folder);
  await writeText(join(folder, "header.json"), [`${JSON.stringify(headerOf(study, facts.products, columns), null, 2)}\n`]);
  await writeDataPackage(folder, columns, {
    name: study.name,
    unit: facts.unit,
    program: facts.program,
    sources: [facts.products.recording.name],
  });
  await writeText(join(folder, "methods.md"), [facts.methods]);
  const written = [...Object.keys(columns), "header.json", "datapackage.json", "methods.md"];
  for (const format of formats) written.push(...(await writers[format](facts, folder, parameters)));
  return written;
}

function factsOf(study: Study): ExportFacts {
  const products = productsOf(study);
  const { blobs, tracks, traces } = products;
  if (blobs === null)
    throw new Failure("not-ready", `The study ${study.name} has nothing to export yet; run its steps first.`, { path: study.path });
  const program = `NemaTrace ${programVersion}`;
  const edits = editLog(study);
  return {
    study,
    products,
    blobs,
    tracks,
    traces,
    program,
    unit: lengthUnit(products.settings),
    times: timesOf(products.recording),
    series: studySeries(study),
    edits,
    methods: methodsOf(program, products, edits),
  };
}

function makeFolder(folder: string): void {
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
}

/** Writes the CSV tables; answers the columns of each. */
async function writeTables(
  { blobs, tracks, traces, products, series, times, edits }: ExportFacts,
  folder: string,
): Promise<Record<string, readonly string[]>> {
  const columns: Record<string, readonly string[]> = {};
  const written = (name: string, list: readonly string[]) => {
    columns[name] = list;
    return join(folder, name);
  };
  await writeBlobs(written("blobs.csv", blobColumns), blobs);
  if (tracks !== null) {
    await writeTracks(written("tracks.csv", trackColumns), tracks);
    const list = neuronColumns(traces);
    await writeSheet(written("neurons.csv", list), list, neuronRows(tracks, products.names, traces));
  }
  if (traces !== null) {
    await writeTraces(written("traces.csv", traceColumns(traces)), traces);
    await writeWideTraces(written("traces-wide.csv", wideColumns(traces)), traces, "dff");
    await writeCorrelation(written("correlation.csv", correlationColumns), traces, correlationOf(traces));
  }
  if (series.length > 0) await writeSeries(written("series.csv", seriesColumns(series)), series, times);
  await writeSheet(written("edits.csv", editColumns), editColumns, editRows(edits));
  return columns;
}

type Writer = (facts: ExportFacts, folder: string, parameters: ExportParameters) => Promise<readonly string[]>;

/** What each format writes beside the tables: the names of its files. */
const writers: Readonly<Record<ExportFormat, Writer>> = {
  csv: () => Promise.resolve([]),
  parquet: async (facts, folder) => {
    const { traces, products, edits } = facts;
    const tracks = tracksFor("Parquet", facts);
    await writeTrackParquet(join(folder, "tracks.parquet"), tracks, products.names);
    await writeSheetParquet(join(folder, "neurons.parquet"), neuronColumns(traces), [...neuronRows(tracks, products.names, traces)]);
    await writeSheetParquet(join(folder, "edits.parquet"), editColumns, [...editRows(edits)]);
    const always = ["tracks.parquet", "neurons.parquet", "edits.parquet"];
    if (traces === null) return always;
    await writeTraceParquet(join(folder, "traces.parquet"), traces);
    await writeSheetParquet(join(folder, "traces-wide.parquet"), wideColumns(traces), [...wideRows(traces, "dff")]);
    await writeSheetParquet(join(folder, "correlation.parquet"), correlationColumns, [...correlationRows(traces, correlationOf(traces))]);
    return [...always, "traces.parquet", "traces-wide.parquet", "correlation.parquet"];
  },
  nwb: async (facts, folder, parameters) => {
    await exportNwb(join(folder, "study.nwb"), { ...facts, tracks: tracksFor("NWB", facts) }, parameters);
    return ["study.nwb"];
  },
  mat: async (facts, folder) => {
    await writeMat(join(folder, "study.mat"), tracksFor("MATLAB", facts), facts.products.names, facts.traces, facts.times, facts.methods);
    return ["study.mat"];
  },
  json: async (facts, folder) => {
    const { study, products, traces, times, series } = facts;
    const header = headerOf(study, products, {});
    await writeJson(join(folder, "study.json"), header, tracksFor("JSON", facts), products.names, traces, times, series);
    return ["study.json"];
  },
  napari: async (facts, folder) => {
    await writeNapari(join(folder, "napari-tracks.csv"), tracksFor("napari", facts), await groundOf(facts.study));
    return ["napari-tracks.csv"];
  },
  trackmate: async (facts, folder) => {
    const { products, study } = facts;
    const image = { folder: products.recording.path.replace(/[^/\\]*$/, ""), name: products.recording.name };
    const said = { image, program: facts.program, interval: products.recording.interval, methods: facts.methods };
    await writeTrackMate(join(folder, "trackmate.xml"), tracksFor("TrackMate", facts), products.names, await groundOf(study), said);
    return ["trackmate.xml"];
  },
  zephir: async (facts, folder) => {
    const labels = studyLabels(facts.study);
    return writeZephir(folder, tracksFor("ZephIR", facts), labels.names, labels.colours, await groundOf(facts.study));
  },
  ctc: async (facts, folder) => {
    const place = join(folder, "ctc");
    await rm(place, { recursive: true, force: true });
    await writeCellTracking(place, tracksFor("Cell Tracking Challenge", facts), await groundOf(facts.study));
    return ["ctc"];
  },
};

/** How alike the neurons' ΔF/F0 is, pair by pair. */
function correlationOf({ signals, tracks, frames }: TraceMatrix) {
  return correlationMatrix({ values: signals.dff!, rows: tracks.length, frames: frames.length });
}

function tracksFor(format: string, { study, tracks }: ExportFacts) {
  if (tracks !== null) return tracks;
  throw new Failure("not-ready", `${format} needs tracks, and the study ${study.name} has none yet; follow its neurons first.`, {
    path: study.path,
    step: "link",
  });
}
