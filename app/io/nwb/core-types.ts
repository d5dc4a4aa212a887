import { randomUUID } from "node:crypto";
import type { Attributes, Hdf5Writer, Written } from "#io/recording/hdf5/writer";

/** Version of the NWB core schema that files are written after. */
export const nwbVersion = "2.7.0";

/** The attributes by which NWB tells what an object is. */
export function typed(type: string, namespace: "core" | "hdmf-common" = "core"): Attributes {
  return { namespace, neurodata_type: type, object_id: randomUUID() };
}

/** When the samples of a series were taken: evenly, or at times of their own, s. */
export type Clock = { readonly rate: number; readonly start: number } | { readonly times: Float64Array };

/** A rate where the times are even to a microsecond, else the times themselves. */
export function clockOf(times: Float64Array): Clock {
  const step = times.length > 1 ? (times[times.length - 1]! - times[0]!) / (times.length - 1) : 0;
  const even = step > 0 && times.every((time, t) => Math.abs(time - times[0]! - t * step) < 1e-6);
  return even ? { rate: 1 / step, start: times[0]! } : { times };
}

interface SeriesFacts {
  readonly type: "TimeSeries" | "RoiResponseSeries";
  readonly description: string;
  readonly comments: string;
  readonly unit: string;
  /** What values are multiplied by to come to `unit`. */
  readonly conversion?: number;
}

/** A TimeSeries group. @param data [time, …], row-major */
export function writeTimeSeries(
  file: Hdf5Writer,
  at: string,
  { type, description, comments, unit, conversion = 1 }: SeriesFacts,
  data: Float64Array | Float32Array | Int32Array | Uint8Array,
  shape: readonly number[],
  clock: Clock,
): void {
  file.group(at, { ...typed(type), description, comments });
  file.dataset(`${at}/data`, data, { unit, conversion, resolution: -1, offset: 0 }, { shape });
  if ("times" in clock) file.dataset(`${at}/timestamps`, clock.times, { interval: Int32Array.of(1), unit: "seconds" });
  else file.dataset(`${at}/starting_time`, clock.start, { rate: Float32Array.of(clock.rate), unit: "seconds" });
}

/** A column of a table: values and what they mean. */
export interface TableColumn {
  readonly name: string;
  readonly description: string;
  readonly data: Written;
}

/** A DynamicTable group (or a type made of it) with plain columns. */
export function writeTable(
  file: Hdf5Writer,
  at: string,
  type: string,
  description: string,
  ids: Int32Array,
  columns: readonly TableColumn[],
  before: readonly string[] = [],
): void {
  file.group(at, { ...typed(type), description, colnames: [...before, ...columns.map(({ name }) => name)] });
  file.dataset(`${at}/id`, ids, typed("ElementIdentifiers", "hdmf-common"));
  for (const column of columns)
    file.dataset(`${at}/${column.name}`, column.data, { ...typed("VectorData", "hdmf-common"), description: column.description });
}
