import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unprepared } from "#contract/preparation";
import { unsaid } from "#contract/recording";
import { readMeta, writeMeta } from "#io/study/meta";
import { newStudy } from "#io/study/new-study";
import { studyBlobs } from "#io/study/products";
import { runStep } from "#jobs/run-step";
import { stepStates } from "#jobs/step-states";
import { folder } from "#test/make/folder";
import { movieNeurons, writeMovie } from "#test/make/movie-file";

async function detected(study: Parameters<typeof runStep>[0]) {
  const work = runStep(study, "detect", {}, new AbortController().signal);
  for (;;) {
    const next = await work.next();
    if (next.done) return next.value;
  }
}

test("neurons are found in the prepared frames, and the run says how they were prepared", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "m.ome.tif"));
  const preparation = { ...unprepared, cropTop: 8, cropLeft: 4, firstFrame: 2, registration: "whole-pixels" };
  const study = await newStudy(join(place, "m.study"), movie, { ...unsaid, preparation }, false);
  try {
    const run = await detected(study);
    expect(JSON.parse(run.inputs.preparation!)).toEqual({ cropTop: 8, cropLeft: 4, firstFrame: 2, registration: "whole-pixels" });
    expect(run.total).toBe(4);
    const blobs = studyBlobs(study)!;
    const first = movieNeurons[3]!;
    const found = [...blobs.x].some(
      (x, i) => blobs.t[i] === 0 && Math.abs(x - (first.x - 4 * 0.325)) < 0.4 && Math.abs(blobs.y[i]! - (first.y + 0.1 - 8 * 0.325)) < 0.4,
    );
    expect(found).toBe(true);
    const table = readdirSync(study.path).find((name) => name.startsWith("shifts-"));
    expect(readFileSync(join(study.path, table!), "utf8")).toMatch(/^t,dy,dx\n0,-?\d+,-?\d+\n1,/);
    const meta = readMeta(study.database);
    writeMeta(study.database, { ...meta, settings: { ...meta.settings, preparation: null } });
    expect((await stepStates(study)).find((state) => state.step === "detect")).toMatchObject({
      status: "stale",
      changed: expect.arrayContaining(["preparation"]),
    });
  } finally {
    study.close();
  }
});
