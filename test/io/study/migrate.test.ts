import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { expect, test } from "vitest";
import { studySchema } from "#contract/study";
import { unsaid } from "#contract/recording";
import { editLog, logEdit } from "#io/study/edits";
import { databasePath } from "#io/study/layout";
import { newStudy } from "#io/study/new-study";
import { openStudy } from "#io/study/study";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";

/** A study as version 1 kept it: the same rows without checksums. */
async function firstVersion(): Promise<string> {
  const place = folder();
  const study = await newStudy(join(place, "movie.study"), await writeMovie(join(place, "movie.ome.tif")), unsaid, false);
  logEdit(study, { kind: "name", track: 3, name: "AVA" });
  study.close();
  const database = new DatabaseSync(databasePath(study.path));
  for (const table of ["meta", "runs", "frames", "matrices", "edits"]) database.exec(`ALTER TABLE ${table} DROP COLUMN seal`);
  database.exec("DROP TABLE series");
  database.exec("PRAGMA user_version = 1");
  database.close();
  return study.path;
}

function version(path: string): number {
  const database = new DatabaseSync(databasePath(path), { readOnly: true });
  const row = database.prepare("PRAGMA user_version").get() as { user_version: number };
  database.close();
  return row.user_version;
}

test("an older study is read as it is, and brought on to today's version when it is opened for writing", async () => {
  const path = await firstVersion();
  const read = openStudy(path, "read");
  expect(editLog(read)).toMatchObject([{ edit: { track: 3, name: "AVA" } }]);
  read.close();
  expect(version(path)).toBe(1);
  const study = openStudy(path, "write");
  logEdit(study, { kind: "name", track: 4, name: "AVB" });
  expect(editLog(study)).toHaveLength(2);
  study.close();
  expect(version(path)).toBe(studySchema);
});
