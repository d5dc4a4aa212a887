import type { Series } from "#contract/series";
import type { NwbContents } from "#io/nwb/contents";
import { writeTable, writeTimeSeries } from "#io/nwb/core-types";
import type { Hdf5Writer } from "#io/recording/hdf5/writer";

/** Series from elsewhere: numbers as TimeSeries of /acquisition, words as TimeIntervals, each word until the next. */
export function writeForeignSeries(file: Hdf5Writer, { series, times }: NwbContents): void {
  const labelled = series.filter(({ labels }) => labels !== null);
  if (labelled.length > 0) file.group("/intervals");
  for (const one of series) {
    const name = one.name.replaceAll(/[/.:]/g, "_");
    if (one.labels === null) writeNumbers(file, `/acquisition/${name}`, one);
    else writeIntervals(file, `/intervals/${name}`, one, one.labels, times[times.length - 1] ?? 0);
  }
}

function writeNumbers(file: Hdf5Writer, at: string, { name, unit, time, values }: Series): void {
  const facts = { description: `${name}, brought in from a file.`, comments: "A missing value is NaN.", unit: unit || "unknown" };
  writeTimeSeries(file, at, { type: "TimeSeries", ...facts }, values, [values.length], { times: time });
}

function writeIntervals(file: Hdf5Writer, at: string, { name, time, values }: Series, labels: readonly string[], end: number): void {
  const rows = [...values.keys()].filter((i) => !Number.isNaN(values[i]!) && (i === 0 || values[i] !== values[i - 1]));
  const changes = [...values.keys()].filter((i) => i === 0 || !Object.is(values[i], values[i - 1]));
  const stop = (row: number) => time[changes.find((i) => i > row) ?? -1] ?? Math.max(end, time[row]!);
  writeTable(
    file,
    at,
    "TimeIntervals",
    `${name}, brought in from a file.`,
    Int32Array.from(rows, (_, i) => i),
    [
      { name: "start_time", description: "start of the interval, s", data: Float64Array.from(rows, (row) => time[row]!) },
      { name: "stop_time", description: "end of the interval, s", data: Float64Array.from(rows, (row) => stop(row)) },
      { name: "label", description: name, data: rows.map((row) => labels[values[row]!] ?? "") },
    ],
  );
}
