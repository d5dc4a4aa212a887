import { Failure } from "#contract/failure";
import { column, packColumns, unpackColumns, type Columns } from "#io/study/columns";
import type { SqlRow } from "#io/study/database";
import { isWhole, sealOf } from "#io/study/seal";
import type { Study } from "#io/study/study";

/** Keeps one frame's rows of a run; they are safe once this returns. */
export function writeFrame(study: Study, run: number, t: number, columns: Columns): void {
  const packed = packColumns(columns);
  study.database.run(
    "INSERT INTO frames (run, t, rows, columns, data, seal) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (run, t) DO UPDATE SET rows = excluded.rows, columns = excluded.columns, data = excluded.data, seal = excluded.seal",
    run,
    t,
    packed.rows,
    packed.columns,
    packed.data,
    sealOf(t, packed.rows, packed.columns, packed.data),
  );
}

/** Gives a run the rows that another one keeps of a frame; the run has none of that frame yet. */
export function copyFrame(study: Study, from: number, to: number, t: number): void {
  study.database.run(
    "INSERT INTO frames (run, t, rows, columns, data, seal) SELECT ?, t, rows, columns, data, seal FROM frames WHERE run = ? AND t = ?",
    to,
    from,
    t,
  );
}

/** Frames that a run has finished. */
export function finishedFrames(study: Study, run: number): ReadonlySet<number> {
  return new Set(study.database.all("SELECT t FROM frames WHERE run = ?", run).map((row) => Number(row.t)));
}

/** One frame's rows; null where the frame is not finished. @throws Failure "damaged" */
export function readFrame(study: Study, run: number, t: number): Columns | null {
  const row = study.database.get("SELECT * FROM frames WHERE run = ? AND t = ?", run, t);
  return row === null ? null : columnsOf(row);
}

/** All finished frames of a run as one table, in order of time. Empty where there is none. @throws Failure "damaged" */
export function readFrames(study: Study, run: number, empty: Columns): Columns {
  const parts = study.database.all("SELECT * FROM frames WHERE run = ? ORDER BY t", run).map(columnsOf);
  if (parts.length === 0) return empty;
  const joined: Record<string, Columns[string]> = {};
  for (const [name, first] of Object.entries(parts[0]!)) {
    // Every typed array is made by its length; the four kinds of Columns share that signature.
    const Type = first.constructor as new (length: number) => Columns[string];
    const whole = new Type(parts.reduce((sum, part) => sum + column(part, name, Type).length, 0));
    let offset = 0;
    for (const part of parts) {
      const piece = column(part, name, Type);
      whole.set(piece, offset);
      offset += piece.length;
    }
    joined[name] = whole;
  }
  return joined;
}

function columnsOf(row: SqlRow): Columns {
  if (!isWhole(row, "t", "rows", "columns", "data"))
    throw new Failure("damaged", `The rows of frame ${Number(row.t)} were altered on disk; repair the study.`, { t: Number(row.t) });
  return unpackColumns(Number(row.rows), String(row.columns), row.data as Uint8Array);
}
