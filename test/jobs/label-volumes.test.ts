import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { logEdit } from "#io/study/edits";
import { readMeta } from "#io/study/meta";
import { studyNames, studyTracks } from "#io/study/products";
import { currentRun } from "#io/study/runs";
import { openStudy } from "#io/study/study";
import { writeLabels } from "#io/volume/labels";
import { levelCount, storageOf, type VolumeSpec } from "#io/volume/spec";
import { openStore } from "#io/volume/store";
import { importTracks } from "#jobs/import-tracks";
import { labelVolumes } from "#jobs/label-volumes";
import { finishedStudy } from "#test/make/finished-study";
import { movieNeurons } from "#test/make/movie-file";
import { ngffImageFaults, ngffLabelFaults } from "#test/make/ngff";
import { python } from "#test/make/python-zarr";
import { scratchFolder } from "#test/make/scratch";

const scratch = scratchFolder();
const study = await finishedStudy(scratch);
const store = join(study, "volumes", readdirSync(join(study, "volumes"))[0] ?? "");
const attributes = (path: string): unknown => JSON.parse(readFileSync(join(store, path, ".zattrs"), "utf8"));

async function label(): Promise<number | null> {
  const opened = openStudy(study, "write");
  try {
    const work = labelVolumes(opened, new AbortController().signal);
    for (;;) {
      const next = await work.next();
      if (next.done) return next.value;
    }
  } finally {
    opened.close();
  }
}

test("volumes and their labels keep OME-NGFF 0.4", () => {
  expect(ngffImageFaults(attributes("."))).toEqual([]);
  expect(ngffLabelFaults(attributes("labels/neurons"))).toEqual([]);
  expect(attributes("labels")).toEqual({ labels: ["neurons"] });
  expect(attributes("labels/neurons")).toMatchObject({
    "image-label": { properties: movieNeurons.map((_, i) => ({ "label-value": i + 1, track: i })) },
  });
});

test("the checks find attributes that break OME-NGFF 0.4", () => {
  const whole = attributes(".") as { multiscales: { axes: unknown[]; datasets: unknown[] }[] };
  const [multiscale] = whole.multiscales;
  expect(ngffImageFaults({ ...whole, multiscales: [] })).not.toEqual([]);
  expect(ngffImageFaults({ ...whole, multiscales: [{ ...multiscale, axes: multiscale?.axes.toReversed() }] })).not.toEqual([]);
  expect(
    ngffImageFaults({
      ...whole,
      multiscales: [{ ...multiscale, datasets: [...(multiscale?.datasets ?? []), ...(multiscale?.datasets ?? [])] }],
    }),
  ).not.toEqual([]);
  expect(ngffLabelFaults(whole)).not.toEqual([]);
});

test("labels are drawn once, and again after an edit", async () => {
  const made = () => statSync(join(store, "labels/neurons/.zattrs")).ino;
  const before = made();
  expect(await label()).toBe(movieNeurons.length);
  expect(made()).toBe(before);
  const opened = openStudy(study, "write");
  logEdit(opened, { kind: "name", track: 2, name: "AVAL" });
  opened.close();
  expect(await label()).toBe(movieNeurons.length);
  expect(made()).not.toBe(before);
  expect(attributes("labels/neurons")).toMatchObject({
    "image-label": { properties: expect.arrayContaining([{ "label-value": 3, name: "AVAL", track: 2 }]) },
  });
});

test("labels that are imported again are the same tracks at the same places to a voxel, under the same names", async () => {
  cpSync(study, join(scratch, "back.study"), { recursive: true });
  const back = openStudy(join(scratch, "back.study"), "write");
  const before = openStudy(study, "read");
  try {
    const said = await importTracks(back, join(store, "labels/neurons"), { unit: null, as: null });
    expect(said).toMatchObject({ as: "tracks", tracks: movieNeurons.length, named: 1 });
    const [mine, theirs] = [studyTracks(before)!, studyTracks(back)!];
    expect([...studyNames(back)]).toEqual([[2, "AVAL"]]);
    expect(theirs.t).toHaveLength(mine.t.length);
    expect(currentRun(back, "link")?.inputs.format).toMatch(/^Label image/);
    const [, pitch] = readMeta(before.database).info.pixelSize!;
    theirs.t.forEach((t, row) => {
      const at = mine.track.findIndex((track, i) => track === theirs.track[row] && mine.t[i] === t);
      expect(at, `track ${theirs.track[row]} in frame ${t}`).toBeGreaterThanOrEqual(0);
      for (const axis of ["y", "x"] as const) expect(Math.abs(theirs[axis][row]! - mine[axis][at]!)).toBeLessThan(pitch);
    });
  } finally {
    before.close();
    back.close();
  }
});

test.skipIf(python === undefined)("python3-zarr reads the coarser resolutions of a large image and of its labels", async () => {
  const spec: VolumeSpec = {
    frames: 2,
    firstFrame: 0,
    channels: [{ name: "GCaMP", role: "activity", window: [0, 500] }],
    shape: [2, 600, 70],
    voxel: [1, 0.5, 0.5],
    origin: [0, 0, 0],
    unit: "µm",
    interval: null,
    ...storageOf("uint16", -100, 1000),
    compression: "zstd",
    virtual: null,
    levels: levelCount([2, 600, 70]),
  };
  const path = join(scratch, "large.ome.zarr");
  const large = await openStore(path, spec);
  for (let t = 0; t < 2; t++) {
    await large.write(t, 0, new Float32Array(84000).fill(100));
    await large.finish(t);
  }
  const drawn = writeLabels(path, spec, "k", [{ value: 9, name: "AVA", rgba: [1, 2, 3, 255], properties: {} }], (t, into) => {
    into.fill(0);
    if (t === 1) into.fill(9, 0, 20 * 70);
  });
  while (!(await drawn.next()).done);
  const run = spawnSync(python as string, ["test/reference/zarr/read_labels.py", path], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  const shapes = [
    [2, 1, 2, 600, 70],
    [2, 1, 1, 300, 35],
    [2, 1, 1, 150, 18],
  ];
  expect(JSON.parse(run.stdout)).toMatchObject({ levels: shapes, drawn: shapes, values: [0, 9], coarse: [0, 9], counts: [0, 1400] });
  const { means } = JSON.parse(run.stdout) as { readonly means: readonly number[] };
  for (const mean of means) expect(mean).toBeCloseTo(means[0] ?? Number.NaN, 6);
});

test.skipIf(python === undefined)("python3-zarr reads every resolution of the volumes and of the labels", () => {
  const run = spawnSync(python as string, ["test/reference/zarr/read_labels.py", store], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  const seen = JSON.parse(run.stdout) as {
    readonly drawn: number[][];
    readonly values: number[];
    readonly counts: number[];
    readonly store: unknown;
    readonly label: unknown;
  };
  expect(seen).toMatchObject({ levels: [[5, 1, 5, 64, 80]], names: ["neurons"], drawn: [[5, 1, 5, 64, 80]] });
  expect(seen.values).toEqual([0, ...movieNeurons.map((_, i) => i + 1)]);
  for (const count of seen.counts) expect(count).toBeGreaterThan(5 * movieNeurons.length);
  expect(ngffImageFaults(seen.store)).toEqual([]);
  expect(ngffLabelFaults(seen.label)).toEqual([]);
});
