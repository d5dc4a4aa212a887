import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unsaid } from "#contract/recording";
import { sampleOptions } from "#core/optics/simulation";
import { scoreRefocusing } from "#core/score/refocusing";
import { newStudy } from "#io/study/new-study";
import { readTruth } from "#io/table/truth";
import { runStep } from "#jobs/run-step";
import { refocusingScore } from "#jobs/score-refocusing";
import { simulate } from "#jobs/simulate";
import { smallParameters, writeFocusModel } from "#test/make/finished-study";
import { scratchFolder } from "#test/make/scratch";

const place = scratchFolder();

test("a model that changes nothing gains nothing over the input, and finds what is found in its frame", async () => {
  const options = { ...sampleOptions, frames: 2, neurons: 8, size: [64, 96], twoChannel: false, spread: 2, peakPhotons: 2000 } as const;
  const simulation = simulate(join(place, "made"), options, 1);
  while (!(await simulation.next()).done);
  const model = await writeFocusModel(place);
  const study = await newStudy(join(place, "a.study"), join(place, "made", "movie.ome.tif"), unsaid, true);
  try {
    const folder = join(place, "made", "truth");
    const truth = await readTruth(folder);
    expect(await refocusingScore(study, truth, folder)).toEqual({});
    const run = runStep(study, "refocus", smallParameters(model).refocus, new AbortController().signal);
    while (!(await run.next()).done);
    const score = await refocusingScore(study, truth, folder);
    expect(score["refocusing: PSNR over the input left unchanged"]).toMatchObject({ value: expect.closeTo(0, 2), floor: 8, n: 1 });
    const pearson = score["refocusing: Pearson, mean over z"]!.value!;
    expect(pearson).toBeGreaterThan(0.8);
    expect(pearson).toBeLessThan(0.999);
    expect(score["refocusing: Pearson, worst bin of depth"]!.value).toBeLessThan(pearson);
    expect(score["refocusing: neurons found, of those in a scanned stack"]!.value).toBeGreaterThan(0.3);
    const other = { ...truth, facts: { ...truth.facts, made: "a microscope" } };
    expect(await refocusingScore(study, other, folder)).toEqual({});
    await cp(join(folder, "truth.json"), join(place, "truth.json"));
    expect(await refocusingScore(study, truth, place)).toEqual({});
  } finally {
    study.close();
  }
});

test("depths without a plane do not count among the bins, and no frame makes no score", () => {
  const plane = (pearson: number) => ({
    ...{ gain: 5, psnr: 40, pearson, ssim: 1, mae: 0, nrmse: 0 },
    inside: { gain: 5, pearson, ssim: 1, mae: 0, nrmse: 0 },
  });
  const frame = { depths: [-2, 0, 2], planes: [plane(0.9), plane(1), plane(0.8)], virtual: 6, scanned: 8, zErrors: [0.5, 1, 4] };
  const score = scoreRefocusing([frame]);
  expect(score["refocusing: Pearson, worst bin of depth"]).toMatchObject({ value: 0.85, floor: 0.93 });
  expect(score["refocusing: neurons found, of those in a scanned stack"]).toMatchObject({ value: 0.75 });
  expect(score["refocusing: z error, median"]).toMatchObject({ value: 1, n: 3, least: false });
  expect(scoreRefocusing([])).toEqual({});
});
