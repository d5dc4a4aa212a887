import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Edit } from "#contract/edit";
import { unsaid } from "#contract/recording";
import { packColumns, unpackColumns } from "#io/study/columns";
import { editLog, logEdit, redoEdit, rewindEdits, standingEdits, undoEdit } from "#io/study/edits";
import { finishedFrames, readFrame, readFrames, writeFrame } from "#io/study/frames";
import { readMatrix, writeMatrix } from "#io/study/matrix";
import { newStudy } from "#io/study/new-study";
import { locateRecording } from "#io/study/recording";
import { recordingHash } from "#io/study/recording-hash";
import { beginRun, currentRun, endRun, runWithKey } from "#io/study/runs";
import { openStudy, type Study } from "#io/study/study";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";

async function openOne(): Promise<Study> {
  const place = folder();
  return newStudy(join(place, "movie.study"), await writeMovie(join(place, "movie.ome.tif")), unsaid, false);
}

const plan = (key: string) => ({ step: "detect", key, parameters: {}, inputs: {} }) as const;

test("columns come back in type and value, whatever their order", () => {
  const columns = {
    a: Uint8Array.of(1, 2, 3),
    b: Float64Array.of(0.1, Number.NaN, -3),
    c: Int32Array.of(-1, 0, 7),
    d: Float32Array.of(0.5, 1, 2),
  };
  const packed = packColumns(columns);
  expect(unpackColumns(packed.rows, packed.columns, packed.data)).toEqual(columns);
  expect(packed.data.length).toBe(3 * (1 + 8 + 4 + 4));
});

test("bytes that do not fit their columns are damaged", () => {
  const packed = packColumns({ a: Float64Array.of(1, 2) });
  expect(() => unpackColumns(2, packed.columns, packed.data.subarray(0, 12))).toThrow(expect.objectContaining({ code: "damaged" }));
  expect(() => unpackColumns(2, "a:f99", packed.data)).toThrow(expect.objectContaining({ code: "damaged" }));
});

test("frames are kept one by one and read as one table in order of time", async () => {
  const study = await openOne();
  const run = beginRun(study, plan("k"), {}, 3);
  writeFrame(study, run.id, 2, { t: Int32Array.of(2), x: Float64Array.of(5) });
  writeFrame(study, run.id, 0, { t: Int32Array.of(0, 0), x: Float64Array.of(1, 2) });
  expect(finishedFrames(study, run.id)).toEqual(new Set([0, 2]));
  expect(readFrames(study, run.id, {})).toEqual({ t: Int32Array.of(0, 0, 2), x: Float64Array.of(1, 2, 5) });
  expect(readFrame(study, run.id, 1)).toBeNull();
  study.close();
});

test("a frame without rows is whole", async () => {
  const study = await openOne();
  const run = beginRun(study, plan("k"), {}, 1);
  writeFrame(study, run.id, 0, { t: new Int32Array(0), x: new Float64Array(0) });
  expect(readFrame(study, run.id, 0)).toEqual({ t: new Int32Array(0), x: new Float64Array(0) });
  study.close();
});

test("a run that stopped is taken up under its key, and a finished one takes the place of those before", async () => {
  const study = await openOne();
  const first = beginRun(study, plan("a"), {}, 3);
  writeFrame(study, first.id, 0, { t: Int32Array.of(0) });
  endRun(study, first, "done", null);
  const second = beginRun(study, plan("b"), {}, 3);
  writeFrame(study, second.id, 0, { t: Int32Array.of(0) });
  endRun(study, second, "partial", null);
  expect(runWithKey(study, "detect", "a")?.status).toBe("done");
  expect(beginRun(study, plan("b"), {}, 3).id).toBe(second.id);
  expect(finishedFrames(study, second.id).size).toBe(1);
  endRun(study, second, "done", null);
  expect(runWithKey(study, "detect", "a")).toBeNull();
  expect(finishedFrames(study, first.id).size).toBe(0);
  expect(currentRun(study, "detect")).toMatchObject({ id: second.id, key: "b", status: "done" });
  study.close();
});

test("traces come back with missing values missing and today's names", async () => {
  const study = await openOne();
  const run = beginRun(study, plan("k"), {}, 2);
  const f = Float32Array.of(1, Number.NaN, 3, 4);
  writeMatrix(study, run.id, {
    tracks: Int32Array.of(3, 8),
    names: ["old", ""],
    frames: Int32Array.of(0, 1),
    time: Float64Array.of(0, Number.NaN),
    signals: { f, dff: f },
  });
  const matrix = readMatrix(study, run.id, new Map([[8, "AVAL"]]));
  expect(matrix).toEqual({
    tracks: Int32Array.of(3, 8),
    names: ["", "AVAL"],
    frames: Int32Array.of(0, 1),
    time: Float64Array.of(0, Number.NaN),
    signals: { f, dff: f },
  });
  study.close();
});

test("undo and redo walk through the log, which a restart keeps, and a new edit ends redo", async () => {
  const study = await openOne();
  const name = (track: number): Edit => ({ kind: "name", track, name: `N${track}` });
  for (const track of [1, 2, 3]) logEdit(study, name(track));
  expect([undoEdit(study), undoEdit(study)]).toEqual([true, true]);
  expect(standingEdits(study)).toEqual([name(1)]);
  study.close();
  const again = openStudy(study.path, "write");
  expect(redoEdit(again)).toBe(true);
  expect(standingEdits(again)).toEqual([name(1), name(2)]);
  logEdit(again, name(4));
  expect(redoEdit(again)).toBe(false);
  expect(editLog(again).map((row) => row.edit)).toEqual([name(1), name(2), name(4)]);
  again.close();
});

test("several edits are one step of undo, and the log can be taken back to any of its rows", async () => {
  const study = await openOne();
  const name = (track: number): Edit => ({ kind: "name", track, name: `N${track}` });
  logEdit(study, name(1));
  logEdit(study, { kind: "batch", edits: [name(2), name(3)] });
  logEdit(study, name(4));
  expect(standingEdits(study)).toEqual([name(1), name(2), name(3), name(4)]);
  undoEdit(study);
  undoEdit(study);
  expect(standingEdits(study)).toEqual([name(1)]);
  const [, batch] = editLog(study);
  expect(rewindEdits(study, batch!.id)).toBe(true);
  expect(standingEdits(study)).toEqual([name(1), name(2), name(3)]);
  expect(rewindEdits(study, 99)).toBe(false);
  rewindEdits(study, 0);
  expect(standingEdits(study)).toEqual([]);
  study.close();
});

test("a recording is known by its content: moved it is the same, changed by one byte at its head or tail it is not", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"), { frames: 40 });
  const hash = await recordingHash(movie);
  renameSync(movie, join(place, "other.tif"));
  expect(await recordingHash(join(place, "other.tif"))).toBe(hash);
  for (const at of [300, -1]) {
    const bytes = readFileSync(join(place, "other.tif"));
    const index = at < 0 ? bytes.length + at : at;
    bytes[index] = bytes[index]! ^ 1;
    writeFileSync(join(place, "changed.tif"), bytes);
    expect(await recordingHash(join(place, "changed.tif"))).not.toBe(hash);
  }
});

test("a recording that moved with its study is found; one that is gone or changed is said so by path", async () => {
  const study = await openOne();
  study.close();
  const [from, to] = [join(study.path, ".."), join(folder(), "moved")];
  renameSync(from, to);
  mkdirSync(from);
  const moved = openStudy(join(to, "movie.study"), "write");
  expect(await locateRecording(moved)).toBe(join(to, "movie.ome.tif"));
  copyFileSync(join(to, "movie.ome.tif"), join(to, "kept.tif"));
  writeFileSync(join(to, "movie.ome.tif"), "something else");
  await expect(locateRecording(moved)).rejects.toThrow(expect.objectContaining({ code: "damaged" }));
  renameSync(join(to, "movie.ome.tif"), join(to, "junk"));
  await expect(locateRecording(moved)).rejects.toThrow(
    expect.objectContaining({ code: "not-found", facts: expect.objectContaining({ path: join(to, "movie.ome.tif") }) }),
  );
  moved.close();
});
