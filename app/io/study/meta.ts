import { isAbsolute, relative, resolve } from "node:path";
import * as z from "zod/mini";
import { orientation } from "#contract/naming";
import { recordingInfo, recordingSettings } from "#contract/recording";
import { damaged, type Database } from "#io/study/database";
import { isWhole, sealOf } from "#io/study/seal";

const studyMeta = z.object({
  created: z.string(),
  program: z.string(),
  /** Where the recording lay when the study was last opened. */
  recordingPath: z.string(),
  /** The same from the study folder, for when both have moved together. */
  recordingRelative: z.string(),
  recordingHash: z.string(),
  /** What the file said, under the settings. */
  info: recordingInfo,
  settings: recordingSettings,
  refocus: z.boolean(),
  /** How the animal lies, where it was said for naming. */
  orientation: z.optional(orientation),
});
/** What a study is of. */
export type StudyMeta = z.infer<typeof studyMeta>;

/** @throws Failure "damaged" */
export function readMeta(database: Database): StudyMeta {
  const row = database.get("SELECT * FROM meta WHERE key = 'study'");
  try {
    if (row !== null && !isWhole(row, "value")) throw new Error("altered");
    return z.parse(studyMeta, JSON.parse(String(row?.value)));
  } catch {
    throw damaged(database.study, "what it says about its recording cannot be read");
  }
}

export function writeMeta(database: Database, meta: StudyMeta): void {
  const value = JSON.stringify(meta);
  database.run(
    "INSERT INTO meta (key, value, seal) VALUES ('study', ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, seal = excluded.seal",
    value,
    sealOf(value),
  );
}

/** The statement that writes the meta of a new study; run as plain text it leaves no open statement behind. */
export function metaSql(meta: StudyMeta): string {
  const value = JSON.stringify(meta);
  return `INSERT INTO meta (key, value, seal) VALUES ('study', '${value.replaceAll("'", "''")}', ${sealOf(value)});`;
}

/** Path of a recording as seen from the study folder; the absolute path where they share no root. */
export function relativeTo(study: string, recording: string): string {
  const path = relative(study, recording);
  return isAbsolute(path) ? recording : path;
}

/** Where a study's recording may lie, likeliest first. */
export function recordingPlaces(study: string, meta: StudyMeta): readonly string[] {
  return [...new Set([meta.recordingPath, resolve(study, meta.recordingRelative)])];
}
