import { csvParseRows } from "d3";
import { Failure } from "#contract/failure";

const startColumns = ["time_s", "onset_s", "start_s", "onset", "start", "time", "t"];
const endColumns = ["end_s", "stop_s", "end", "stop"];
const lengthColumns = ["duration_s", "duration"];

/**
 * Spans of a stimulus table: a column of onsets and, if it has one, of ends or durations.
 *
 * @throws Failure "invalid-input" with the column or the row
 */
export function readStimuli(text: string, name: string): (readonly [number, number])[] {
  const [columns = [], ...rows] = csvParseRows(text.replace(/^\uFEFF/, "")).filter((row) => row.some((cell) => cell.trim() !== ""));
  const find = (wanted: readonly string[]) => {
    const at = columns.findIndex((column) => wanted.includes(column.trim().toLowerCase()));
    return at < 0 ? undefined : at;
  };
  const start = find(startColumns);
  if (start === undefined)
    throw new Failure("invalid-input", `${name} has no column of onsets; call it time_s (it has ${columns.join(", ") || "none"}).`, {
      columns,
    });
  const end = find(endColumns);
  const length = find(lengthColumns);
  return rows.map((row, i) => {
    const from = numberIn(row[start], name, i, columns[start]);
    if (end !== undefined && row[end]?.trim()) return [from, numberIn(row[end], name, i, columns[end])] as const;
    if (length !== undefined && row[length]?.trim()) return [from, from + numberIn(row[length], name, i, columns[length])] as const;
    return [from, from] as const;
  });
}

function numberIn(text: string | undefined, name: string, row: number, column = ""): number {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new Failure("invalid-input", `${name}, row ${row}, column ${column}: "${text ?? ""}" is not a number.`, { row, column });
}
