import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "#contract/failure";
import { Random } from "#core/optics/random";
import { unsaid } from "#contract/recording";
import { editLog, logEdit } from "#io/study/edits";
import { readFrame, writeFrame } from "#io/study/frames";
import { databasePath } from "#io/study/layout";
import { readMatrix, writeMatrix } from "#io/study/matrix";
import { readMeta } from "#io/study/meta";
import { newStudy } from "#io/study/new-study";
import { allRuns, beginRun, currentRun, endRun } from "#io/study/runs";
import { openStudy, type Study } from "#io/study/study";
import { mutate } from "#test/make/mutate";
import { scratchFolder } from "#test/make/scratch";
import { writeMovie } from "#test/make/movie-file";

const scratch = scratchFolder();
const mutants = Number(process.env["NEMATRACE_MUTANTS"] ?? 200);

/** What a study says, part by part; a part that is a Failure is told as one. */
function readAll(study: Study): string[] {
  const part = (read: () => unknown): string => {
    try {
      return JSON.stringify(read(), (_, value: unknown) => (ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value)) ?? "null";
    } catch (thrown) {
      if (thrown instanceof Failure) return "failure";
      throw thrown;
    }
  };
  const run = (step: "detect" | "extract") => currentRun(study, step)?.id ?? 0;
  return [
    part(() => readMeta(study.database)),
    part(() => allRuns(study).map(({ id, step, key, parameters }) => [id, step, key, parameters])),
    ...[0, 1, 2, 3].map((t) => part(() => readFrame(study, run("detect"), t))),
    part(() => readMatrix(study, run("extract"), new Map())),
    part(() => editLog(study).map(({ edit, undone }) => [edit, undone])),
  ];
}

test("damaged databases end in a Failure or in what was written", async () => {
  const study = await newStudy(join(scratch, "movie.study"), await writeMovie(join(scratch, "movie.ome.tif")), unsaid, false);
  const detect = beginRun(study, { step: "detect", key: "d", parameters: { radius: 1.4 }, inputs: {} }, {}, 4);
  for (let t = 0; t < 4; t++)
    writeFrame(study, detect.id, t, { t: new Int32Array(30).fill(t), x: Float64Array.from({ length: 30 }, (_, i) => i / (t + 1)) });
  endRun(study, detect, "done", null);
  const extract = beginRun(study, { step: "extract", key: "e", parameters: {}, inputs: { tracks: "k" } }, {}, 4);
  const signal = Float32Array.from({ length: 40 }, (_, i) => i / 7);
  writeMatrix(study, extract.id, {
    tracks: Int32Array.from({ length: 10 }, (_, i) => i),
    names: [],
    frames: Int32Array.of(0, 1, 2, 3),
    time: Float64Array.of(0, 1, 2, 3),
    signals: { f: signal, dff: signal },
  });
  endRun(study, extract, "done", null);
  for (const name of ["AVA", "AVB", "RIM"]) logEdit(study, { kind: "name", track: 1, name });
  const written = readAll(study);
  study.close();
  const whole = readFileSync(databasePath(study.path));
  const random = new Random(13);
  const strange: string[] = [];
  for (let n = 0; n < mutants; n++) {
    writeFileSync(databasePath(study.path), mutate(whole, random, true).bytes);
    try {
      const opened = openStudy(study.path, "read");
      try {
        readAll(opened).forEach((part, i) => {
          // A row that is gone is missing, which verify tells; one that is there is what was written.
          const missing = part === "null" || part === "failure" || (part.startsWith("[") && isPartOf(part, written[i] ?? ""));
          if (part !== written[i] && !missing) strange.push(`${n}: part ${i} is ${part.slice(0, 300)}`);
        });
      } finally {
        opened.close();
      }
    } catch (thrown) {
      if (!(thrown instanceof Failure)) strange.push(`${n}: ${String(thrown)}`);
    }
  }
  expect(strange).toEqual([]);
});

/** Whether every entry of a list was written. */
function isPartOf(part: string, written: string): boolean {
  const known = new Set((JSON.parse(written) as unknown[]).map((entry) => JSON.stringify(entry)));
  return (JSON.parse(part) as unknown[]).every((entry) => known.has(JSON.stringify(entry)));
}
