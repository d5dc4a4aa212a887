import { readFile } from "node:fs/promises";
import { Failure } from "#contract/failure";
import { parseCsv } from "#io/table/csv";

/** A table as text: a header and rows of cells. Rows count from 0 behind the header. */
export interface Sheet {
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads a CSV file.
 *
 * @throws Failure "not-found" | "unreadable" | "empty" | "invalid-input" with path and line
 */
export async function readSheet(path: string): Promise<Sheet> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new Failure("not-found", `There is no file ${path}; check the path.`, { path });
    if (error.code === "EISDIR") throw new Failure("unreadable", `${path} is a folder; a CSV table is needed.`, { path });
    throw new Failure("unreadable", `${path} cannot be read (${error.code ?? error.message}).`, { path });
  });
  if (text.includes("\0")) throw new Failure("unsupported", `${path} is not text; a CSV table (UTF-8, comma) is needed.`, { path });
  const records = parseCsv(text);
  if (!Array.isArray(records))
    throw new Failure("invalid-input", `${path}, line ${records.line}: ${records.what}.`, { path, line: records.line });
  const header = records[0]?.map((name) => name.trim());
  if (header === undefined) throw new Failure("empty", `${path} is empty; a CSV table with a header row is needed.`, { path });
  const twice = header.find((name, i) => name !== "" && header.indexOf(name) !== i);
  if (twice !== undefined) throw new Failure("invalid-input", `${path} has two columns named "${twice}".`, { path, column: twice });
  const rows = records.slice(1);
  rows.forEach((row, i) => {
    if (row.length !== header.length) {
      throw new Failure("invalid-input", `${path}, row ${i}: ${row.length} cells where the header has ${header.length} columns.`, {
        path,
        row: i,
      });
    }
  });
  return { path, columns: header, rows };
}

/** How an empty or absent column is met: a value for empty cells; `need` refuses them. */
export interface NumberRule {
  readonly missing: number | "need";
  readonly whole?: boolean;
}

/**
 * One column as numbers.
 *
 * @throws Failure "invalid-input" with path, row and column
 */
export function numbers(sheet: Sheet, column: string, rule: NumberRule): Float64Array {
  const at = sheet.columns.indexOf(column);
  if (at === -1) {
    if (rule.missing !== "need") return new Float64Array(sheet.rows.length).fill(rule.missing);
    throw new Failure("invalid-input", `${sheet.path} has no column "${column}"; it has ${sheet.columns.join(", ")}.`, {
      path: sheet.path,
      column,
      columns: sheet.columns,
    });
  }
  return Float64Array.from(sheet.rows, (row, i) => {
    const text = row[at]!.trim();
    if (text === "" && rule.missing !== "need") return rule.missing;
    const value = text === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && (!rule.whole || Number.isInteger(value))) return value;
    if (/^[+-]?nan$/i.test(text) && rule.missing !== "need") return rule.missing;
    throw new Failure(
      "invalid-input",
      `${sheet.path}, row ${i}, column ${column}: "${text}" is not a ${rule.whole ? "whole " : ""}number.`,
      {
        path: sheet.path,
        row: i,
        column,
        value: text,
      },
    );
  });
}

/** Columns that are none of ours, to be carried through: name to cells, one a row. */
export type Carried = ReadonlyMap<string, readonly string[]>;

/** The columns of a sheet besides the named ones. */
export function carried(sheet: Sheet, ours: readonly string[]): Carried {
  const rest = new Map<string, string[]>();
  sheet.columns.forEach((name, at) => {
    if (name !== "" && !ours.includes(name))
      rest.set(
        name,
        sheet.rows.map((row) => row[at]!),
      );
  });
  return rest;
}
