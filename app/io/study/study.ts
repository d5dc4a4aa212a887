import {
  accessSync,
  closeSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { Failure } from "#contract/failure";
import { studySchema } from "#contract/study";
import { Database, damaged, takeBack } from "#io/study/database";
import { databaseFile, databasePath } from "#io/study/layout";
import { lockStudy, type StudyLock } from "#io/study/lock";
import { metaSql, type StudyMeta } from "#io/study/meta";
import { closeAbandonedRuns } from "#io/study/runs";
import { applicationId, migrations, schemaSql } from "#io/study/schema";

/** A study folder, open. */
export interface Study {
  readonly path: string;
  readonly name: string;
  readonly database: Database;
  /** Why the study can only be looked at; null where it can be changed. */
  readonly readOnly: string | null;
  close(): void;
}

/**
 * How a study is opened: `write` takes its lock or fails; `look` takes it or opens read-only and says why;
 * `read` never writes; `engine` writes under the lock of the program that started the engine.
 */
export type StudyAccess = "write" | "look" | "read" | "engine";

/**
 * Makes a study folder. The database appears under its name only once it is whole.
 *
 * @throws Failure "invalid-input" where the folder holds something else, "read-only", "disk-full"
 */
export function createStudy(path: string, meta: StudyMeta): Study {
  const folder = resolve(path);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? "unknown";
    if (code === "EEXIST" || code === "ENOTDIR")
      throw new Failure("invalid-input", `${folder} is a file, not a folder; choose another place for the study.`, { path: folder });
    if (code === "ENOSPC" || code === "EDQUOT")
      throw new Failure("disk-full", `The disk is full, so no study can be made at ${folder}; free some space first.`, { path: folder });
    throw new Failure("read-only", `A study folder cannot be made at ${folder} (${code}); choose a place that can be written to.`, {
      path: folder,
      reason: code,
    });
  }
  refuseReadOnly(folder);
  const partial = `${databasePath(folder)}.partial`;
  const strange = readdirSync(folder).filter(
    (name) => name !== databaseFile && !name.startsWith(`${databaseFile}.partial`) && name !== "study.lock",
  );
  if (strange.length > 0) {
    throw new Failure(
      "invalid-input",
      `The folder ${folder} holds other files (${strange[0]}) and is not a study; choose an empty or new folder.`,
      { path: folder, file: strange[0] ?? "" },
    );
  }
  const lock = lockStudy(folder);
  try {
    for (const side of ["", "-wal", "-shm", "-journal"]) rmSync(partial + side, { force: true });
    const database = new Database(partial, "write", folder);
    database.exec(schemaSql + metaSql(meta));
    database.close();
    renameSync(partial, databasePath(folder));
    return opened(folder, new Database(databasePath(folder), "write", folder), null, lock);
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

/** Whether a folder holds a study, whole or not. An empty database alone is a study whose making was interrupted. */
export function isStudy(path: string): boolean {
  const file = databasePath(path);
  return existsSync(file) && (statSync(file).size > 0 || readdirSync(path).length > 1);
}

/**
 * Opens a study folder. One of a newer version, or one that is no study, is left untouched.
 *
 * @throws Failure "not-found" | "damaged" | "newer-version" | "read-only" | "busy" | "unreadable"
 */
export function openStudy(path: string, access: StudyAccess): Study {
  const folder = resolve(path);
  checkHeader(folder);
  const barred = access === "engine" ? null : readOnlyReason(folder);
  if (access === "write") refuseReadOnly(folder);
  if (access === "read" || barred !== null)
    return openForReading(folder, access === "read" ? (barred ?? "This study was opened to be read only.") : barred!);
  let lock: StudyLock | null = null;
  try {
    lock = access === "engine" ? null : lockStudy(folder);
  } catch (thrown) {
    if (access === "look" && thrown instanceof Failure && (thrown.code === "busy" || thrown.code === "read-only"))
      return openForReading(folder, thrown.message);
    throw thrown;
  }
  try {
    const database = migrated(checked(new Database(databasePath(folder), "write", folder)));
    const study = opened(folder, database, null, lock);
    if (lock !== null) closeAbandonedRuns(study);
    return study;
  } catch (thrown) {
    lock?.release();
    throw thrown;
  }
}

function openForReading(folder: string, reason: string): Study {
  const file = databasePath(folder);
  if (readOnlyReason(folder) === null) return opened(folder, settledForReading(file, folder), reason, null);
  const left = (side: string) => existsSync(file + side) && statSync(file + side).size > 0;
  const sides = ["-wal", "-journal"].filter(left);
  if (sides.length === 0) return opened(folder, checked(new Database(file, "frozen", folder)), reason, null);
  // Changes in a log or a journal beside the database are settled in a writable folder only: read a copy.
  const copy = mkdtempSync(join(tmpdir(), "nematrace-"));
  for (const side of ["", ...sides]) cpSync(file + side, join(copy, databaseFile + side), { mode: constants.COPYFILE_FICLONE });
  const study = opened(folder, checked(new Database(join(copy, databaseFile), "write", folder)), reason, null);
  return { ...study, close: () => (study.close(), rmSync(copy, { recursive: true, force: true })) };
}

/** A database to read; what a program left half-written that died while it closed is taken back first. */
function settledForReading(file: string, folder: string): Database {
  try {
    return checked(new Database(file, "read", folder));
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== "read-only" || !existsSync(`${file}-journal`)) throw thrown;
    takeBack(file, folder);
    return checked(new Database(file, "read", folder));
  }
}

function opened(path: string, database: Database, readOnly: string | null, lock: StudyLock | null): Study {
  return {
    path,
    name: basename(path).replace(/\.study$/, ""),
    database,
    readOnly,
    close: () => {
      database.close();
      lock?.release();
    },
  };
}

/** Reads the database's first bytes without SQLite, which would make side files next to it. */
function checkHeader(folder: string): void {
  const file = databasePath(folder);
  if (!existsSync(folder)) throw new Failure("not-found", `There is no study folder at ${folder}; check the path.`, { path: folder });
  if (!existsSync(file)) {
    const interrupted = existsSync(join(folder, "volumes")) || existsSync(`${file}.partial`);
    if (interrupted) throw damaged(folder, `${databaseFile} is missing`);
    throw new Failure("not-found", `${folder} is not a study: it has no ${databaseFile}; choose a folder that NemaTrace made.`, {
      path: folder,
    });
  }
  const header = Buffer.alloc(100);
  let read = 0;
  try {
    const handle = openSync(file, "r");
    read = readSync(handle, header, 0, 100, 0);
    closeSync(handle);
  } catch (thrown) {
    throw new Failure("unreadable", `The database of the study ${folder} cannot be read; check its permissions.`, {
      path: folder,
      reason: (thrown as Error).message,
    });
  }
  if (read < 100 || header.toString("latin1", 0, 15) !== "SQLite format 3")
    throw damaged(folder, `${databaseFile} is not a whole database`);
  refuseNewer(folder, header.readUInt32BE(60));
  if (header.readUInt32BE(68) !== applicationId) throw damaged(folder, `${databaseFile} was not made by NemaTrace`);
  const pageSize = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
  const underWay = existsSync(`${file}-wal`) || existsSync(`${file}-journal`);
  if (!underWay && statSync(file).size < header.readUInt32BE(28) * pageSize) throw damaged(folder, `${databaseFile} is cut short`);
}

/** What the header cannot say: a version still in the log, missing tables, broken pages of a small database. */
function checked(database: Database): Database {
  try {
    refuseNewer(database.study, Number(database.get("PRAGMA user_version")?.user_version ?? 0));
    const small = Number(database.get("PRAGMA page_count")?.page_count ?? 0) < 8192;
    const verdict = small ? database.get("PRAGMA quick_check(1)") : null;
    if (verdict !== null && Object.values(verdict)[0] !== "ok") throw damaged(database.study, String(Object.values(verdict)[0]));
    if (database.get("SELECT value FROM meta WHERE key = 'study'") === null)
      throw damaged(database.study, "it does not say which recording it is of");
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Brings an older study on to today's version, all at once or not at all. */
function migrated(database: Database): Database {
  const from = Number(database.get("PRAGMA user_version")?.user_version ?? 0);
  if (from >= studySchema) return database;
  try {
    database.transaction(() => {
      for (let version = from; version < studySchema; version++) database.exec(migrations[version] ?? "");
      database.exec(`PRAGMA user_version = ${studySchema}`);
    });
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function refuseNewer(folder: string, version: number): void {
  if (version > studySchema) {
    throw new Failure(
      "newer-version",
      `The study ${folder} was written by a newer NemaTrace (study version ${version}, this program knows ${studySchema}); update the program to open it.`,
      {
        path: folder,
        version,
        known: studySchema,
      },
    );
  }
}

function refuseReadOnly(folder: string): void {
  const reason = readOnlyReason(folder);
  if (reason !== null) throw new Failure("read-only", reason, { path: folder });
}

/** A folder without any write permission counts as read-only even for a user whom the system would let write. */
function readOnlyReason(folder: string): string | null {
  const sentence = `The study folder ${folder} is read-only; allow writing to it, or copy the study elsewhere.`;
  const file = databasePath(folder);
  for (const path of existsSync(file) ? [folder, file] : [folder]) {
    if ((statSync(path).mode & 0o222) === 0) return sentence;
    try {
      accessSync(path, constants.W_OK);
    } catch {
      return sentence;
    }
  }
  return null;
}
