import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { unsaid } from "#contract/recording";
import { detectCommand } from "#hosts/cli/commands/detect";
import { linkCommand } from "#hosts/cli/commands/link";
import { matchCommand } from "#hosts/cli/commands/match";
import { propagateCommand } from "#hosts/cli/commands/propagate";
import { scoreCommand } from "#hosts/cli/commands/score";
import { tracesCommand } from "#hosts/cli/commands/traces";
import { openRecording } from "#io/recording/open";
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
  for (const register of [detectCommand, linkCommand, matchCommand, propagateCommand, tracesCommand, scoreCommand]) register(program);
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
  expect(Object.keys(score["neurons found, F1"] ?? {})).toEqual(["value", "floor", "unit", "n", "spread"]);
  expect(score["neurons found, F1"]).toMatchObject({ value: 1, floor: 0.8 });
  expect(score["identity over time"]).toMatchObject({ value: 1, floor: 0.95 });
  expect(score["trace correlation, median"]).toMatchObject({ n: 1 });
  expect(await readdir(out)).toEqual(["blobs.csv", "blobs.json", "traces.csv", "traces.json", "tracks.csv", "tracks.json"]);
  expect(JSON.parse(await readFile(join(out, "blobs.json"), "utf8")).parameters).toMatchObject({ radius: 1.4, channel: 0, frames: [0, 6] });
  expect((await readFile(join(out, "traces.csv"), "utf8")).split("\n")[0]).toBe(
    "t,time_s,track,name,f,dff,background,confidence,z,error,filled",
  );
});

test("neurons annotated in one frame are carried through the stacks, each position marked by who set it", async () => {
  const annotations = join(folder, "annotations.csv");
  const rows = placed(2).map(({ z, y, x }, i) => `2,${z},${y},${x},${i + 5},N${i}`);
  await writeFile(annotations, ["t,z,y,x,track,name", ...rows].join("\n"));
  const out = join(folder, "carried.csv");
  expect(await run("propagate", movie, annotations, "--out", out)).toMatchObject({ neurons: 12, frames: 6, positions: 72 });
  const [head, ...lines] = (await readFile(out, "utf8")).trim().split("\n");
  expect(head).toBe("t,z,y,x,radius,intensity,confidence,track,source,name");
  for (const line of lines) {
    const [t, z, y, x, , , confidence, track, source, name] = line.split(",");
    const wanted = placed(Number(t))[Number(track) - 5]!;
    expect(Math.hypot(Number(z) - wanted.z, Number(y) - wanted.y, Number(x) - wanted.x)).toBeLessThan(1);
    expect([source, name]).toEqual([t === "2" ? "human" : "auto", `N${Number(track) - 5}`]);
    expect(Number(confidence)).toBeGreaterThan(0);
  }
  await writeFile(annotations, "t,y,x,track\n7,1,1,0");
  await expect(run("propagate", movie, annotations, "--out", out)).rejects.toMatchObject({ code: "out-of-range" });
});

test("frames and thresholds can be chosen", async () => {
  expect(await run("detect", movie, "--out", join(folder, "some.csv"), "--frames", "2:4")).toMatchObject({ blobs: 24, frames: 2 });
  expect(await run("detect", movie, "--out", join(folder, "none.csv"), "--frames", "0:1", "--threshold", "1000")).toMatchObject({
    blobs: 0,
  });
});

test("pages without a meaning are planes where --voxel gives them a depth, and frames where --axes says so", async () => {
  const plain = join(folder, "plain.tif");
  const bare = stackOf([shape.z, shape.y, shape.x], voxel, [0, 0, 0], placed(0), 1.5, 3, 1);
  const planes = Array.from({ length: shape.z }, (_, z) =>
    Uint16Array.from(bare.data.subarray(z * shape.y * shape.x, (z + 1) * shape.y * shape.x), (value) => Math.max(0, 100 + value)),
  );
  await writeFile(plain, plainTiff(planes, shape.y, shape.x));
  const out = join(folder, "plain.csv");
  expect(await run("detect", plain, "--out", out, "--voxel", voxel.join(","))).toMatchObject({ blobs: 12, frames: 1 });
  expect(await run("detect", plain, "--out", out, "--voxel", voxel.join(","), "--axes", "t")).toMatchObject({ frames: 21 });
});

/** A little-endian uint16 TIFF that says nothing but its pages' shape. */
function plainTiff(planes: readonly Uint16Array[], height: number, width: number): Buffer {
  const bytes = height * width * 2;
  const directory = 2 + 8 * 12 + 4;
  const file = Buffer.alloc(8 + planes.length * (bytes + directory));
  file.write("II*\0", "latin1");
  file.writeUInt32LE(8 + bytes, 4);
  planes.forEach((plane, page) => {
    const at = 8 + page * (bytes + directory);
    Buffer.from(plane.buffer).copy(file, at);
    const entries = [
      [256, width],
      [257, height],
      [258, 16],
      [259, 1],
      [262, 1],
      [273, at],
      [278, height],
      [279, bytes],
    ] as const;
    let end = at + bytes;
    end = file.writeUInt16LE(entries.length, end);
    for (const [tag, value] of entries) {
      end = file.writeUInt16LE(tag, end);
      end = file.writeUInt16LE(4, end);
      end = file.writeUInt32LE(1, end);
      end = file.writeUInt32LE(value, end);
    }
    file.writeUInt32LE(page + 1 < planes.length ? end + 4 + bytes : 0, end);
  });
  return file;
}

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

test("a file that is read is never written over, under whatever name", async () => {
  const other = join(folder, "other-name.ome.tif");
  await symlink(movie, other);
  const table = join(folder, "kept.csv");
  await writeFile(table, "t,z,y,x,track\n0,1,2,3,0\n");
  const kept = [await readFile(movie), await readFile(table)] as const;
  await expect(run("detect", movie, "--out", other)).rejects.toThrow("--out");
  await expect(run("traces", movie, table, "--out", movie)).rejects.toThrow("--out");
  await expect(run("link", table, "--out", table)).rejects.toThrow("--out");
  await expect(run("match", table, table, "--out", table)).rejects.toThrow("--out");
  expect((await readFile(movie)).equals(kept[0]) && (await readFile(table)).equals(kept[1])).toBe(true);
});

test("what is wrong is named with the flag or file to mend", async () => {
  const bare = join(folder, "bare.csv");
  await writeFile(bare, "t,x\n0,1\n");
  await expect(run("link", bare, "--out", join(folder, "x.csv"))).rejects.toThrow('no column "y"');
  const late = join(folder, "late.csv");
  await writeFile(late, "t,y,x\n0,1,1\n99999999,1,1\n");
  await expect(run("link", late, "--out", join(folder, "x.csv"))).rejects.toThrow("frame 99999999");
  await expect(run("detect", movie, "--out", join(folder, "x.csv"), "--channel", "red")).rejects.toThrow("0 (green)");
  await expect(run("detect", movie, "--out", join(folder, "x.csv"), "--voxel", "1,2")).rejects.toThrow("--voxel takes three lengths");
  await expect(run("detect", movie, "--out", join(folder, "x.csv"), "--frames", "5:9")).rejects.toThrow("0:6");
  await expect(run("score", "--truth", folder, join(folder, "nowhere"))).rejects.toMatchObject({ name: "Failure" });
});

test("detect --masks writes a label image whose values are the rows of each frame", async () => {
  const masks = join(folder, "masks.ome.tif");
  expect(await run("detect", movie, "--out", join(folder, "masked.csv"), "--frames", "1:3", "--masks", masks)).toMatchObject({ masks });
  const recording = await openRecording(masks, unsaid);
  expect(recording.info).toMatchObject({ dtype: "uint16", shape: { ...shape, t: 2 }, pixelSize: [0.325, 0.325], zStep: 0.5 });
  const seen = new Set<number>();
  for (let z = 0; z < shape.z; z++) for (const label of (await recording.read(1, 0, z)).data) seen.add(label);
  await recording.close();
  expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: nuclei.length + 1 }, (_, i) => i));
});

test("detect looks only where --region says and never where --exclude says, from polygons or a mask image", async () => {
  const [left, shallow, mask] = ["left.json", "shallow.json", "mask.tif"].map((name) => join(folder, name)) as [string, string, string];
  const one = ["--frames", "0:1", "--out", join(folder, "part.csv")];
  await writeFile(
    left,
    JSON.stringify([
      [-1, -1],
      [-1, 20],
      [40, 20],
      [40, -1],
    ]),
  );
  await writeFile(shallow, JSON.stringify({ points: [], z: [-1, 5] }));
  const pixels = Uint8Array.from({ length: shape.y * shape.x }, (_, i) => ((i % shape.x) * voxel[2] < 20 ? 255 : 0));
  await writeOmeTiff(
    mask,
    { shape: { ...shape, t: 1, z: 1 }, dtype: "uint8", pixelSize: null, zStep: null, interval: null, channels: [] },
    [pixels],
  );
  const inLeft = nuclei.filter(({ x }) => x < 20).length;
  const deep = nuclei.filter(({ x, z }) => x < 20 && z > 5).length;
  expect(await run("detect", movie, ...one, "--region", left)).toMatchObject({ blobs: inLeft });
  expect(await run("detect", movie, ...one, "--region", mask)).toMatchObject({ blobs: inLeft });
  expect(await run("detect", movie, ...one, "--exclude", mask)).toMatchObject({ blobs: nuclei.length - inLeft });
  expect(await run("detect", movie, ...one, "--region", left, "--exclude", shallow)).toMatchObject({ blobs: deep });
  await expect(run("detect", mask, ...one, "--pixel-size", "1", "--exclude", movie)).rejects.toThrow("Give a mask of one plane");
});
