import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { unsaid } from "#contract/recording";
import { DatabaseSync } from "@photostructure/sqlite";
import { databasePath } from "#io/study/layout";
import { readMeta } from "#io/study/meta";
import { newStudy } from "#io/study/new-study";
import { beginRun, currentRun } from "#io/study/runs";
import { openStudy } from "#io/study/study";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";

async function madeStudy(): Promise<string> {
  const place = folder();
  const study = await newStudy(join(place, "movie.study"), await writeMovie(join(place, "movie.ome.tif")), unsaid, false);
  study.close();
  return study.path;
}

/** Names, sizes and times of a folder's files. */
function imprint(path: string): string {
  return readdirSync(path)
    .sort()
    .map((name) => `${name} ${statSync(join(path, name)).size} ${statSync(join(path, name)).mtimeMs}`)
    .join("\n");
}

const code = (failure: string) => expect.objectContaining({ code: failure });

test("a study at rest is one file and says what it is of", async () => {
  const path = await madeStudy();
  expect(readdirSync(path)).toEqual(["study.db"]);
  const study = openStudy(path, "write");
  expect(readMeta(study.database)).toMatchObject({
    refocus: false,
    info: { name: "movie.ome.tif", shape: { t: 6, c: 1, z: 1, y: 64, x: 80 } },
  });
  study.close();
});

test("a study of a newer version is refused and left untouched", async () => {
  const path = await madeStudy();
  const database = new DatabaseSync(databasePath(path));
  database.exec("PRAGMA user_version = 99");
  database.close();
  const before = imprint(path);
  for (const access of ["write", "look", "read", "engine"] as const) expect(() => openStudy(path, access)).toThrow(code("newer-version"));
  expect(imprint(path)).toBe(before);
});

test("a database cut short, overwritten, empty or missing is damaged, and its files stay", async () => {
  const path = await madeStudy();
  const whole = readFileSync(databasePath(path));
  mkdirSync(join(path, "volumes"));
  for (const content of [whole.subarray(0, whole.length - 5000), whole.subarray(0, 50), Buffer.alloc(0), Buffer.alloc(9000, 7)]) {
    writeFileSync(databasePath(path), content);
    expect(() => openStudy(path, "look")).toThrow(code("damaged"));
    expect(readFileSync(databasePath(path)).equals(content)).toBe(true);
  }
  const broken = Buffer.from(whole);
  broken.fill(255, 4096, 8192);
  writeFileSync(databasePath(path), broken);
  expect(() => openStudy(path, "look")).toThrow(code("damaged"));
  expect(() => openStudy(path, "look")).toThrow(/^[^\n]*restore the folder[^\n]*$/);
});

test("a study whose making was interrupted is made anew in its place", async () => {
  const place = folder();
  const path = join(place, "movie.study");
  mkdirSync(path);
  writeFileSync(join(path, "study.db"), "");
  writeFileSync(join(path, "study.db.partial"), "half a database");
  const study = await newStudy(path, await writeMovie(join(place, "movie.ome.tif")), unsaid, false);
  expect(currentRun(study, "detect")).toBeNull();
  study.close();
  expect(readdirSync(path)).toEqual(["study.db"]);
});

test("a folder that holds other things does not become a study", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  await expect(newStudy(place, movie, unsaid, false)).rejects.toThrow(code("invalid-input"));
  await expect(newStudy(movie, movie, unsaid, false)).rejects.toThrow(code("invalid-input"));
  expect(readdirSync(place)).toEqual(["movie.ome.tif"]);
});

test("a read-only study opens to be looked at, says why, and refuses to be written", async () => {
  const path = await madeStudy();
  chmodSync(path, 0o555);
  onTestFinished(() => chmodSync(path, 0o755));
  const before = imprint(path);
  const study = openStudy(path, "look");
  expect(study.readOnly).toMatch(/read-only/);
  expect(readMeta(study.database).info.shape.t).toBe(6);
  study.close();
  expect(() => openStudy(path, "write")).toThrow(code("read-only"));
  expect(imprint(path)).toBe(before);
});

test("changes still in the log are seen in a read-only folder", async () => {
  const path = await madeStudy();
  const study = openStudy(path, "write");
  beginRun(study, { step: "detect", key: "k", parameters: {}, inputs: {} }, {}, 6);
  const copy = join(folder(), "copy.study");
  cpSync(path, copy, { recursive: true });
  study.close();
  writeFileSync(join(copy, "study.lock"), "");
  chmodSync(copy, 0o555);
  onTestFinished(() => chmodSync(copy, 0o755));
  const looked = openStudy(copy, "look");
  expect(currentRun(looked, "detect")?.key).toBe("k");
  looked.close();
});

/** A copy of a study as a program leaves it that dies while it changes the database itself, as closing does. */
async function diedWhileClosing(): Promise<string> {
  const path = await madeStudy();
  const copy = join(folder(), "copy.study");
  const database = new DatabaseSync(join(path, "study.db"));
  // With room for one page in memory, changed pages go to the file before the transaction ends.
  database.exec("PRAGMA cache_size = 1; BEGIN; CREATE TABLE half (value BLOB); DELETE FROM meta;");
  for (let i = 0; i < 100; i++) database.exec("INSERT INTO half VALUES (zeroblob(8000))");
  cpSync(path, copy, { recursive: true });
  database.close();
  expect(statSync(join(copy, "study.db-journal")).size).toBeGreaterThan(0);
  expect(statSync(join(copy, "study.db")).size).toBeGreaterThan(500_000);
  return copy;
}

test.each(["read", "look", "write"] as const)("a study whose program died while it closed opens to %s as it was before", async (access) => {
  const study = openStudy(await diedWhileClosing(), access);
  expect(readMeta(study.database).info.shape.t).toBe(6);
  study.close();
});

test("a study whose program died while it closed is looked at in a read-only folder, which stays as it is", async () => {
  const path = await diedWhileClosing();
  chmodSync(path, 0o555);
  onTestFinished(() => chmodSync(path, 0o755));
  const before = imprint(path);
  const study = openStudy(path, "look");
  expect(readMeta(study.database).info.shape.t).toBe(6);
  study.close();
  expect(imprint(path)).toBe(before);
});

test("a study open in one program is busy for another and can be looked at", async () => {
  const path = await madeStudy();
  const first = openStudy(path, "write");
  expect(() => openStudy(path, "write")).toThrow(code("busy"));
  const second = openStudy(path, "look");
  expect(second.readOnly).toMatch(/another program/);
  second.close();
  first.close();
  openStudy(path, "write").close();
});

test("a lock left by a program that died, or half-written, is taken over", async () => {
  const path = await madeStudy();
  for (const left of [JSON.stringify({ pid: 2 ** 22 - 1, host: (await import("node:os")).hostname(), started: "1", since: "" }), "{"]) {
    writeFileSync(join(path, "study.lock"), left);
    openStudy(path, "write").close();
  }
  expect(readdirSync(path)).toEqual(["study.db"]);
});

test("a study moved while it was open opens in its new place once the old one is closed", async () => {
  const path = await madeStudy();
  const study = openStudy(path, "write");
  const moved = join(folder(), "moved.study");
  cpSync(path, moved, { recursive: true });
  expect(() => openStudy(moved, "write")).toThrow(code("busy"));
  study.close();
  openStudy(moved, "write").close();
});

test("a run whose program died is partial when the study is opened again", async () => {
  const path = await madeStudy();
  const study = openStudy(path, "write");
  const run = beginRun(study, { step: "detect", key: "k", parameters: {}, inputs: {} }, {}, 6);
  study.close();
  const again = openStudy(path, "write");
  expect(currentRun(again, "detect")).toMatchObject({ id: run.id, status: "partial" });
  again.close();
});

test("a missing folder and a folder that is no study are not found", () => {
  const place = folder();
  expect(() => openStudy(join(place, "none"), "look")).toThrow(code("not-found"));
  expect(() => openStudy(place, "look")).toThrow(code("not-found"));
});
