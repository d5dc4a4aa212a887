import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sampleOptions } from "#core/optics/simulation";
import { openRecording } from "#io/recording/open";
import { simulate } from "#jobs/simulate";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();

const small = { ...sampleOptions, frames: 4, neurons: 6, size: [96, 80] as const, spread: 6 };

async function make(name: string, options = small, stackEvery = 100): Promise<string> {
  const directory = join(room, name);
  for await (const _ of simulate(directory, options, stackEvery));
  return directory;
}

const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

test("a simulated recording is read with all its metadata, and its truth agrees", async () => {
  const directory = await make("one", small, 2);
  const source = await openRecording(join(directory, "movie.ome.tif"));
  expect(source.info).toMatchObject({
    shape: { t: 4, c: 2, z: 1, y: 96, x: 80 },
    dtype: "uint16",
    pixelSize: [0.325, 0.325],
    interval: 0.3,
    missing: [],
    notes: [],
    virtual: null,
  });
  expect(source.info.channels.map(({ role }) => role)).toEqual(["activity", "reference"]);
  const frame = await source.read(3, 0, 0);
  expect(Math.max(...frame.data)).toBeGreaterThan(200);
  await source.close();
  const stack = await openRecording(join(directory, "truth", "stack_t0002.tif"));
  expect(stack.info).toMatchObject({ shape: { t: 1, c: 2, z: 41 }, zStep: 0.5, zOrigin: -10, missing: [] });
  await stack.close();
  const rows = (name: string) =>
    readFileSync(join(directory, "truth", name), "utf8")
      .trimEnd()
      .split("\n");
  expect(rows("positions.csv")[0]).toBe("t,z,y,x,track");
  expect(rows("traces.csv")[0]).toBe("t,track,f,dff");
  expect(rows("positions.csv")).toHaveLength(1 + 4 * 6);
  expect(rows("traces.csv")).toHaveLength(1 + 4 * 6);
  const facts = JSON.parse(rows("truth.json").join("\n")) as Record<string, unknown>;
  expect(facts).toMatchObject({
    seed: 1,
    pixelSize: 0.325,
    interval: 0.3,
    neurons: 6,
    stackFrames: [2],
    planes: { min: -10, max: 10, step: 0.5 },
    axialDirection: 1,
  });
});

test("the same seed gives the same bytes in every file; another seed does not", async () => {
  const [a, b, c] = [await make("same-a", small, 3), await make("same-b", small, 3), await make("other", { ...small, seed: 2 })];
  for (const name of ["movie.ome.tif", ...readdirSync(join(a, "truth")).map((each) => join("truth", each))])
    expect(digest(join(a, name))).toBe(digest(join(b, name)));
  expect(digest(join(a, "movie.ome.tif"))).not.toBe(digest(join(c, "movie.ome.tif")));
});

test("an earlier simulation is replaced; a folder with anything else is refused and left as it is", async () => {
  const directory = await make("again");
  await make("again", { ...small, frames: 3 });
  const source = await openRecording(join(directory, "movie.ome.tif"));
  expect(source.info.shape.t).toBe(3);
  await source.close();
  writeFileSync(join(directory, "notes.txt"), "mine");
  await expect(make("again")).rejects.toMatchObject({ code: "invalid-input", message: expect.stringMatching(/notes\.txt/) });
  expect(readFileSync(join(directory, "notes.txt"), "utf8")).toBe("mine");
  expect(existsSync(join(directory, "movie.ome.tif"))).toBe(true);
});

test("a cancelled simulation leaves no half-written movie", async () => {
  const directory = join(room, "cancelled");
  const stop = new AbortController();
  const run = async () => {
    for await (const { done } of simulate(directory, small, 2, stop.signal)) if (done === 2) stop.abort();
  };
  await expect(run()).rejects.toMatchObject({ name: "AbortError" });
  expect(readdirSync(directory)).toEqual(["truth"]);
  expect(readdirSync(join(directory, "truth"))).toEqual([]);
});
