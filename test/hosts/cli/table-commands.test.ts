import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { detectCommand } from "#hosts/cli/commands/detect";
import { linkCommand } from "#hosts/cli/commands/link";
import { matchCommand } from "#hosts/cli/commands/match";
import { scoreCommand } from "#hosts/cli/commands/score";
import { tracesCommand } from "#hosts/cli/commands/traces";
import { writeOmeTiff } from "#io/recording/write-ome-tiff";
import { scatter, stackOf } from "#test/make/nuclei";
import { scratchFolder } from "#test/make/scratch";

const shape = { t: 6, c: 1, z: 21, y: 96, x: 128 };
const voxel = [0.5, 0.325, 0.325] as const;
const nuclei = scatter(12, [7, 24, 34], [1.5, 3, 3], 5, 0.8, 9);
const folder = scratchFolder();
let movie = "";

/** Neurons drift by a third of a micrometre a frame along y; the first one flares up in frame 3. */
function placed(t: number) {
  return nuclei.map((nucleus, i) => ({ ...nucleus, y: nucleus.y + 0.33 * t, brightness: 400 * (i === 0 && t === 3 ? 3 : 1) }));
}

beforeAll(async () => {
  movie = join(folder, "scanned.ome.tif");
  const planes: Uint16Array[] = [];
  for (let t = 0; t < shape.t; t++) {
    const stack = stackOf([shape.z, shape.y, shape.x], voxel, [0, 0, 0], placed(t), 1.5, 3, t + 1);
    for (let z = 0; z < shape.z; z++)
      planes.push(
        Uint16Array.from(stack.data.subarray(z * shape.y * shape.x, (z + 1) * shape.y * shape.x), (value) => Math.max(0, 100 + value)),
      );
  }
  await writeOmeTiff(
    movie,
    {
      shape,
      dtype: "uint16",
      pixelSize: [0.325, 0.325],
      zStep: 0.5,
      interval: 0.5,
      channels: [{ name: "green", role: "activity", wavelength: null }],
    },
    planes,
  );
  const positions = ["t,z,y,x,track"];
  const traces = ["t,track,f,dff"];
  for (let t = 0; t < shape.t; t++) {
    placed(t).forEach(({ z, y, x, brightness }, i) => {
      positions.push(`${t},${z},${y},${x},${i}`);
      traces.push(`${t},${i},${brightness},${brightness / 400 - 1}`);
    });
  }
  await writeFile(join(folder, "positions.csv"), positions.join("\n"));
  await writeFile(join(folder, "traces.csv"), traces.join("\n"));
});

afterEach(() => void vi.restoreAllMocks());

async function run(...words: string[]): Promise<Record<string, never>> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const register of [detectCommand, linkCommand, matchCommand, tracesCommand, scoreCommand]) register(program);
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  try {
    await program.parseAsync([...words, "--json"], { from: "user" });
  } finally {
    vi.restoreAllMocks();
  }
  return JSON.parse(out);
}

test("detect, link, traces and score work one after the other on a scanned movie, each from files", async () => {
  const out = join(folder, "out");
  const blobs = join(out, "blobs.csv");
  const tracks = join(out, "tracks.csv");
  expect(await run("detect", movie, "--out", blobs)).toMatchObject({ blobs: 72, frames: 6, unit: "µm" });
  expect(await run("link", blobs, "--out", tracks)).toMatchObject({ tracks: 12, linked: 72 });
  expect(await run("traces", movie, tracks, "--out", join(out, "traces.csv"))).toMatchObject({ neurons: 12, frames: 6 });
  const score = await run("score", "--truth", folder, out);
  expect(score["neurons found, F1"]).toMatchObject({ value: 1, floor: 0.8 });
  expect(score["identity over time"]).toMatchObject({ value: 1, floor: 0.95 });
  expect(score["trace correlation, median"]).toMatchObject({ n: 1 });
  expect(await readdir(out)).toEqual(["blobs.csv", "blobs.json", "traces.csv", "traces.json", "tracks.csv", "tracks.json"]);
  expect(JSON.parse(await readFile(join(out, "blobs.json"), "utf8")).parameters).toMatchObject({ radius: 1.4, channel: 0, frames: [0, 6] });
  expect((await readFile(join(out, "traces.csv"), "utf8")).split("\n")[0]).toBe("t,time_s,track,name,f,dff,background,confidence,z");
});

test("frames and thresholds can be chosen", async () => {
  expect(await run("detect", movie, "--out", join(folder, "some.csv"), "--frames", "2:4")).toMatchObject({ blobs: 24, frames: 2 });
  expect(await run("detect", movie, "--out", join(folder, "none.csv"), "--frames", "0:1", "--threshold", "1000")).toMatchObject({
    blobs: 0,
  });
});

test("match tells which rows of two tables are the same neuron", async () => {
  const reference = join(folder, "reference.csv");
  const target = join(folder, "target.csv");
  await writeFile(reference, ["z,y,x", ...nuclei.map(({ z, y, x }) => `${z},${y},${x}`)].join("\n"));
  await writeFile(target, ["x,y,z", ...nuclei.map(({ z, y, x }) => `${x + 2},${y + 1},${z}`).reverse()].join("\n"));
  const pairs = join(folder, "pairs.csv");
  expect(await run("match", reference, target, "--out", pairs)).toMatchObject({ pairs: 12 });
  const rows = (await readFile(pairs, "utf8"))
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));
  expect(rows.every(([i, j]) => i! + j! === 11)).toBe(true);
});

test("what is wrong is named with the flag or file to mend", async () => {
  const bare = join(folder, "bare.csv");
  await writeFile(bare, "t,x\n0,1\n");
  await expect(run("link", bare, "--out", join(folder, "x.csv"))).rejects.toThrow('no column "y"');
  await expect(run("detect", movie, "--out", join(folder, "x.csv"), "--channel", "red")).rejects.toThrow("0 (green)");
  await expect(run("detect", movie, "--out", join(folder, "x.csv"), "--voxel", "1,2")).rejects.toThrow("--voxel takes three lengths");
  await expect(run("detect", movie, "--out", join(folder, "x.csv"), "--frames", "5:9")).rejects.toThrow("0:6");
  await expect(run("score", "--truth", folder, join(folder, "nowhere"))).rejects.toMatchObject({ name: "Failure" });
});
