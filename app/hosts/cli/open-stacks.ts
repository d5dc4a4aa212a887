import { stat } from "node:fs/promises";
import { Failure } from "#contract/failure";
import type { Triple } from "#contract/geometry";
import { type LengthUnit, lengthUnit, type RecordingInfo, unsaid } from "#contract/recording";
import type { VolumeSource } from "#contract/source";
import { openRecording } from "#io/recording/open";
import { openVolumes } from "#io/volume/open";
import { volumesOf } from "#io/volume/of-recording";

/** Stacks to work on, whatever they come from, and what is known about them. */
export interface Stacks {
  readonly source: VolumeSource;
  /** Channel names; roles where the file gives them. */
  readonly channels: readonly { readonly name: string; readonly role: string }[];
  readonly unit: LengthUnit;
  /** Acquisition time of every frame, s; NaN where unknown. */
  readonly times: Float64Array;
}

/** Flags that say what a file leaves out. */
export interface StackFlags {
  readonly voxel?: string;
  readonly pixelSize?: string;
  readonly interval?: string;
  readonly axes?: string;
  readonly dataset?: string;
}

/**
 * Opens OME-Zarr stacks, or a recording as stacks (a 2-D movie as stacks of one plane).
 *
 * @throws Failure "missing-metadata" naming the flag to give, "invalid-input", and as the readers
 */
export async function openStacks(path: string, flags: StackFlags): Promise<Stacks> {
  const voxel = flags.voxel === undefined ? null : tripleOf(flags.voxel);
  const pixelSize = positive("--pixel-size", flags.pixelSize);
  const interval = positive("--interval", flags.interval);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) {
    const source = await openVolumes(path);
    const spec = "spec" in source ? (source.spec as StoredSpec) : null;
    const seconds = interval ?? spec?.interval ?? null;
    const channels = spec?.channels ?? Array.from({ length: source.channels }, (_, c) => ({ name: String(c), role: "other" }));
    const pitch = voxel ?? (pixelSize === null ? null : ([source.voxel[0], pixelSize, pixelSize] as const));
    return {
      source: pitch === null ? source : withVoxel(source, pitch),
      channels,
      unit: spec?.unit ?? "µm",
      times: timesOf(source.frames, null, seconds),
    };
  }
  const settings = {
    ...unsaid,
    pixelSize: pixelSize ?? voxel?.[1] ?? null,
    interval,
    zStep: voxel?.[0] ?? null,
    axes: flags.axes ?? null,
    dataset: flags.dataset ?? null,
  };
  let recording = await openRecording(path, settings);
  if (recording.info.missing.includes("axes")) {
    // A voxel has a depth, which says that pages without a meaning of their own are planes; a time says frames.
    const planes = voxel !== null && interval === null;
    const notes = planes
      ? [
          `${recording.info.name} does not say what its pages are; with --voxel they are read as planes of one stack (--axes t: frames in time).`,
        ]
      : recording.info.notes;
    for (const note of notes) process.stderr.write(`nematrace: ${note}\n`);
    if (planes) {
      await recording.close();
      recording = await openRecording(path, { ...settings, axes: "z" });
    }
  }
  try {
    requireSizes(recording.info, voxel);
  } catch (error) {
    await recording.close();
    throw error;
  }
  const source = volumesOf(recording);
  const { info } = recording;
  return {
    source: voxel === null ? source : withVoxel(source, voxel),
    channels: info.channels,
    unit: lengthUnit({ ...unsaid, pixelSize: pixelSize ?? voxel?.[1] ?? null }),
    times: timesOf(source.frames, info.times, info.interval),
  };
}

/**
 * The channel a flag names, by number or name; else the first role of `roles` that a channel has; else the only one.
 *
 * @throws Failure "invalid-input" | "missing-metadata"
 */
export function channelOf(stacks: Stacks, flag: string, text: string | undefined, roles: readonly string[]): number {
  const { channels } = stacks;
  const all = channels.map(({ name }, c) => `${c} (${name})`).join(", ");
  if (text !== undefined) {
    const byName = channels.findIndex(({ name }) => name === text);
    const c = byName >= 0 ? byName : /^\d+$/.test(text) ? Number(text) : -1;
    if (c >= 0 && c < channels.length) return c;
    throw new Failure("invalid-input", `${flag} names no channel of this file: "${text}"; it has ${all}.`, { flag, value: text });
  }
  for (const role of roles) {
    const c = channels.findIndex((channel) => channel.role === role);
    if (c >= 0) return c;
  }
  if (channels.length <= 1) return 0;
  throw new Failure("missing-metadata", `The file has several channels and does not say which one to use: ${all}. Give ${flag}.`, { flag });
}

interface StoredSpec {
  readonly interval: number | null;
  readonly unit: LengthUnit;
  readonly channels: readonly { readonly name: string; readonly role: string }[];
}

function requireSizes(info: RecordingInfo, voxel: Triple | null): void {
  if (voxel !== null) return;
  if (info.pixelSize === null) {
    throw new Failure(
      "missing-metadata",
      `${info.path} does not say how large its pixels are: give --pixel-size (µm; 1 counts in pixels) or --voxel z,y,x.`,
      { path: info.path, flag: "--pixel-size" },
    );
  }
  if (info.shape.z > 1 && info.zStep === null) {
    throw new Failure("missing-metadata", `${info.path} does not say how far its planes lie apart: give --voxel z,y,x in µm.`, {
      path: info.path,
      flag: "--voxel",
    });
  }
}

function withVoxel(source: VolumeSource, voxel: Triple): VolumeSource {
  const [oz, oy, ox] = source.origin;
  const origin: Triple = [(oz / source.voxel[0]) * voxel[0], (oy / source.voxel[1]) * voxel[1], (ox / source.voxel[2]) * voxel[2]];
  return { ...source, voxel, origin, read: async (t, c) => ({ ...(await source.read(t, c)), voxel, origin }), close: () => source.close() };
}

function timesOf(frames: number, stamps: readonly number[] | null, interval: number | null): Float64Array {
  return Float64Array.from(
    { length: frames },
    (_, t) => stamps?.[t] ?? (interval === null ? (frames === 1 ? 0 : Number.NaN) : t * interval),
  );
}

function tripleOf(text: string): Triple {
  const parts = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [z, y, x] = parts;
  if (parts.length === 3 && z! > 0 && y! > 0 && x! > 0 && parts.every(Number.isFinite)) return [z!, y!, x!];
  throw new Failure("invalid-input", `--voxel takes three lengths above 0, z,y,x in µm, for example 0.5,0.325,0.325, not "${text}".`, {
    flag: "--voxel",
    value: text,
  });
}

function positive(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && Number.isFinite(value)) return value;
  throw new Failure("invalid-input", `${flag} takes a number above 0, not "${text}".`, { flag, value: text });
}
