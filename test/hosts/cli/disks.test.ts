import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { builtProgram, nematrace } from "#test/make/built";
import { finishedStudy, productBytes } from "#test/make/finished-study";
import { folder } from "#test/make/folder";
import { scratchFolder } from "#test/make/scratch";

const place = scratchFolder();
const command = ["run", join(place, "movie.ome.tif"), "--model", join(place, "tiny"), "--z", "-2:2:1"];
const frames = 40;
let whole: Map<string, string>;

/** Small disks of memory can be mounted by root on Linux only. */
const mounts = mountable();
if (!mounts) process.stderr.write("not run: full, read-only and vanishing disks (mounting one needs root on Linux)\n");

function mountable(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const probe = folderOfDisk();
  const done = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", probe]).status === 0;
  if (done) spawnSync("umount", [probe]);
  rmSync(probe, { recursive: true, force: true });
  return done;
}

function folderOfDisk(): string {
  const path = join(place, `disk${Math.random().toString(36).slice(2)}`);
  mkdirSync(path);
  return path;
}

/** A small disk that is gone when the test is. */
function disk(): string {
  const path = join(folder(), "disk");
  mkdirSync(path);
  expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", path]).status).toBe(0);
  onTestFinished(() => void spawnSync("umount", ["-l", path]));
  return path;
}

/** Fills a disk up to some bytes. */
function fill(path: string, left: number): string {
  const ballast = join(path, "ballast");
  const { bavail, bsize } = statfsSync(path);
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)));
  return ballast;
}

beforeAll(async () => {
  builtProgram();
  if (mounts) whole = productBytes(await finishedStudy(place, frames));
}, 120_000);

test.skipIf(!mounts)(
  "a disk that fills up stops the run with one sentence; finished frames stay, and it goes on to the same bytes",
  async () => {
    const path = disk();
    const study = join(path, "movie.study");
    const ballast = fill(path, 17_400_000);
    const stopped = await nematrace([...command, "--study", study]);
    expect(stopped).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/nematrace: The disk at .* finished frames are kept/) });
    expect(stopped.err).toMatch(/disk: up to .* for the volumes, .* are free/);
    const kept = productBytes(study);
    const markers = [...kept.keys()].filter((name) => name.includes("nematrace-frames")).length;
    expect(markers).toBeGreaterThan(0);
    expect(markers).toBeLessThan(frames);
    for (const [name, bytes] of kept) expect(bytes, name).toBe(whole.get(name));
    rmSync(ballast);
    expect((await nematrace([...command, "--study", study])).code).toBe(0);
    expect(productBytes(study)).toEqual(whole);
  },
);

test.skipIf(!mounts)("a disk without any room left says so, and nothing is lost", async () => {
  const path = disk();
  const study = join(path, "movie.study");
  const ballast = fill(path, 60_000);
  expect(await nematrace([...command, "--study", study])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/nematrace: .*disk.* full/),
  });
  rmSync(ballast);
  expect((await nematrace([...command, "--study", study])).code).toBe(0);
  expect(productBytes(study)).toEqual(whole);
});

test.skipIf(!mounts)("a disk that is taken away ends the run, and nothing is written in its place", async () => {
  const path = disk();
  const study = join(path, "movie.study");
  const ended = await nematrace([...command, "--study", study], () => {
    const watch = setInterval(() => {
      const volumes = join(study, "volumes");
      const store = existsSync(volumes) ? readdirSync(volumes).find((name) => name.endsWith(".ome.zarr")) : undefined;
      if (store === undefined || !existsSync(join(volumes, store, "nematrace-frames"))) return;
      clearInterval(watch);
      spawnSync("umount", ["-l", path]);
    }, 5);
  });
  expect(ended).toMatchObject({ code: 1, err: expect.stringMatching(/not there any more|cannot be/) });
  expect(ended.err).not.toMatch(/did not foresee/);
  expect(readdirSync(path)).toEqual([]);
});

test.skipIf(!mounts)("a study on a read-only disk can be looked at and is not written to", async () => {
  const path = disk();
  const study = join(path, "movie.study");
  expect((await nematrace([...command, "--study", study])).code).toBe(0);
  expect(spawnSync("mount", ["-o", "remount,ro", path]).status).toBe(0);
  expect(await nematrace([...command, "--study", study])).toMatchObject({ code: 1, err: expect.stringMatching(/read-only/) });
  expect((await nematrace(["verify", study])).code).toBe(0);
  expect(await nematrace(["repair", study])).toMatchObject({ code: 1, err: expect.stringMatching(/read-only/) });
  expect(productBytes(study)).toEqual(whole);
});
