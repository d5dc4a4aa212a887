import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "#contract/failure";
import { Random } from "#core/optics/random";
import { openVolumes } from "#io/volume/open";
import { storageOf, type VolumeSpec } from "#io/volume/spec";
import { openStore } from "#io/volume/store";
import { mutate } from "#test/make/mutate";
import { scratchFolder } from "#test/make/scratch";

const scratch = scratchFolder();
const mutants = Number(process.env["NEMATRACE_MUTANTS"] ?? 200);

const spec: VolumeSpec = {
  frames: 2,
  firstFrame: 0,
  channels: [{ name: "GCaMP", role: "activity", window: [0, 500] }],
  shape: [3, 40, 30],
  voxel: [0.5, 0.325, 0.325],
  origin: [-0.5, 0, 0],
  unit: "µm",
  interval: 0.25,
  ...storageOf("uint16", -100, 1000),
  compression: "zstd",
  virtual: null,
  levels: 1,
};

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function readAll(path: string): Promise<string[]> {
  const source = await openVolumes(path);
  const frames: string[] = [];
  for (let t = 0; t < Math.min(source.frames, 3); t++) {
    try {
      const { data, shape } = await source.read(t, 0);
      frames.push(`${shape.join("×")} ${data.reduce((a, b) => a + b, 0)}`);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      frames.push("failure");
    }
  }
  await source.close();
  return frames;
}

test("damaged stores of ours end in a Failure or in the pixels that were written", async () => {
  const whole = join(scratch, "whole.ome.zarr");
  const store = await openStore(whole, spec);
  for (let t = 0; t < spec.frames; t++) {
    await store.write(
      t,
      0,
      Float32Array.from({ length: 3600 }, (_, i) => (i * (t + 1)) % 700),
    );
    await store.finish(t);
  }
  const written = await readAll(whole);
  const random = new Random(11);
  const strange: string[] = [];
  const files = filesOf(whole);
  for (let n = 0; n < mutants; n++) {
    const file = files[Math.floor(random.uniform() * files.length)] ?? "";
    const bytes = readFileSync(file);
    writeFileSync(file, mutate(bytes, random, true).bytes);
    try {
      const seen = await readAll(whole);
      seen.forEach((frame, t) => frame === "failure" || frame === written[t] || strange.push(`${n} ${file}: frame ${t} is ${frame}`));
    } catch (thrown) {
      if (!(thrown instanceof Failure)) strange.push(`${n} ${file}: ${String(thrown)}`);
    }
    writeFileSync(file, bytes);
  }
  expect(strange).toEqual([]);
});

/** A store as another program writes it: without our markers. */
function foreign(path: string, changes: { readonly dataset?: string; readonly array?: Record<string, unknown> } = {}): void {
  cpSync(join(scratch, "plain.zarr"), path, { recursive: true });
  if (changes.dataset !== undefined)
    writeFileSync(
      join(path, ".zattrs"),
      readFileSync(join(path, ".zattrs"), "utf8").replace('"path":"0"', `"path":${JSON.stringify(changes.dataset)}`),
    );
  if (changes.array) {
    const header = JSON.parse(readFileSync(join(path, "0/.zarray"), "utf8")) as Record<string, unknown>;
    writeFileSync(join(path, "0/.zarray"), JSON.stringify({ ...header, ...changes.array }));
  }
}

async function plainStore(): Promise<void> {
  const path = join(scratch, "plain.zarr");
  const store = await openStore(path, spec);
  await store.write(0, 0, new Float32Array(3600).fill(5));
  await store.finish(0);
  rmSync(join(path, "nematrace-frames"), { recursive: true });
  const { multiscales } = JSON.parse(readFileSync(join(path, ".zattrs"), "utf8")) as { multiscales: unknown };
  writeFileSync(join(path, ".zattrs"), JSON.stringify({ multiscales }));
}

test("damaged stores of other programs end in a Failure or in pixels, never in anything else", async () => {
  await plainStore();
  const random = new Random(12);
  const strange: string[] = [];
  const path = join(scratch, "foreign.zarr");
  foreign(path);
  const files = filesOf(path);
  for (let n = 0; n < mutants; n++) {
    const file = files[Math.floor(random.uniform() * files.length)] ?? "";
    const bytes = readFileSync(file);
    writeFileSync(file, mutate(bytes, random, true).bytes);
    await readAll(path).catch((thrown: unknown) => {
      if (!(thrown instanceof Failure)) strange.push(`${n} ${file}: ${String(thrown)}`);
    });
    writeFileSync(file, bytes);
  }
  expect(strange).toEqual([]);
});

test.each([
  ["a path that leads out of the folder", { dataset: "../secret/0" }, /outside|cannot be opened/],
  ["an absolute path", { dataset: "/etc/0" }, /outside|cannot be opened/],
  ["more voxels than can be held", { array: { shape: [1, 1, 65535, 65535, 65535] } }, /more than can be read/],
  ["chunks larger than can be held", { array: { chunks: [1, 1, 65535, 65535, 65535] } }, /more than can be read/],
  ["lengths that are no numbers", { array: { shape: [1, 1, "three", -40, 30] } }, /./],
  ["a codec that nobody knows", { array: { compressor: { id: "made-up" } } }, /./],
] as const)("a store with %s is refused", async (what, changes, words) => {
  const path = join(scratch, `hostile-${what.replaceAll(" ", "-")}.zarr`);
  foreign(path, changes);
  await expect(openVolumes(path).then((source) => source.read(0, 0))).rejects.toSatisfy(
    (thrown: unknown) => thrown instanceof Failure && words.test(thrown.message),
  );
});

test("a chunk that unpacks to far more than its chunk's size is refused before it is unpacked", async () => {
  const path = join(scratch, "bomb.zarr");
  foreign(path);
  const chunk = join(path, "0/0/0/0/0/0");
  const bytes = readFileSync(chunk);
  // Bytes 4 to 8 of a Blosc chunk say how long it is when unpacked.
  bytes.writeUInt32LE(0x7fffffff, 4);
  writeFileSync(chunk, bytes);
  await expect(openVolumes(path).then((source) => source.read(0, 0))).rejects.toMatchObject({ code: "damaged" });
});
