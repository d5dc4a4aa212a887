import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { BlurReport } from "#contract/blur";
import { channelsOf } from "#contract/channels";
import { Failure } from "#contract/failure";
import type { Manifest } from "#contract/model";
import { type RecordingInfo, unsaid } from "#contract/recording";
import type { FrameSource, Progress } from "#contract/source";
import { gaussianWidth } from "#core/fit/gaussian-width";
import { averageProfile, findBeads, type ScannedStack } from "#core/optics/find-beads";
import { type BlurProfile, type FittedBlur, fitBlur } from "#core/optics/fit-blur";
import { planeFidelity } from "#core/score/fidelity";
import { type Model, openModel } from "#io/model/open";
import { openRecording } from "#io/recording/open";
import { nominalOptics, rangeOf } from "#jobs/nominal-optics";
import { openRefocuser } from "#jobs/refocuser";

/** A stack by its path; null takes what the file or the model says. */
export interface BlurRequest {
  readonly stack: string;
  readonly model: string;
  /** µm. */
  readonly pixelSize: number | null;
  readonly zStep: number | null;
  readonly diameter: number;
}

/**
 * As `estimateBlur`, of a stack by its path.
 *
 * @throws Failure also "missing-metadata" where neither file nor request says how far pixels or planes lie apart
 */
export async function estimateBlurOf({ stack, model: id, pixelSize, zStep, diameter }: BlurRequest): Promise<BlurReport> {
  // Pages of a plain file without a meaning of their own are planes here.
  const said = { ...unsaid, pixelSize, zStep };
  const first = await openRecording(stack, said);
  const flat = first.info.shape.z === 1 && first.info.missing.includes("axes");
  if (flat) await first.close();
  const source = flat ? await openRecording(stack, { ...said, axes: "z" }) : first;
  try {
    const model = await openModel(id);
    try {
      const { info } = source;
      const channel = channelsOf(info, unsaid).activity;
      const wavelength = info.channels[channel]?.wavelength ?? null;
      const work = estimateBlur(source, {
        model,
        t: 0,
        channel,
        ...distancesOf(info),
        diameter,
        emission: wavelength === null ? null : wavelength / 1000,
        index: null,
      });
      for (;;) {
        const next = await work.next();
        if (next.done) return next.value;
      }
    } finally {
      await model.close();
    }
  } finally {
    await source.close();
  }
}

/** How far pixels and planes lie apart, µm. @throws Failure "missing-metadata" naming what to say */
export function distancesOf({ name, path, pixelSize, zStep }: RecordingInfo): { readonly pixelSize: number; readonly zStep: number } {
  const flag = pixelSize === null ? "--pixel-size" : "--z-step";
  if (pixelSize !== null && zStep !== null) return { pixelSize: pixelSize[0], zStep };
  throw new Failure(
    "missing-metadata",
    `${name} does not say how far its ${pixelSize === null ? "pixels" : "planes"} lie apart; say it in µm (on the command line, ${flag}).`,
    { path, flag },
  );
}

/** What the user knows about microscope and sample; what is left out is the model's. */
export interface BlurOptions {
  readonly model: Model;
  readonly t: number;
  readonly channel: number;
  /** µm. */
  readonly zStep: number;
  readonly pixelSize: number;
  /** µm; 0.2 for small beads, about 2.4 for nuclei. */
  readonly diameter: number;
  readonly emission: number | null;
  readonly index: number | null;
}

/** Planes that a fit looks at, at most, and how far from the sharpest, µm. */
const fitPlanes = 31;
const fitReach = 12;
const leads = 0.01;
const bins = [
  [0, 1],
  [1, 3],
  [3, 5],
  [5, 7],
  [7, 10.5],
] as const;

/**
 * Reads the blur of a microscope from a scanned stack, and tells how a model fares on it.
 *
 * @throws Failure "wrong-axes" for a recording that is no stack; "empty" where no emitter stands alone
 */
export async function* estimateBlur(source: FrameSource, options: BlurOptions): AsyncGenerator<Progress, BlurReport> {
  const { info } = source;
  const { model, pixelSize, zStep } = options;
  if (info.shape.z < 5) {
    throw new Failure(
      "wrong-axes",
      `${info.path} has ${info.shape.z} ${info.shape.z === 1 ? "plane" : "planes"}; the blur is read from a scanned stack of at least 5. If its pages are planes, say so with --axes z.`,
      { path: info.path, planes: info.shape.z },
    );
  }
  const total = info.shape.z + 3;
  const stack = yield* readStack(source, options, total);
  yield { done: info.shape.z, total, message: "finding emitters that stand alone" };
  const { beads, radius } = findBeads(stack);
  if (beads.length === 0) {
    throw new Failure(
      "empty",
      `No bead or nucleus of ${info.path} stands alone: each is reached by the light of another, or lies at the edge. Dilute the beads, or take a larger field.`,
      { path: info.path },
    );
  }
  const profile = thinned(averageProfile(stack, beads, radius));
  yield { done: info.shape.z + 1, total, message: `fitting the pupil to ${beads.length} ${beads.length === 1 ? "emitter" : "emitters"}` };
  const nominal = nominalOptics(model.manifest);
  const known = {
    na: nominal.na,
    index: options.index ?? nominal.index,
    emission: options.emission ?? nominal.emission,
    diameter: options.diameter,
  };
  const fitted = fitBlur(profile, known);
  const axialDirection = fitted.spherical < 0 ? -1 : 1;
  yield { done: info.shape.z + 2, total, message: "refocusing planes of the stack" };
  const fidelity = await fidelityOn(source, stack, fitted.z0, axialDirection, options);
  return {
    stack: info.path,
    model: model.manifest.id,
    beads: beads.length,
    ...fitted,
    axialDirection,
    signSure: fitted.explained > 0.7 && fitted.explained - fitted.otherSign > leads,
    asymmetry: asymmetryOf(profile, fitted.z0),
    ...widthsOf(profile, zStep),
    beyondTraining: beyondTraining(fitted, model.manifest, pixelSize),
    fidelity,
  };
}

async function* readStack(
  source: FrameSource,
  { t, channel, zStep, pixelSize }: BlurOptions,
  total: number,
): AsyncGenerator<Progress, ScannedStack> {
  const { z, y, x } = source.info.shape;
  const data = new Float32Array(z * y * x);
  for (let k = 0; k < z; k++) {
    yield { done: k, total, message: "reading planes" };
    data.set((await source.read(t, channel, k)).data, k * y * x);
  }
  const start = source.info.zOrigin;
  return { data, shape: [z, y, x], z: Array.from({ length: z }, (_, k) => start + k * zStep), pitch: pixelSize };
}

/** The planes round the sharpest one, every so many of them. */
function thinned(profile: BlurProfile): BlurProfile {
  const { z, radii } = profile;
  const top = z.reduce((best, _, k) => (profile.light[k * radii]! > profile.light[best * radii]! ? k : best), 0);
  const near = Array.from(z.keys()).filter((k) => Math.abs(z[k]! - z[top]!) <= fitReach);
  const every = Math.max(1, Math.ceil(near.length / fitPlanes));
  const kept = near.filter((k) => (k - top) % every === 0);
  return {
    ...profile,
    z: kept.map((k) => z[k]!),
    light: Float64Array.from(kept.flatMap((k) => Array.from(profile.light.subarray(k * radii, (k + 1) * radii)))),
  };
}

/** Light on the axis beyond the emitters (focus before them) against that before them. */
function asymmetryOf({ light, z, radii }: BlurProfile, z0: number): number {
  let [beyond, before] = [0, 0];
  z.forEach((plane, k) => {
    const defocus = z0 - plane;
    const value = Math.max(light[k * radii]!, 0);
    if (defocus >= 2 && defocus <= 6) beyond += value;
    if (defocus <= -2 && defocus >= -6) before += value;
  });
  return beyond + before > 0 ? (beyond - before) / (beyond + before) : 0;
}

function widthsOf({ light, z, pitch, radii }: BlurProfile, zStep: number): Pick<BlurReport, "lateral" | "axial"> {
  const top = z.reduce((best, _, k) => (light[k * radii]! > light[best * radii]! ? k : best), 0);
  const half = Array.from(light.subarray(top * radii, (top + 1) * radii));
  const lateral = gaussianWidth([...half.slice(1).toReversed(), ...half], pitch).width;
  const step = z.length > 1 ? Math.abs(z[1]! - z[0]!) : zStep;
  const axial = gaussianWidth(
    z.map((_, k) => light[k * radii]!),
    step,
  ).width;
  const told = (value: number) => (Number.isFinite(value) ? value : null);
  return { lateral: told(lateral), axial: told(axial) };
}

/** How a fitted microscope differs from those that a model was trained on. */
function beyondTraining(
  { na, spherical, explained }: Pick<FittedBlur, "na" | "spherical" | "explained">,
  { optics, id }: Manifest,
  pixelSize: number,
): string[] {
  const told: string[] = [];
  if (explained < 0.7)
    told.push(
      `The fitted pupil explains only ${(100 * explained).toFixed(0)} % of the light: nothing here is to be relied on. Check the pixel size, the distance of the planes and the diameter; beads that touch, or a mirrored stack order, do it too.`,
    );
  if (Math.abs(na - optics.na) > 0.08) told.push(`The aperture is ${na.toFixed(2)}, the model ${id} was trained for ${optics.na}.`);
  const waves = rangeOf(optics["sphericalWaves"]);
  const size = Math.abs(spherical);
  if (waves !== null && size < waves[0])
    told.push(
      `The spherical aberration is ${size.toFixed(2)} waves, in training it was ${waves[0]} to ${waves[1]}: with so little, the side of focus can hardly be read from one frame. A cover glass or a collar set a little off brings it in.`,
    );
  if (waves !== null && size > waves[1])
    told.push(
      `The spherical aberration is ${size.toFixed(2)} waves, more than the ${waves[0]} to ${waves[1]} of training: fine-tune the model.`,
    );
  if (Math.abs(pixelSize / optics.pixelSize - 1) > 0.05)
    told.push(`The pixels are ${pixelSize} µm, the model was trained at ${optics.pixelSize} µm.`);
  return told;
}

/** Refocuses three planes of the stack and compares with the scanned ones. */
async function fidelityOn(
  source: FrameSource,
  stack: ScannedStack,
  z0: number,
  axialDirection: 1 | -1,
  { model, t, channel, zStep, pixelSize }: BlurOptions,
): Promise<BlurReport["fidelity"]> {
  const { min, max } = model.manifest.depth;
  const [depths, height, width] = stack.shape;
  const size = height * width;
  const plane = (k: number) => stack.data.subarray(k * size, (k + 1) * size) as Float32Array;
  const middle = stack.z.reduce((best, z, k) => (Math.abs(z - z0) < Math.abs(stack.z[best]! - z0) ? k : best), 0);
  const range =
    stack.data.reduce((top, value) => Math.max(top, value), -Infinity) - stack.data.reduce((low, value) => Math.min(low, value), Infinity);
  const reach = Math.min(max, -min);
  const away = Math.max(1, Math.round(3 / zStep));
  const rows: { readonly distance: number; readonly gain: number; readonly pearson: number }[] = [];
  for (const from of new Set([middle - away, middle, middle + away])) {
    if (from < 0 || from >= depths) continue;
    const lower = Math.min(from, Math.floor(reach / zStep + 1e-6));
    const upper = Math.min(depths - 1 - from, Math.floor(reach / zStep + 1e-6));
    const still: FrameSource = {
      info: { ...source.info, shape: { ...source.info.shape, t: 1, z: 1 } },
      read: () => source.read(t, channel, from),
      close: async () => {},
    };
    const plan = { min: -lower * zStep, max: upper * zStep, step: zStep };
    const refocuser = await openRefocuser(still, { model, plan, channels: [channel], axialDirection, pixelSize: [pixelSize, pixelSize] });
    const { data } = await refocuser.volume(0, 0);
    for (let n = 0; n <= lower + upper; n++) {
      const to = from - lower + n;
      if (to === from) continue;
      const made = data.subarray(n * size, (n + 1) * size) as Float32Array;
      const { gain, pearson } = planeFidelity(made, plane(from), plane(to), [height, width], range);
      rows.push({ distance: Math.abs(to - from) * zStep, gain, pearson });
    }
  }
  return bins.flatMap(([low, high]) => {
    const own = rows.filter(({ distance }) => distance >= low && distance < high);
    if (own.length === 0) return [];
    const mean = (read: (row: (typeof own)[number]) => number) => own.reduce((sum, row) => sum + read(row), 0) / own.length;
    return [
      {
        z: [low, Math.min(high, 10)] as [number, number],
        gain: mean((row) => row.gain),
        pearson: mean((row) => row.pearson),
        planes: own.length,
      },
    ];
  });
}

/**
 * A configuration for `native-models/training` that narrows the microscope's ranges to what was found and starts from the
 * model's own weights.
 *
 * @throws Failure "not-found" where the model came without the configuration it was trained with
 */
export async function fineTuneConfig(model: Pick<Model, "manifest" | "folder">, report: BlurReport, pixelSize: number): Promise<Config> {
  const { manifest, folder } = model;
  const named = typeof manifest.training["config"] === "string" ? basename(manifest.training["config"]) : `${manifest.id}.json`;
  const config = await readConfig(join(folder, "..", "training", named), manifest.id);
  const size = Math.abs(report.spherical);
  const rounded = (value: number) => Number(value.toFixed(3));
  const input = {
    na: [rounded(report.na - 0.03), rounded(report.na + 0.03)],
    nominalNa: rounded(report.na),
    pixelSize,
    pixelSpread: 0.01,
    sphericalWaves: [rounded(Math.max(0.02, size - 0.06)), rounded(size + 0.06)],
    typical: null,
  };
  return merged(config, {
    id: `${manifest.id}-tuned`,
    title: `${manifest.title}, fine-tuned`,
    optics: { input },
    train: { start: `${manifest.id}/${manifest.file.name}`, rate: 0.0003, warmup: 100 },
  });
}

type Config = Record<string, unknown>;

/** A configuration with what it extends, as native-models/training/config.py reads it. */
async function readConfig(path: string, id: string): Promise<Config> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new Failure(
      "not-found",
      `The model ${id} came without the configuration it was trained with (${path}); fine-tune it from a clone of NemaTrace.`,
      { path, model: id },
    );
  });
  const { extends: base, ...own } = JSON.parse(text) as Config;
  return typeof base === "string" ? merged(await readConfig(join(dirname(path), basename(base)), id), own) : own;
}

/** The second over the first, objects within objects too. */
function merged(first: Config, second: Config): Config {
  const both = Object.entries(second).map(([name, value]) => {
    const before = first[name];
    return [name, isConfig(before) && isConfig(value) ? merged(before, value) : value];
  });
  return { ...first, ...Object.fromEntries(both) };
}

function isConfig(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
