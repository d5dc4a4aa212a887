import { basename } from "node:path";
import { Failure } from "#contract/failure";
import type { Series } from "#contract/series";
import { alignSeries } from "#core/activity/align-series";
import { decimal, significant } from "#io/table/csv";
import { numbers, readSheet, type Sheet } from "#io/table/read-sheet";
import { writeSheet } from "#io/table/write-sheet";

/**
 * Reads series from elsewhere: a CSV table with a column `time_s`, or `t` for frames, and a column a series. A unit
 * may stand in brackets behind a name: `temperature (°C)`. A column of words becomes a series of labels, each of
 * which holds until the next.
 *
 * @param offset     s added to every `time_s`: the time at which the other clock's zero lies on the recording's
 * @param frameTimes s of each frame, for tables that count in frames
 * @returns          a series a column, in the table's order
 * @throws           Failure "not-found" | "unreadable" | "empty" | "invalid-input" with path, row and column
 */
export async function readSeries(path: string, offset: number, frameTimes: Float64Array): Promise<Series[]> {
  const sheet = await readSheet(path);
  const time = timesIn(sheet, offset, frameTimes);
  const columns = sheet.columns.filter((name) => name !== "time_s" && name !== "t" && name !== "");
  if (sheet.rows.length === 0 || columns.length === 0) {
    throw new Failure("empty", `${path} holds no series: it needs rows, and a column beside the time.`, { path });
  }
  return columns.map((column) => {
    const named = /^(.*?)\s*[([]([^)\]]*)[)\]]$/.exec(column);
    const name = named?.[1] || column;
    return { name, unit: named?.[1] ? named[2]! : "", time, ...valuesIn(sheet, column) };
  });
}

/** Writes series at the frames' times: t, time_s, then a column a series. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeSeries(path: string, series: readonly Series[], times: Float64Array): Promise<void> {
  const aligned = series.map((one) => alignSeries(one, times));
  await writeSheet(path, seriesColumns(series), rows());

  function* rows(): Generator<string[]> {
    for (let t = 0; t < times.length; t++) {
      const cells = series.map(({ labels }, i) => {
        const value = aligned[i]![t]!;
        return labels === null ? significant(value, 9) : (labels[value] ?? "");
      });
      yield [String(t), decimal(times[t]!, 6), ...cells];
    }
  }
}

/** Header of the table that `writeSeries` writes. */
export function seriesColumns(series: readonly Series[]): string[] {
  return ["t", "time_s", ...series.map(({ name, unit }) => (unit === "" ? name : `${name} (${unit})`))];
}

function timesIn(sheet: Sheet, offset: number, frameTimes: Float64Array): Float64Array {
  const inFrames = !sheet.columns.includes("time_s") && sheet.columns.includes("t");
  const time = inFrames
    ? numbers(sheet, "t", { missing: "need", whole: true }).map((t) => frameTimes[t] ?? Number.NaN)
    : numbers(sheet, "time_s", { missing: "need" }).map((seconds) => seconds + offset);
  time.forEach((value, row) => {
    if (Number.isNaN(value))
      throw new Failure(
        "invalid-input",
        `${sheet.path}, row ${row}, column t: there is no frame ${sheet.rows[row]![sheet.columns.indexOf("t")]} with a known time in the recording.`,
        { path: sheet.path, row, column: "t" },
      );
    if (row > 0 && !(value > time[row - 1]!))
      throw new Failure("invalid-input", `${sheet.path}, row ${row}: the times have to rise from row to row; sort the table by time.`, {
        path: sheet.path,
        row,
        file: basename(sheet.path),
      });
  });
  return time;
}

/** A column as numbers, or, where a cell is neither a number nor empty, as words with the numbers that stand for them. */
function valuesIn(sheet: Sheet, column: string): Pick<Series, "values" | "labels"> {
  const at = sheet.columns.indexOf(column);
  const cells = sheet.rows.map((row) => row[at]!.trim());
  const isNumber = (cell: string): boolean => cell === "" || /^[+-]?nan$/i.test(cell) || Number.isFinite(Number(cell));
  if (cells.every(isNumber)) return { values: numbers(sheet, column, { missing: Number.NaN }), labels: null };
  const labels = [...new Set(cells.filter((cell) => cell !== ""))];
  return { values: Float64Array.from(cells, (cell) => (cell === "" ? Number.NaN : labels.indexOf(cell))), labels };
}
