import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TraceMatrix } from "#contract/table";
import { tracksOf } from "#core/link/table-ops";
import { readBlobs, writeBlobs } from "#io/table/blobs";
import { decimal, field, parseCsv, significant } from "#io/table/csv";
import { headerPath, unitsOf, writeHeader } from "#io/table/header";
import { readPairs, writePairs } from "#io/table/pairs";
import { readTraces, writeTraces, writeWideTraces } from "#io/table/traces";
import { readTracks, writeTracks } from "#io/table/tracks";
import { scratchFolder } from "#test/make/scratch";

const folder = scratchFolder();

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test("CSV follows RFC 4180: quotes, commas and line ends inside fields, CRLF, byte order mark, empty cells", () => {
  expect(parseCsv('\ufeffa,"b ""x"", c"\r\n"1\n2",\r\n\r\n3,4')).toEqual([
    ["a", 'b "x", c'],
    ["1\n2", ""],
    ["3", "4"],
  ]);
  expect(parseCsv('a\n"open')).toEqual({ line: 2, what: "a quote that is never closed" });
  expect(parseCsv('"a"b\n')).toEqual({ line: 1, what: "text after a closing quote" });
  expect(field('say "hi", you')).toBe('"say ""hi"", you"');
});

test("numbers are written short, and missing ones empty", () => {
  expect([
    decimal(1.5, 4),
    decimal(-0.00001, 4),
    decimal(20, 4),
    decimal(Number.NaN, 4),
    significant(1234.5678, 6),
    significant(Number.NaN, 6),
  ]).toEqual(["1.5", "0", "20", "", "1234.57", ""]);
});

test("blobs come back as they were written, with columns of others carried through", async () => {
  const path = await file(
    "blobs.csv",
    't,y,x,z,radius,intensity,confidence,"who, what"\n0,1.5,2,-3,1.4,100,0.9,me\n7,2,3,4,,,,"a ""b"""\n',
  );
  const { table, carried } = await readBlobs(path);
  expect([...table.t]).toEqual([0, 7]);
  expect([...table.z]).toEqual([-3, 4]);
  expect(table.radius[1]).toBeNaN();
  expect(table.confidence[1]).toBe(1);
  const again = join(folder, "again.csv");
  await writeBlobs(again, table, carried);
  expect(await readFile(again, "utf8")).toBe(
    't,z,y,x,radius,intensity,confidence,"who, what"\n0,-3,1.5,2,1.4,100,0.9,me\n7,4,2,3,,,1,"a ""b"""\n',
  );
  expect((await readdir(folder)).filter((name) => name.endsWith(".partial"))).toEqual([]);
});

test("positions of one plane need no z", async () => {
  const { table } = await readBlobs(await file("flat.csv", "x,y,t\n1,2,0\n"));
  expect([table.z[0], table.y[0], table.x[0]]).toEqual([0, 2, 1]);
});

test("tracks: an empty track is none, the source is kept", async () => {
  const table = tracksOf(2);
  table.track[1] = 12;
  table.source[1] = 2;
  const path = join(folder, "tracks.csv");
  await writeTracks(path, table);
  expect(await readFile(path, "utf8")).toBe(
    "t,z,y,x,radius,intensity,confidence,track,source\n0,0,0,0,0,0,0,,auto\n0,0,0,0,0,0,0,12,interpolated\n",
  );
  const back = (await readTracks(path)).table;
  expect([[...back.track], [...back.source]]).toEqual([
    [-1, 12],
    [0, 2],
  ]);
});

test.each([
  ["letters.csv", "t,y,x\n0,1,2\n0,abc,2\n", 'row 1, column y: "abc" is not a number'],
  ["fraction.csv", "t,y,x\n0.5,1,2\n", 'row 0, column t: "0.5" is not a whole number'],
  ["hole.csv", "t,y,x\n0,,2\n", 'row 0, column y: "" is not a number'],
  ["column.csv", "t,y\n0,1\n", 'no column "x"'],
  ["cells.csv", "t,y,x\n0,1\n", "row 0: 2 cells where the header has 3"],
  ["empty.csv", "", "is empty"],
  ["twice.csv", "t,y,x,x\n0,1,2,3\n", 'two columns named "x"'],
  ["binary.csv", "t,y\0,x\n", "not text"],
])("%s is refused with file, row and column", async (name, text, message) => {
  await expect(readBlobs(await file(name, text))).rejects.toThrow(message);
});

test("a missing file and a folder are refused plainly", async () => {
  await expect(readBlobs(join(folder, "nowhere.csv"))).rejects.toMatchObject({ code: "not-found" });
  await expect(readBlobs(folder)).rejects.toMatchObject({ code: "unreadable" });
});

test("pairs come back", async () => {
  const path = join(folder, "pairs.csv");
  await writePairs(path, { reference: Int32Array.of(0, 4), target: Int32Array.of(3, 1), confidence: Float64Array.of(0.5, 1) });
  expect(await readPairs(path)).toEqual({
    reference: Int32Array.of(0, 4),
    target: Int32Array.of(3, 1),
    confidence: Float64Array.of(0.5, 1),
  });
});

const matrix: TraceMatrix = {
  tracks: Int32Array.of(2, 5),
  names: ["AWAL", ""],
  frames: Int32Array.of(0, 1),
  time: Float64Array.of(0, 0.3),
  signals: {
    f: Float32Array.of(10, 20, Number.NaN, 4),
    dff: Float32Array.of(0, 1, Number.NaN, 0.5),
    ratio: Float32Array.of(1, 2, Number.NaN, 3),
  },
};

test("tidy traces come back, missing frames empty", async () => {
  const path = join(folder, "traces.csv");
  await writeTraces(path, matrix);
  expect(await readFile(path, "utf8")).toBe(
    "t,time_s,track,name,f,dff,ratio\n0,0,2,AWAL,10,0,1\n1,0.3,2,AWAL,20,1,2\n0,0,5,,,,\n1,0.3,5,,4,0.5,3\n",
  );
  expect(await readTraces(path)).toEqual(matrix);
});

test("wide traces have a column a neuron, headed by its name or number", async () => {
  const path = join(folder, "wide.csv");
  await writeWideTraces(path, matrix);
  expect(await readFile(path, "utf8")).toBe("time_s,AWAL,5\n0,0,\n0.3,1,0.5\n");
});

test("a header beside the table says what its columns mean and what made it", async () => {
  const path = join(folder, "traces.csv");
  await writeHeader(path, {
    units: unitsOf(["t", "x", "f", "dff"], "px"),
    parameters: { radius: 2 },
    model: null,
    software: { nematrace: "1" },
  });
  const header = JSON.parse(await readFile(headerPath(path), "utf8"));
  expect(header.table).toBe("traces.csv");
  expect(header.columns.map((column: { name: string; unit: string }) => [column.name, column.unit])).toEqual([
    ["t", "frame"],
    ["x", "px"],
    ["f", "grey level"],
    ["dff", ""],
  ]);
  expect(header.parameters).toEqual({ radius: 2 });
});

test("a table cannot be written where a file stands in the way", async () => {
  const path = await file("plain.txt", "x");
  await expect(
    writePairs(join(path, "pairs.csv"), { reference: new Int32Array(0), target: new Int32Array(0), confidence: new Float64Array(0) }),
  ).rejects.toMatchObject({ code: "unreadable" });
});
