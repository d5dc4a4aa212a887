import { studySchema } from "#contract/study";

/** Written in the database's header, so that a study is told from any other SQLite file. */
export const applicationId = 0x4e6d5472;

const seriesSql = "CREATE TABLE series (name TEXT PRIMARY KEY, header TEXT NOT NULL, data BLOB NOT NULL, seal INTEGER) STRICT;";

/**
 * meta     one JSON value a key: the recording, its settings, what the study leaves out
 * runs     one record a run of a step; `current` points at the run that made each step's product
 * frames   rows found or read in one frame, columns packed one after another; a product is all frames of a run
 * matrices traces of a run: a JSON header and the signals, float32
 * edits    one row an edit; undone rows stay for redo and provenance
 * series   one row a series from elsewhere: a JSON header, then its times and values, float64
 *
 * `seal` is the row's checksum (seal.ts); rows written before version 2 have none.
 */
export const schemaSql = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, seal INTEGER) STRICT;
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  step TEXT NOT NULL,
  key TEXT NOT NULL,
  status TEXT NOT NULL,
  record TEXT NOT NULL,
  seal INTEGER
) STRICT;
CREATE INDEX runs_by_key ON runs (step, key);
CREATE TABLE current (step TEXT PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (id)) STRICT;
CREATE TABLE frames (
  run INTEGER NOT NULL REFERENCES runs (id),
  t INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  columns TEXT NOT NULL,
  data BLOB NOT NULL,
  seal INTEGER,
  PRIMARY KEY (run, t)
) STRICT;
CREATE TABLE matrices (run INTEGER PRIMARY KEY REFERENCES runs (id), header TEXT NOT NULL, data BLOB NOT NULL, seal INTEGER) STRICT;
CREATE TABLE edits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  edit TEXT NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0,
  seal INTEGER
) STRICT;
${seriesSql}
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${studySchema};
`;

/** What brings a study on to the next version, by the version it has. Columns and tables are added, never changed or dropped. */
export const migrations: Readonly<Record<number, string>> = {
  // Version 2 adds the checksum of every row.
  1: ["meta", "runs", "frames", "matrices", "edits"].map((table) => `ALTER TABLE ${table} ADD COLUMN seal INTEGER;`).join(" "),
  // Version 3 adds series from elsewhere.
  2: seriesSql,
};
