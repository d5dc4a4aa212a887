import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { Failure } from "#contract/failure";

export type SqlValue = number | string | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** How a database is opened: `frozen` reads a file that nobody may write beside, on a read-only folder. */
export type DatabaseMode = "write" | "read" | "frozen";

/** A SQLite database whose troubles are Failures that name the study. */
export class Database {
  readonly #connection: DatabaseSyncInstance;
  readonly #statements = new Map<string, ReturnType<DatabaseSyncInstance["prepare"]>>();
  #depth = 0;

  /** @throws Failure "damaged" | "read-only" | "busy" | "unreadable" */
  constructor(
    file: string,
    readonly mode: DatabaseMode,
    readonly study: string,
  ) {
    this.#connection = this.#guard(
      () => new DatabaseSync(mode === "frozen" ? frozen(file) : file, { readOnly: mode !== "write", timeout: 5000 }),
    );
    this.exec("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;");
    if (mode === "write") this.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  }

  exec(sql: string): void {
    this.#guard(() => this.#connection.exec(sql));
  }

  run(sql: string, ...values: SqlValue[]): number {
    return this.#guard(() => Number(this.#statement(sql).run(...values).lastInsertRowid));
  }

  get(sql: string, ...values: SqlValue[]): SqlRow | null {
    return this.#guard(() => (this.#statement(sql).get(...values) as SqlRow | undefined) ?? null);
  }

  all(sql: string, ...values: SqlValue[]): readonly SqlRow[] {
    return this.#guard(() => this.#statement(sql).all(...values) as SqlRow[]);
  }

  /** All or nothing; a transaction within a transaction joins it. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.exec("BEGIN IMMEDIATE");
    this.#depth++;
    try {
      const result = work();
      this.exec("COMMIT");
      return result;
    } catch (thrown) {
      try {
        this.#connection.exec("ROLLBACK");
      } catch {
        // SQLite has rolled back by itself, as it does when the disk is full; what was thrown says why.
      }
      throw thrown;
    } finally {
      this.#depth--;
    }
  }

  /** Folds the log into the database, so that a study at rest is one file, unless another connection still reads it. */
  close(): void {
    if (!this.#connection.isOpen) return;
    this.#statements.clear();
    try {
      if (this.mode === "write")
        this.#connection.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;");
    } catch (thrown) {
      const failure = sqliteFailure(thrown, this.study);
      if (!(failure instanceof Failure && failure.code === "busy")) throw failure;
    } finally {
      this.#connection.close();
    }
  }

  #statement(sql: string) {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#connection.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw sqliteFailure(thrown, this.study);
    }
  }
}

/** Takes back a change that a program had begun on the database itself when it died, which a connection that only reads may not. */
export function takeBack(file: string, study: string): void {
  try {
    const connection = new DatabaseSync(file, { timeout: 5000 });
    try {
      connection.exec("SELECT 1 FROM sqlite_master");
    } finally {
      connection.close();
    }
  } catch (thrown) {
    throw sqliteFailure(thrown, study);
  }
}

/** `immutable` keeps SQLite from making its side files, which a read-only folder would refuse. */
function frozen(file: string): URL {
  const url = new URL("file:///");
  url.pathname = file.split("\\").join("/");
  url.searchParams.set("immutable", "1");
  return url;
}

/** A thrown SQLite error as a Failure about the study; anything else as it is. */
export function sqliteFailure(thrown: unknown, study: string): unknown {
  if (!(thrown instanceof Error) || !("errcode" in thrown) || typeof thrown.errcode !== "number") return thrown;
  const facts = { path: study, reason: thrown.message };
  switch (thrown.errcode & 0xff) {
    case 5:
    case 6:
      return new Failure("busy", `Another program is writing to the study ${study}; try again when it has finished.`, facts);
    case 8:
      return new Failure(
        "read-only",
        `The study ${study} cannot be written to; allow writing to the folder, or copy the study elsewhere.`,
        facts,
      );
    case 10:
    case 14:
      return new Failure(
        "unreadable",
        `The database of the study ${study} cannot be read or written; check the drive and the folder's permissions.`,
        facts,
      );
    case 11:
    case 26:
      return damaged(study, thrown.message);
    case 13:
      return new Failure(
        "disk-full",
        `The disk is full, so the study ${study} could not be written; free some space and run the step again.`,
        facts,
      );
    default:
      return /no such (table|column)/.test(thrown.message) ? damaged(study, thrown.message) : thrown;
  }
}

export function damaged(study: string, found: string): Failure {
  // SQLite's verdicts come with a heading and in lines; a failure is one sentence.
  const reason = found
    .replaceAll(/\*\*\*.*\*\*\*\n/g, "")
    .trim()
    .replaceAll("\n", "; ");
  return new Failure(
    "damaged",
    `The database of the study ${study} is damaged (${reason}); repair it (nematrace repair), restore the folder from a copy, or run the recording into a new study folder.`,
    {
      path: study,
      reason,
      // The window offers to repair what this names.
      repair: study,
    },
  );
}
