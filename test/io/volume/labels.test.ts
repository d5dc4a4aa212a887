import { readdirSync } from "node:fs";
import type * as Fs from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { labelsKey, labelsWhole, removeLabels, writeLabels } from "#io/volume/labels";
import { storageOf, type VolumeSpec } from "#io/volume/spec";
import { openStore } from "#io/volume/store";
import { scratchFolder } from "#test/make/scratch";

/** A program that is killed at one of its calls: a folder being removed is half gone by then, and nothing is done after. */
const life = vi.hoisted(() => ({ left: Infinity }));
vi.mock("node:fs/promises", async (original) => {
  const fs = await original<typeof Fs>();
  const killed = () => new Error("killed");
  return {
    ...fs,
    async rename(from: string, to: string) {
      if (--life.left < 0) throw killed();
      await fs.rename(from, to);
    },
    async rm(path: string, options: { readonly recursive?: boolean; readonly force?: boolean }) {
      if (--life.left < -1) throw killed();
      if (life.left > -1) return fs.rm(path, options);
      const inside = await fs.readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = inside.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      for (const file of files.sort().slice(0, Math.ceil(files.length / 2))) await fs.rm(file);
      throw killed();
    },
  };
});

const spec: VolumeSpec = {
  frames: 2,
  firstFrame: 0,
  channels: [{ name: "GCaMP", role: "activity", window: [0, 500] }],
  shape: [2, 8, 8],
  voxel: [1, 1, 1],
  origin: [0, 0, 0],
  unit: "µm",
  interval: null,
  ...storageOf("uint16", -100, 1000),
  compression: "zstd",
  virtual: null,
};
const scratch = scratchFolder();

/** A store with labels drawn from "old". */
async function labelled(name: string): Promise<string> {
  const store = join(scratch, name);
  await openStore(store, spec);
  await write(store, "old", 1);
  return store;
}

async function write(store: string, key: string, value: number): Promise<void> {
  const drawn = writeLabels(
    store,
    spec,
    key,
    [{ value, name: "AVA", rgba: [1, 2, 3, 255], properties: {} }],
    (_, into) => void into.fill(value),
  );
  while (!(await drawn.next()).done);
}

/** Whether an act came to its end before it was killed at its nth renaming or removal. */
async function survives(n: number, act: () => Promise<void>): Promise<boolean> {
  life.left = n;
  try {
    await act();
    return life.left >= 0;
  } catch {
    return false;
  } finally {
    life.left = Infinity;
  }
}

beforeEach(() => {
  life.left = Infinity;
});

test("labels that are drawn anew are the old ones, the new ones or none, wherever the program is killed", async () => {
  const seen = new Set<string | null>();
  let n = 0;
  for (let ended = false; !ended; n++) {
    const store = await labelled(`redrawn ${n}`);
    ended = await survives(n, () => write(store, "new", 2));
    expect([true, null], `killed at ${n}`).toContain(await labelsWhole(store, spec));
    seen.add(await labelsKey(store));
    await write(store, "new", 2);
    expect(await labelsWhole(store, spec)).toBe(true);
    expect(readdirSync(store).filter((file) => file.startsWith("labels"))).toEqual(["labels"]);
  }
  expect(seen).toEqual(new Set(["old", null, "new"]));
});

test("labels that are taken away are whole or gone, wherever the program is killed", async () => {
  const seen = new Set<boolean | null>();
  let n = 0;
  for (let ended = false; !ended; n++) {
    const store = await labelled(`removed ${n}`);
    ended = await survives(n, () => removeLabels(store));
    seen.add(await labelsWhole(store, spec));
  }
  expect(seen).toEqual(new Set([true, null]));
});

test("labels without one of their chunks are not whole", async () => {
  const store = await labelled("short");
  const { rm } = await import("node:fs/promises");
  await rm(join(store, "labels/neurons/0/1/0/0/0/0"));
  expect(await labelsWhole(store, spec)).toBe(false);
});
