import { existsSync, renameSync, rmSync } from "node:fs";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { damaged, sqliteFailure, type SqlRow, type SqlValue } from "#io/study/database";
import { databasePath } from "#io/study/layout";
import { lockStudy } from "#io/study/lock";
import { schemaSql } from "#io/study/schema";

/** What was carried over into a new database. */
export interface Salvage {
  /** Rows carried over, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Where the damaged database is kept. */
  readonly kept: string;
}

const tables = {
  meta: ["key", "value", "seal"],
  runs: ["id", "step", "key", "status", "record", "seal"],
  current: ["step", "run"],
  frames: ["run", "t", "rows", "columns", "data", "seal"],
  matrices: ["run", "header", "data", "seal"],
  edits: ["id", "at", "edit", "undone", "seal"],
  series: ["name", "header", "data", "seal"],
} as const;

/**
 * Makes a study's database anew from every row that can still be read, and keeps the damaged one beside it.
 * Rows are read from both ends of each table, so that those on either side of a broken page come over.
 *
 * @throws Failure "damaged" where not even what the study is of can be read; the folder is then as it was. "busy"
 */
export function salvageDatabase(study: string): Salvage {
  const file = databasePath(study);
  const partial = `${file}.partial`;
  const lock = lockStudy(study);
  try {
    for (const side of ["", "-wal", "-shm", "-journal"]) rmSync(partial + side, { force: true });
    const rows = carryOver(file, partial, study);
    if (rows["meta"] === 0) throw damaged(study, "nothing in it can be read");
    const kept = freeName(`${file}.damaged`);
    for (const side of ["", "-wal"]) if (existsSync(file + side)) renameSync(file + side, kept + side);
    rmSync(`${file}-shm`, { force: true });
    renameSync(partial, file);
    return { rows, kept };
  } finally {
    rmSync(partial, { force: true });
    lock.release();
  }
}

function carryOver(from: string, to: string, study: string): Record<string, number> {
  const rows: Record<string, number> = {};
  let source: DatabaseSyncInstance | null = null;
  const target = new DatabaseSync(to);
  try {
    source = new DatabaseSync(from, { readOnly: true });
    target.exec(schemaSql);
    target.exec("PRAGMA foreign_keys = OFF; BEGIN");
    for (const [table, columns] of Object.entries(tables)) rows[table] = carryTable(source, target, table, columns);
    target.exec("COMMIT");
    return rows;
  } catch (thrown) {
    throw sqliteFailure(thrown, study);
  } finally {
    source?.close();
    target.close();
  }
}

function carryTable(source: DatabaseSyncInstance, target: DatabaseSyncInstance, table: string, columns: readonly string[]): number {
  const insert = target.prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`);
  let carried = 0;
  for (const order of ["ASC", "DESC"]) {
    let whole = true;
    try {
      for (const row of source.prepare(`SELECT * FROM ${table} ORDER BY rowid ${order}`).iterate() as Iterable<SqlRow>) {
        try {
          carried += Number(insert.run(...columns.map((name): SqlValue => row[name] ?? null)).changes);
        } catch {
          // A row whose values are not of the column's kind is no row of ours.
        }
      }
    } catch {
      whole = false;
    }
    if (whole) break;
  }
  return carried;
}

function freeName(path: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? path : `${path}-${n}`;
    if (!existsSync(name)) return name;
  }
}
