import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#contract/failure";
import { planesOf } from "#contract/geometry";
import type { Channel } from "#contract/recording";
import type { Progress } from "#contract/source";
import { type FrameTruth, Simulation, type SimulationOptions } from "#core/optics/simulation";
import { accessFailure } from "#io/recording/file";
import { createOmeTiff, writeFailure } from "#io/recording/write-ome-tiff";

/** What a simulation wrote. */
export interface SimulationSummary {
  readonly recording: string;
  readonly truth: string;
  readonly frames: number;
  readonly neurons: number;
  /** Frames whose truly scanned stack was written. */
  readonly stacks: readonly number[];
}

/** Planes of a scanned stack, µm from the recorded plane. */
const scan = { min: -10, max: 10, step: 0.5 };
/** Percentile of f that is F0 in the truth, as in the default of trace extraction. */
const restPercentile = 20;

const channels: readonly Channel[] = [
  { name: "GCaMP (green)", role: "activity", wavelength: 525 },
  { name: "mCherry (red)", role: "reference", wavelength: 600 },
];

/**
 * Simulates a recording into a folder: `movie.ome.tif`, and `truth/` with positions.csv, traces.csv, stack_tNNNN.tif
 * (the truly scanned stacks at frames k, 2k …) and truth.json. The same options give the same bytes.
 *
 * @param stackEvery k; a third of the frames where it is not given
 * @throws Failure "invalid-input" where the folder holds other things, "out-of-range" | "read-only" | "disk-full" | "cancelled"
 */
export async function* simulate(
  directory: string,
  options: SimulationOptions,
  stackEvery?: number,
  signal?: AbortSignal,
): AsyncGenerator<Progress, SimulationSummary> {
  const simulation = new Simulation(options);
  const stacks = stackFrames(options.frames, stackEvery);
  const truth = join(directory, "truth");
  await prepare(directory);
  const planes = planesOf(scan);
  const total = options.frames + stacks.length * planes.length;
  const recording = join(directory, "movie.ome.tif");
  const facts = {
    dtype: "uint16",
    pixelSize: [options.pixelSize, options.pixelSize],
    channels: channels.slice(0, simulation.channels),
  } as const;
  const shape = { c: simulation.channels, y: options.size[0], x: options.size[1] };
  const movie = await createOmeTiff(recording, {
    ...facts,
    shape: { ...shape, t: options.frames, z: 1 },
    zStep: null,
    interval: options.interval,
  });
  try {
    for (let t = 0; t < options.frames; t++) {
      signal?.throwIfAborted();
      for (const plane of simulation.record(t, 0, 0)) await movie.write(plane);
      yield { done: t + 1, total, message: "frames drawn" };
    }
    await movie.finish();
  } finally {
    await movie.abort();
  }
  for (const [n, t] of stacks.entries()) {
    const path = join(truth, `stack_t${String(t).padStart(4, "0")}.tif`);
    const stack = await createOmeTiff(path, {
      ...facts,
      shape: { ...shape, t: 1, z: planes.length },
      zStep: scan.step,
      zOrigin: scan.min,
      interval: null,
    });
    try {
      const red: Uint16Array[] = [];
      for (const [i, z] of planes.entries()) {
        signal?.throwIfAborted();
        const [green, second] = simulation.record(t, z, i + 1);
        if (green) await stack.write(green);
        // The red planes follow all the green ones in the file.
        if (second) red.push(second);
        yield { done: options.frames + n * planes.length + i + 1, total, message: "planes scanned" };
      }
      for (const plane of red) await stack.write(plane);
      await stack.finish();
    } finally {
      await stack.abort();
    }
  }
  await writeTruth(truth, simulation, stacks);
  return { recording, truth, frames: options.frames, neurons: options.neurons, stacks };
}

function stackFrames(frames: number, every: number | undefined): number[] {
  const k = every ?? Math.max(1, Math.ceil(frames / 3));
  if (!Number.isInteger(k) || k < 1)
    throw new Failure("out-of-range", `A stack is scanned every so many frames: a whole number from 1, not ${k}.`, { value: k });
  const chosen: number[] = [];
  for (let t = k; t < frames; t += k) chosen.push(t);
  return chosen.length > 0 || every !== undefined ? chosen : [0];
}

const ownFiles = /^(movie\.ome\.tif|truth)$/;
const ownTruth = /^(positions\.csv|traces\.csv|truth\.json|stack_t\d+\.tif)$/;

/** Makes the folder; an earlier simulation in it is taken away, anything else is left alone and refused. */
async function prepare(directory: string): Promise<void> {
  const truth = join(directory, "truth");
  const held = (await entriesOf(directory)).filter((name) => !name.endsWith(".partial"));
  const inTruth = (await entriesOf(truth)).filter((name) => !name.endsWith(".partial"));
  const strange = held.find((name) => !ownFiles.test(name)) ?? inTruth.find((name) => !ownTruth.test(name));
  const earlier = inTruth.includes("truth.json");
  if (strange !== undefined || (held.length > 0 && !earlier)) {
    throw new Failure(
      "invalid-input",
      `${directory} is not empty and holds more than an earlier simulation (${strange ?? held[0] ?? ""}); give a new or empty folder.`,
      { path: directory, holds: strange ?? held[0] ?? "" },
    );
  }
  try {
    for (const name of held) if (name === "movie.ome.tif") await rm(join(directory, name));
    for (const name of inTruth) await rm(join(truth, name));
    await mkdir(truth, { recursive: true });
  } catch (thrown) {
    throw writeFailure(directory, thrown);
  }
}

async function entriesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
    if (code === "ENOENT") return [];
    if (code === "ENOTDIR") throw new Failure("invalid-input", `${directory} is a file; give the name of a folder.`, { path: directory });
    throw accessFailure(directory, thrown);
  }
}

async function writeTruth(truth: string, simulation: Simulation, stacks: readonly number[]): Promise<void> {
  const { options } = simulation;
  const frames: FrameTruth[] = Array.from({ length: options.frames }, (_, t) => simulation.truth(t));
  const rest = Array.from({ length: options.neurons }, (_, n) =>
    percentile(
      frames.map((frame) => frame.f[n] ?? 0),
      restPercentile,
    ),
  );
  const positions = ["t,z,y,x,track"];
  const traces = ["t,track,f,dff"];
  for (const [t, { z, y, x, f }] of frames.entries()) {
    for (let n = 0; n < options.neurons; n++) {
      const f0 = rest[n] ?? 1;
      positions.push(`${t},${fixed(z[n])},${fixed(y[n])},${fixed(x[n])},${n}`);
      traces.push(`${t},${n},${fixed(f[n])},${fixed(((f[n] ?? 0) - f0) / f0)}`);
    }
  }
  const facts = {
    made: "NemaTrace simulator",
    recording: "../movie.ome.tif",
    seed: options.seed,
    frames: options.frames,
    neurons: options.neurons,
    shape: { t: options.frames, c: simulation.channels, z: 1, y: options.size[0], x: options.size[1] },
    pixelSize: options.pixelSize,
    interval: options.interval,
    planes: scan,
    stackFrames: stacks,
    optics: simulation.optics,
    axialDirection: 1,
    camera: simulation.camera,
    options,
    units: { z: "µm from the recorded plane, positive away from the objective", y: "µm", x: "µm", f: "photons", dff: "1" },
    definitions: {
      f: "Green photons that the camera gathers from the whole nucleus in one exposure (bleaching included, vignetting, background and noise left out).",
      f0: `The ${restPercentile}th percentile of the neuron's f over all frames, linear between ranks.`,
      dff: "(f - f0) / f0",
      stack:
        "The scene of that frame held still and scanned plane by plane with the movie's light, each plane with noise of its own; channels as in the movie.",
    },
  };
  try {
    await writeFile(join(truth, "positions.csv"), `${positions.join("\n")}\n`);
    await writeFile(join(truth, "traces.csv"), `${traces.join("\n")}\n`);
    // Written last: its presence marks a whole simulation.
    await writeFile(join(truth, "truth.json"), `${JSON.stringify(facts, null, 2)}\n`);
  } catch (thrown) {
    throw writeFailure(truth, thrown);
  }
}

function fixed(value: number | undefined): string {
  return String(Number((value ?? 0).toFixed(4)));
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (at - Math.floor(at)) * (high - low);
}
