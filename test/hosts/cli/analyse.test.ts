import { Command } from "commander";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { analyseCommand } from "#hosts/cli/commands/analyse";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();
let printed = "";
beforeEach(() => {
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((printed += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function run(...words: string[]): Promise<{ events: number; clusters: number; explained: number[] }> {
  const program = new Command("nematrace").exitOverride();
  analyseCommand(program);
  await program.parseAsync(["node", "nematrace", "analyse", ...words, "--json"]);
  return JSON.parse(printed);
}

/** Six neurons in two groups: three rise at frames 10 to 14, three at 25 to 29; the last is unseen in one frame. */
function table(): string {
  const path = join(room, "traces.csv");
  const lines = ["t,time_s,track,name,f,dff"];
  for (let track = 1; track <= 6; track++) {
    for (let t = 0; t < 40; t++) {
      const start = track <= 3 ? 10 : 25;
      const noise = ((t * 7 + track * 13) % 11) / 110;
      const dff = track === 6 && t === 2 ? "" : (t >= start && t < start + 5 ? 1 : 0) + noise;
      lines.push(`${t},${t / 2},${track},${track === 1 ? "AVAL" : ""},100,${dff}`);
    }
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

const sheet = (name: string) =>
  readFileSync(join(room, "out", name), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));

test("analyse writes a table for each analysis of a table of traces", async () => {
  const onsets = join(room, "stimuli.csv");
  writeFileSync(onsets, "time_s\n5\n12.5\n");
  const found = await run(table(), "--out", join(room, "out"), "--clusters", "2", "--onsets", onsets, "--before", "1", "--after", "2");
  expect(found).toMatchObject({ clusters: 2, events: 6 });
  const correlation = sheet("correlation.csv");
  expect(correlation[0]).toEqual(["track_a", "name_a", "track_b", "name_b", "r", "common_frames"]);
  expect(correlation).toHaveLength(16);
  expect(correlation[1]?.slice(0, 3)).toEqual(["1", "AVAL", "2"]);
  expect(correlation[5]?.slice(2)).toEqual(["6", "", expect.stringMatching(/^-0\./), "39"]);
  expect(sheet("clusters.csv").map((row) => row[2])).toEqual(["spectral", "0", "0", "0", "1", "1", "1"]);
  expect(sheet("clusters.csv")[4]?.slice(-2)).toEqual(["25", "12.5"]);
  expect(sheet("events.csv")[1]?.slice(0, 6)).toEqual(["1", "AVAL", "10", "15", "5", "7.5"]);
  expect(sheet("pca.csv")).toHaveLength(41);
  expect(sheet("pca-loadings.csv")[0]).toEqual(["track", "name", "pc1", "pc2", "pc3"]);
  const aligned = sheet("aligned.csv").filter((row) => row[0] === "1");
  expect(aligned.map((row) => row[2])).toEqual(["-1", "-0.5", "0", "0.5", "1", "1.5", "2"]);
  expect(JSON.parse(readFileSync(join(room, "out", "analysis.json"), "utf8"))).toMatchObject({ signal: "dff", parameters: { seed: 1 } });
});

test("an unknown signal, a number out of range and a table without traces are refused with the flag or the path", async () => {
  const out = ["--out", join(room, "out")];
  await expect(run(table(), ...out, "--signal", "colour")).rejects.toThrow("--signal takes");
  await expect(run(table(), ...out, "--clusters", "many")).rejects.toThrow("--clusters takes a whole number");
  await expect(run(table(), ...out, "--signal", "ratio")).rejects.toThrow('no signal "ratio"');
  const empty = join(room, "empty.csv");
  writeFileSync(empty, "t,time_s,track,name,f,dff\n");
  await expect(run(empty, ...out)).rejects.toThrow(empty);
});
