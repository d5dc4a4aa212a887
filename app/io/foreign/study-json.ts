import { readFile } from "node:fs/promises";
import * as z from "zod/mini";
import { Failure } from "#contract/failure";
import type { Series } from "#contract/series";
import { positionSources, type TraceMatrix, type TraceSignal, traceSignals, type TrackTable } from "#contract/table";
import type { ForeignTracks } from "#io/foreign/foreign-tracks";

type Column = readonly (number | null)[];

/** A list of numbers, null where missing; looked through without a copy, for it may be long. */
const column = z.custom<Column>(
  (value) => Array.isArray(value) && value.every((one) => one === null || typeof one === "number"),
  "a list of numbers",
);

const shape = z.object({
  names: z.record(z.string(), z.string()),
  positions: z.object({
    t: column,
    track: column,
    z: column,
    y: column,
    x: column,
    radius: column,
    intensity: column,
    confidence: column,
    source: z.array(z.string()),
  }),
  traces: z.nullable(
    z.object({
      frames: column,
      time: column,
      neurons: z.array(z.looseObject({ track: z.int(), name: z.string() })),
    }),
  ),
  series: z.array(z.object({ name: z.string(), unit: z.string(), labels: z.nullable(z.array(z.string())), time: column, values: column })),
});
type Document = z.infer<typeof shape>;

/**
 * Reads `study.json` as `writeJson` writes it: positions, names, traces and series.
 *
 * @throws Failure "unreadable" | "unsupported" where the text is no such study, "damaged" where columns differ in length, "empty"
 */
export async function readStudyJson(path: string): Promise<ForeignTracks> {
  const { positions, names, traces, series } = await documentIn(path);
  const rows = positions.t.length;
  if (rows === 0) throw new Failure("empty", `${path} holds no positions; there is nothing to import.`, { path });
  const uneven = Object.entries(positions).find(([, values]) => values.length !== rows);
  if (uneven !== undefined)
    throw new Failure("damaged", `${path}: the column ${uneven[0]} has ${uneven[1].length} values where t has ${rows}; export it again.`, {
      path,
      column: uneven[0],
    });
  const table: TrackTable = {
    t: Int32Array.from(positions.t, (value) => value ?? -1),
    track: Int32Array.from(positions.track, (value) => value ?? -1),
    z: known(positions.z),
    y: known(positions.y),
    x: known(positions.x),
    radius: known(positions.radius),
    intensity: known(positions.intensity),
    confidence: known(positions.confidence),
    source: Uint8Array.from(positions.source, (source) => Math.max(0, positionSources.indexOf(source as "auto"))),
  };
  return {
    format: "NemaTrace JSON",
    table,
    unit: "study",
    zFromFirstPlane: false,
    tracked: table.track.some((track) => track >= 0),
    names: new Map(Object.entries(names).map(([track, name]) => [Number(track), name])),
    colours: new Map(),
    notes: [],
    traces: traces === null ? null : matrixIn(traces, path),
    series: series.map((one): Series => ({ ...one, time: known(one.time), values: known(one.values) })),
  };
}

async function documentIn(path: string): Promise<Document> {
  let said: unknown;
  try {
    said = JSON.parse(await readFile(path, "utf8"));
  } catch (thrown) {
    throw new Failure("unreadable", `${path} cannot be read as JSON (${(thrown as Error).message}); export it again.`, { path });
  }
  const parsed = z.safeParse(shape, said);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Failure(
    "unsupported",
    `${path} is JSON, but no study that NemaTrace exported: ${issue?.path.join(".") || "the text"} is not as it has to be (${issue?.message ?? ""}).`,
    { path, at: issue?.path.join(".") ?? "" },
  );
}

function matrixIn({ frames, time, neurons }: NonNullable<Document["traces"]>, path: string): TraceMatrix {
  const width = frames.length;
  const signals: Partial<Record<TraceSignal, Float32Array>> = {};
  for (const signal of traceSignals) {
    if (!neurons.some((neuron) => signal in neuron)) continue;
    const values = new Float32Array(neurons.length * width).fill(Number.NaN);
    neurons.forEach((neuron, i) => {
      const row = z.safeParse(column, neuron[signal]);
      if (!row.success || row.data.length !== width)
        throw new Failure("damaged", `${path}: ${signal} of neuron ${neuron.track} is no list of ${width} numbers; export it again.`, {
          path,
          track: neuron.track,
          signal,
        });
      values.set(known(row.data), i * width);
    });
    signals[signal] = values;
  }
  return {
    tracks: Int32Array.from(neurons, ({ track }) => track),
    names: neurons.map(({ name }) => name),
    frames: Int32Array.from(known(frames)),
    time: known(time),
    signals,
  };
}

function known(values: Column): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}
