import { interruptible, watch } from "#hosts/cli/command";
import { readRealMovie, type RealTraces } from "#jobs/bench/real-traces";
import { scoreSeeds, type SeedSpread } from "#jobs/bench/trace-seeds";

/** Seeds that no choice in the program was made on. */
const seeds = [11, 12, 13];
/** Median r of the real movie's neurons with the published traces, read as published and as the program reads by itself. */
const floor = 0.9;

interface Check {
  readonly value: number;
  readonly floor: number;
  readonly unit: string;
  readonly pass: boolean;
}

/** Traces against truth over several simulated recordings, and against the published ones of a real movie. */
export interface TraceSection {
  readonly checks: Readonly<Record<string, Check>>;
  readonly seeds: Readonly<Record<string, SeedSpread>>;
  readonly real: RealTraces | null;
  readonly lines: readonly string[];
}

/** @param folder for the recordings, which are taken away again */
export async function measureTraces(folder: string): Promise<TraceSection> {
  const real = await watch("real traces", readRealMovie());
  const spread = await watch("traces", scoreSeeds(folder, seeds, interruptible()));
  const checks: Record<string, Check> = {};
  for (const [name, { median, floor: least, unit, more }] of Object.entries(spread))
    if (least !== null)
      checks[name] = {
        value: median,
        floor: least,
        unit: more ? unit : `${unit} (at most)`,
        pass: more ? median >= least : median <= least,
      };
  for (const [way, { median }] of Object.entries(real?.ways ?? {}))
    if (way === "the default" || way === "no background, as published")
      checks[`real movie, ${way}: r with published traces, median`] = { value: median, floor, unit: "", pass: median >= floor };
  return { checks, seeds: spread, real, lines: [...seedLines(spread), "", ...realLines(real)] };
}

/** The checks as a table for people. */
export function checkLines(checks: TraceSection["checks"]): string[] {
  return Object.entries(checks).map(
    ([name, { value, floor: wanted, unit, pass }]) =>
      `  ${name.padEnd(58)} ${value.toFixed(3).padStart(8)} ${unit.padEnd(12)} floor ${wanted}  ${pass ? "met" : "NOT MET"}`,
  );
}

function seedLines(spread: Readonly<Record<string, SeedSpread>>): string[] {
  return [
    `  traces against truth, seeds ${seeds.join(", ")}                       median      least       most   floor`,
    ...Object.entries(spread).map(([name, { median, least, most, floor: wanted, unit, more }]) => {
      const cells = [median, least, most].map((value) => `${value.toFixed(3)}${unit}`.padStart(11));
      return `  ${name.padEnd(56)}${cells.join("")}   ${wanted === null ? "" : `${more ? "≥" : "≤"} ${wanted}`}`;
    }),
  ];
}

function realLines(real: RealTraces | null): string[] {
  if (real === null) return ["  real movie: its fixture lies in a clone only; not measured"];
  return [
    `  real movie (ZephIR demo): ${real.neurons} curated neurons × ${real.frames} frames, radius ${real.radius} px; r with the published ΔF/F0`,
    ...Object.entries(real.ways).map(
      ([name, { median, p10 }]) => `  ${name.padEnd(42)} median ${median.toFixed(3)}   10th percentile ${p10.toFixed(3)}`,
    ),
  ];
}
