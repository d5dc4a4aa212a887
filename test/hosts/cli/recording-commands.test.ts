import { Command } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { infoCommand } from "#hosts/cli/commands/info";
import { simulateCommand } from "#hosts/cli/commands/simulate";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();
let printed = "";
beforeEach(() => {
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function run(...words: string[]): Promise<string> {
  const program = new Command("nematrace").exitOverride();
  simulateCommand(program);
  infoCommand(program);
  await program.parseAsync(["node", "nematrace", ...words]);
  return printed;
}

const small = ["--frames", "2", "--neurons", "4", "--size", "64x48"];

test("simulate writes a recording that info reads, as JSON", async () => {
  const made = JSON.parse(await run("simulate", join(room, "a"), ...small, "--stack-every", "50", "--json")) as { recording: string };
  expect(made).toMatchObject({ frames: 2, neurons: 4, stacks: [] });
  printed = "";
  expect(JSON.parse(await run("info", made.recording, "--json"))).toMatchObject({
    shape: { t: 2, c: 2, z: 1, y: 64, x: 48 },
    axes: ["t", "c", "y", "x"],
    pixelSize: [0.325, 0.325],
    interval: 0.3,
    missing: [],
    advice: [],
  });
  expect((JSON.parse(readFileSync(join(room, "a", "truth", "truth.json"), "utf8")) as { seed: number }).seed).toBe(1);
});

test("--no-two-channel records green alone", async () => {
  await run("simulate", join(room, "b"), ...small, "--stack-every", "50", "--no-two-channel");
  printed = "";
  expect(JSON.parse(await run("info", join(room, "b", "movie.ome.tif"), "--json"))).toMatchObject({
    shape: { c: 1 },
    channels: [{ role: "activity" }],
  });
});

test("info names the flags for what a file leaves out", async () => {
  const fixture = new URL("../../fixtures/tiff/uint16-le.tif", import.meta.url).pathname;
  const text = await run("info", fixture);
  expect(text).toMatch(/--pixel-size/);
  expect(text).toMatch(/--interval/);
  expect(text).toMatch(/--axes/);
});

test.each([
  [["--size", "big"], /--size/],
  [["--frames", "x"], /--frames/],
  [["--neurons", "0"], /neurons/],
])("simulate %j is refused before anything is written", async (flags, message) => {
  await expect(run("simulate", join(room, "c"), ...flags)).rejects.toThrow(message);
});
