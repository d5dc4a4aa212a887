import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { unsaid } from "#contract/recording";
import { editLog, logEdit, redoEdit, standingEdits, undoEdit } from "#io/study/edits";
import { newStudy } from "#io/study/new-study";
import { beginRun, currentRun, endRun } from "#io/study/runs";
import { openStudy } from "#io/study/study";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";

afterEach(() => vi.useRealTimers());

/** The machine's clock says another year from now on. */
const jumpTo = (year: number) => vi.setSystemTime(new Date(`${year}-01-01T00:00:00Z`));

test("a clock that jumps back and forth changes no order: edits stand as they were made, and the last run is the current one", async () => {
  const place = folder();
  const made = await newStudy(join(place, "movie.study"), await writeMovie(join(place, "movie.ome.tif")), unsaid, false);
  made.close();
  vi.useFakeTimers({ toFake: ["Date"] });
  jumpTo(2040);
  const study = openStudy(made.path, "write");
  const plan = (key: string) => ({ step: "detect", key, parameters: {}, inputs: {} }) as const;
  logEdit(study, { kind: "name", track: 1, name: "first" });
  endRun(study, beginRun(study, plan("a"), {}, 6), "done", null);
  jumpTo(1991);
  logEdit(study, { kind: "name", track: 1, name: "second" });
  endRun(study, beginRun(study, plan("b"), {}, 6), "done", null);
  study.close();
  jumpTo(2040);
  const again = openStudy(made.path, "write");
  expect(standingEdits(again).map((edit) => edit.kind === "name" && edit.name)).toEqual(["first", "second"]);
  expect(currentRun(again, "detect")?.key).toBe("b");
  undoEdit(again);
  expect(editLog(again).map(({ undone }) => undone)).toEqual([false, true]);
  redoEdit(again);
  expect(editLog(again).map(({ undone }) => undone)).toEqual([false, false]);
  again.close();
});

test("a study that is open stays locked whatever the clock says", async () => {
  const place = folder();
  const made = await newStudy(join(place, "movie.study"), await writeMovie(join(place, "movie.ome.tif")), unsaid, false);
  vi.useFakeTimers({ toFake: ["Date"] });
  for (const year of [1991, 2040]) {
    jumpTo(year);
    expect(() => openStudy(made.path, "write")).toThrow(expect.objectContaining({ code: "busy" }));
  }
  made.close();
  openStudy(made.path, "write").close();
});
