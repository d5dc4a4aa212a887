import { appendFileSync, cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { expect, test } from "vitest";
import { databasePath, setAsidePath } from "#io/study/layout";
import { editLog, logEdit } from "#io/study/edits";
import { currentRun } from "#io/study/runs";
import { openStudy } from "#io/study/study";
import { verifyStudy } from "#io/study/verify";
import { repairStudy, type Repair } from "#jobs/repair";
import { finishedStudy, productBytes } from "#test/make/finished-study";
import { scratchFolder } from "#test/make/scratch";

const scratch = scratchFolder();
const original = await finishedStudy(scratch);
const bytes = productBytes(original);
let copies = 0;

/** A copy of the finished study, beside the same movie. */
function copy(): string {
  const path = join(scratch, `copy${copies++}.study`);
  cpSync(original, path, { recursive: true });
  return path;
}

async function repaired(path: string): Promise<Repair> {
  const repair = repairStudy(path, new AbortController().signal);
  for (;;) {
    const next = await repair.next();
    if (next.done) return next.value;
  }
}

async function findings(path: string): Promise<string[]> {
  const study = openStudy(path, "read");
  const found = (await verifyStudy(study)).map(({ what, kind }) => `${what} ${kind}`);
  study.close();
  return found;
}

function store(path: string): string {
  return join(path, "volumes", readdirSync(join(path, "volumes"))[0] ?? "");
}

function change(path: string, sql: string): void {
  const database = new DatabaseSync(databasePath(path));
  database.exec(sql);
  database.close();
}

function flip(file: string, at: number): void {
  const content = readFileSync(file);
  content[at] = (content[at] ?? 0) ^ 4;
  writeFileSync(file, content);
}

test("a study without damage is left as it is", async () => {
  const path = copy();
  expect(await repaired(path)).toMatchObject({ found: [], mended: [], lost: [] });
  expect(productBytes(path)).toEqual(bytes);
});

test.each([
  ["a chunk is missing", (path: string) => rmSync(join(store(path), "0/1/0/0/0/0"))],
  ["a chunk is cut short", (path: string) => truncateSync(join(store(path), "0/1/0/0/0/0"), 40)],
  ["a chunk is longer", (path: string) => appendFileSync(join(store(path), "0/1/0/0/0/0"), "x")],
  ["a chunk is altered without a change of size", (path: string) => flip(join(store(path), "0/3/0/0/0/0"), 90)],
  ["a marker is gone", (path: string) => rmSync(join(store(path), "nematrace-frames/000002.json"))],
  ["a marker is garbage", (path: string) => writeFileSync(join(store(path), "nematrace-frames/000002.json"), "{")],
  ["the attributes are gone", (path: string) => rmSync(join(store(path), ".zattrs"))],
  [
    "the attributes are garbage, and a chunk is altered",
    (path: string) => (writeFileSync(join(store(path), ".zattrs"), "[]"), flip(join(store(path), "0/3/0/0/0/0"), 90)),
  ],
  [
    "an array header says another shape",
    (path: string) =>
      writeFileSync(join(store(path), "0/.zarray"), readFileSync(join(store(path), "0/.zarray"), "utf8").replace("64", "65")),
  ],
  ["a label chunk is altered", (path: string) => flip(join(store(path), "labels/neurons/0/2/0/0/0/0"), 30)],
  ["the labels' attributes are gone", (path: string) => rmSync(join(store(path), "labels/neurons/.zattrs"))],
  ["the volumes are gone", (path: string) => rmSync(join(path, "volumes"), { recursive: true })],
  [
    "a table's rows are altered",
    (path: string) =>
      change(
        path,
        "UPDATE frames SET data = zeroblob(length(data)) WHERE t = 2 AND run IN (SELECT run FROM current WHERE step = 'detect')",
      ),
  ],
  [
    "a table's rows are gone",
    (path: string) => change(path, "DELETE FROM frames WHERE t = 2 AND run IN (SELECT run FROM current WHERE step <> 'export')"),
  ],
  [
    "the tracks do not fit their columns",
    (path: string) =>
      change(path, "UPDATE frames SET rows = rows + 1 WHERE t = 1 AND run IN (SELECT run FROM current WHERE step = 'link')"),
  ],
  ["the traces are altered", (path: string) => change(path, "UPDATE matrices SET data = zeroblob(length(data))")],
  ["the traces are gone", (path: string) => change(path, "DELETE FROM matrices")],
])("where %s, verify finds it and repair makes the study's bytes again", async (_, harm) => {
  const path = copy();
  harm(path);
  expect(await findings(path)).toContainEqual(expect.stringContaining("damaged"));
  const repair = await repaired(path);
  expect(repair.lost).toEqual([]);
  expect(repair.mended.length).toBeGreaterThan(0);
  expect(await findings(path)).toEqual([]);
  expect(productBytes(path)).toEqual(bytes);
});

test("an altered edit is set aside and told of; the other edits stay", async () => {
  const path = copy();
  const study = openStudy(path, "write");
  for (const name of ["AVA", "AVB", "RIM"]) logEdit(study, { kind: "name", track: 1, name });
  study.close();
  change(path, "UPDATE edits SET edit = replace(edit, 'AVB', 'AVE')");
  expect(() => openStudyAndReadLog(path)).toThrow(/Edit 2/);
  const repair = await repaired(path);
  expect(repair.lost).toEqual([expect.stringMatching(/^Edit 2 .*make it again/)]);
  expect(openStudyAndReadLog(path)).toEqual(["AVA", "RIM"]);
  expect(readFileSync(setAsidePath(path), "utf8")).toContain("AVE");
});

function openStudyAndReadLog(path: string): string[] {
  const study = openStudy(path, "read");
  try {
    return editLog(study).map(({ edit }) => (edit.kind === "name" ? edit.name : ""));
  } finally {
    study.close();
  }
}

test("a run whose record was altered is forgotten, and the step is asked for again", async () => {
  const path = copy();
  change(path, "UPDATE runs SET record = replace(record, '\"radius\":1.4', '\"radius\":1.5') WHERE step = 'detect'");
  expect(await findings(path)).toContain("database damaged");
  const repair = await repaired(path);
  expect(repair.lost).toEqual([expect.stringMatching(/the detect step .* run it again/)]);
  const study = openStudy(path, "read");
  expect(currentRun(study, "detect")).toBeNull();
  study.close();
});

test("a database with broken pages is made anew from the rows that can be read, and the damaged one is kept", async () => {
  const path = copy();
  const study = openStudy(path, "write");
  for (let n = 0; n < 400; n++)
    logEdit(study, { kind: "name", track: n, name: `neuron ${n} with a long name that fills the pages of the table` });
  study.close();
  const content = readFileSync(databasePath(path));
  const at = content.indexOf("neuron 200 with");
  content.fill(255, at - (at % 4096), at - (at % 4096) + 4096);
  writeFileSync(databasePath(path), content);
  expect(() => openStudy(path, "look")).toThrow(expect.objectContaining({ code: "damaged" }));
  const repair = await repaired(path);
  expect(repair.mended[0]).toMatch(/made anew/);
  expect(existsSync(`${databasePath(path)}.damaged`)).toBe(true);
  const names = openStudyAndReadLog(path);
  expect(names.length).toBeGreaterThan(300);
  expect(names.length).toBeLessThan(400);
  expect(names[0]).toMatch(/^neuron 0 /);
  expect(names.at(-1)).toMatch(/^neuron 399 /);
  expect(productBytes(path)).toEqual(bytes);
  expect(await findings(path)).toEqual([]);
});

test("a database of which nothing can be read stays as it is, and the failure says what to do", async () => {
  const path = copy();
  const ruin = Buffer.alloc(9000, 7);
  writeFileSync(databasePath(path), ruin);
  await expect(repaired(path)).rejects.toMatchObject({ code: "damaged", message: expect.stringMatching(/new study folder/) });
  expect(readFileSync(databasePath(path)).equals(ruin)).toBe(true);
  expect(readdirSync(path).sort()).toEqual(["exports", "study.db", "volumes"]);
});

test("without its recording a study's damage is told, and what is whole stays", async () => {
  const path = copy();
  rmSync(join(store(path), "0/1/0/0/0/0"));
  const movie = join(scratch, "movie.ome.tif");
  renameSync(movie, `${movie}.away`);
  const repair = await repaired(path);
  renameSync(`${movie}.away`, movie);
  expect(repair.lost.join()).toMatch(/no longer at/);
  expect((await repaired(path)).lost).toEqual([]);
  expect(productBytes(path)).toEqual(bytes);
});
