import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { RecordingOptics } from "#contract/recording";
import { type Meaning, type Sizes, plainMeaning } from "#io/recording/meaning";
import { fromFirst } from "#io/recording/stamps";

/** What Micro-Manager writes with one page. */
export interface PageStamp {
  /** Acquisition time, s. */
  readonly time: number | null;
  readonly pixelSize: number | null;
  readonly exposure: number | null;
  readonly objective: string | null;
  readonly channel: string | null;
  /** Indices of frame, channel and slice; null where one is not written. */
  readonly at: { readonly t: number; readonly c: number; readonly z: number } | null;
  readonly position: number;
}

/** Reads the JSON that Micro-Manager puts beside each page; null where it is not readable. */
export function pageStamp(text: string): PageStamp | null {
  const fields = fieldsOf(text);
  return fields && stampOf(fields);
}

function stampOf(fields: Fields): PageStamp {
  const elapsed = numberOf(fields["ElapsedTime-ms"]);
  const pixel = numberOf(fields["PixelSizeUm"]);
  const exposure = numberOf(fields["Exposure-ms"]);
  const [t, c, z] = ["FrameIndex", "ChannelIndex", "SliceIndex"].map((name) => indexOf(fields[name]));
  const known = t !== undefined && c !== undefined && z !== undefined && t !== null && c !== null && z !== null;
  return {
    time: elapsed === null ? null : elapsed / 1000,
    pixelSize: pixel !== null && pixel > 0 ? pixel : null,
    exposure: exposure !== null && exposure > 0 ? exposure / 1000 : null,
    objective: textOf(fields["Objective-Label"]) ?? textOf(fields["Nosepiece-Label"]),
    channel: textOf(fields["Channel"]),
    at: known ? { t, c, z } : null,
    position: indexOf(fields["PositionIndex"]) ?? 0,
  };
}

/** What a file of Micro-Manager says about a whole acquisition. */
export interface Summary {
  readonly channels: readonly string[];
  readonly zStep: number | null;
  readonly interval: number | null;
  readonly pixelSize: number | null;
  /** Stamp of every image, by the name of its file (image folders) or by "frame-channel-slice" (stacks). */
  readonly stamps: ReadonlyMap<string, PageStamp>;
}

const mostMetadata = 512 * 1024 * 1024;

/** Reads `metadata.txt` (folders of images) or `<name>_metadata.txt` (stacks); null where there is none that can be read. */
export async function summaryBeside(path: string, name = "metadata.txt"): Promise<Summary | null> {
  const text = await readFile(join(dirname(path), name), "utf8").catch(() => null);
  if (text === null || text.length > mostMetadata) return null;
  // An acquisition that was stopped hard leaves the last brace out.
  const all = fieldsOf(text) ?? fieldsOf(`${text.trimEnd().replace(/,$/, "")}}`);
  if (!all) return null;
  const summary = isFields(all["Summary"]) ? all["Summary"] : {};
  const stamps = new Map<string, PageStamp>();
  for (const [key, value] of Object.entries(all)) {
    if (!isFields(value) || !/^(FrameKey|Coords|Metadata)-/.test(key)) continue;
    const stamp = stampOf(value);
    const file = textOf(value["FileName"]);
    if (file !== null) stamps.set(basename(file.replaceAll("\\", "/")), stamp);
    const [, frame] = /^FrameKey-(\d+-\d+-\d+)$/.exec(key) ?? [];
    if (frame !== undefined) stamps.set(frame, stamp);
  }
  const positive = (name: string): number | null => {
    const value = numberOf(summary[name]);
    return value !== null && value > 0 ? value : null;
  };
  const interval = positive("Interval_ms");
  const names = summary["ChNames"];
  return {
    channels: Array.isArray(names) ? names.map(String) : [],
    zStep: positive("z-step_um"),
    interval: interval === null ? null : interval / 1000,
    pixelSize: positive("PixelSize_um"),
    stamps,
  };
}

/** Name of the metadata file that lies beside a Micro-Manager stack. */
export function summaryName(path: string): string {
  return `${stemOf(path)}_metadata.txt`;
}

/** Names of the files of one acquisition, in order, as Micro-Manager numbers them: X.ome.tif, X_1.ome.tif, … */
export function siblingsOf(path: string, names: readonly string[]): string[] {
  const own = basename(path);
  const end = /(\.ome)?\.tiff?$/i.exec(own)?.[0] ?? "";
  const stem = stemOf(path);
  const found = [`${stem}${end}`];
  for (let n = 1; names.includes(`${stem}_${n}${end}`); n++) found.push(`${stem}_${n}${end}`);
  return names.includes(found[0] ?? "") && found.includes(own) ? found : [own];
}

function stemOf(path: string): string {
  return basename(path)
    .replace(/(\.ome)?\.tiff?$/i, "")
    .replace(/(_MMStack(?:_.*?)?)_\d+$/, "$1");
}

/**
 * The planes of an acquisition by the indices that stand with each page. Frames of which an image is lacking were
 * dropped by the camera or the disk, and are left out; the stamps keep their place in time.
 *
 * @param stamps number (`placed`) and stamp of every page
 * @returns null where the pages do not bear indices, or do not fill a whole frame
 */
export function indexedMeaning(stamps: readonly (readonly [number, PageStamp | null])[]): Meaning | null {
  const places = new Map<string, number>();
  const top = { t: 0, c: 0, z: 0 };
  for (const [number, stamp] of stamps) {
    if (!stamp?.at || stamp.position !== (stamps[0]?.[1]?.position ?? 0)) return null;
    const key = `${stamp.at.t}-${stamp.at.c}-${stamp.at.z}`;
    if (places.has(key)) return null;
    places.set(key, number);
    for (const axis of ["t", "c", "z"] as const) top[axis] = Math.max(top[axis], stamp.at[axis]);
  }
  const c = top.c + 1;
  const z = top.z + 1;
  if (top.t >= stamps.length || c * z > stamps.length) return null;
  const frames: number[] = [];
  for (let t = 0; t <= top.t; t++) {
    let whole = true;
    for (let i = 0; i < c * z && whole; i++) whole = places.has(`${t}-${Math.floor(i / z)}-${i % z}`);
    if (whole) frames.push(t);
  }
  if (frames.length === 0) return null;
  const dropped = top.t + 1 - frames.length;
  const sizes: Sizes = { t: frames.length, c, z };
  return {
    ...plainMeaning("Micro-Manager TIFF", stamps.length),
    sizes,
    axesKnown: true,
    pageOf: (t, channel, plane) => places.get(`${frames[t] ?? -1}-${channel}-${plane}`) ?? -1,
    ...(dropped > 0 && { frameNumbers: frames }),
    notes: dropped > 0 ? [`${dropped} of ${top.t + 1} frames lack an image and are left out; the others keep their times.`] : [],
  };
}

/** A meaning completed by the stamps of its pages and the summary of the acquisition; what the meaning says itself goes first. */
export function withStamps(said: Meaning, stamp: (page: number) => PageStamp | null, summary: Summary | null): Meaning {
  const first = stamp(said.pageOf(0, 0, 0));
  if (!first && !summary) return said;
  const pixel = first?.pixelSize ?? summary?.pixelSize ?? null;
  const names = said.channelNames.some((name) => name !== "") ? said.channelNames : (summary?.channels ?? []);
  const channels = Array.from({ length: said.sizes.c }, (_, c) => names[c] || (stamp(said.pageOf(0, c, 0))?.channel ?? ""));
  const optics: RecordingOptics = {
    exposure: said.optics?.exposure ?? first?.exposure ?? null,
    numericalAperture: said.optics?.numericalAperture ?? null,
    objective: said.optics?.objective ?? first?.objective ?? null,
  };
  const plain = said.format === "TIFF" || said.format === "BigTIFF" || said.format.startsWith("Micro-Manager");
  return {
    ...said,
    format: said.format === "Numbered images" ? "Micro-Manager images" : plain ? "Micro-Manager TIFF" : `Micro-Manager ${said.format}`,
    pixelSize: said.pixelSize ?? (pixel === null ? null : [pixel, pixel]),
    zStep: said.zStep ?? summary?.zStep ?? null,
    interval: said.interval ?? summary?.interval ?? null,
    times: said.times ?? timesOf(said, stamp),
    channelNames: channels,
    ...((optics.exposure !== null || optics.objective !== null || optics.numericalAperture !== null) && { optics }),
  };
}

function timesOf({ sizes, pageOf }: Meaning, stamp: (page: number) => PageStamp | null): readonly number[] | null {
  return fromFirst(Array.from({ length: sizes.t }, (_, t) => stamp(pageOf(t, 0, 0))?.time));
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(text: string): Fields | null {
  try {
    const said: unknown = JSON.parse(text);
    return isFields(said) ? said : null;
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Micro-Manager 2 wraps values: {"PropVal": …}. */
function bare(field: unknown): unknown {
  return isFields(field) && "PropVal" in field ? field["PropVal"] : field;
}

function numberOf(field: unknown): number | null {
  const value = bare(field);
  const number = typeof value === "number" || (typeof value === "string" && value.trim() !== "") ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

function indexOf(field: unknown): number | null {
  const number = numberOf(field);
  return number !== null && Number.isInteger(number) && number >= 0 && number < 2 ** 31 ? number : null;
}

function textOf(field: unknown): string | null {
  const value = bare(field);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}
