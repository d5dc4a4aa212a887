import type { Meaning } from "#io/recording/meaning";
import { pageNumbering, plainMeaning } from "#io/recording/meaning";

/** Whether a page's text was written by ScanImage (5 and later, or the 3.8 that many rigs still run). */
export function isScanImage(text: string): boolean {
  return /^(?:scanimage\.)?SI\d?\.|\nSI\.\w|^state\.(?:acq|software|config)/m.test(text.slice(0, 20_000));
}

/**
 * What ScanImage's header says. Pages run channel fastest, then frames of a slice, then slices, then volumes; frames that
 * are thrown away while the objective flies back are left out.
 *
 * @param text header: the first page's description and software tags
 */
export function scanImageMeaning(text: string, pages: number, width: number, height: number): Meaning {
  const fields = fieldsOf(text);
  const value = (...names: readonly string[]): number | null => {
    for (const name of names) {
      const found = fields.get(name);
      const number = found === undefined || found === "" ? Number.NaN : Number(found);
      if (Number.isFinite(number)) return number;
    }
    return null;
  };
  const on = (name: string) => ["true", "1"].includes(fields.get(name)?.toLowerCase() ?? "");
  const channels =
    numbers(fields.get("hChannels.channelSave") ?? fields.get("hChannels.channelsSave")).length || value("acq.numberOfChannelsSave") || 1;
  const stack = on("hStackManager.enable") || on("hFastZ.enable") || (value("acq.numberOfZSlices") ?? 1) > 1;
  const slices = stack
    ? (value("hStackManager.actualNumSlices", "hStackManager.numSlices", "hFastZ.numFramesPerVolume", "acq.numberOfZSlices") ?? 1)
    : 1;
  const fast =
    on("hFastZ.enable") ||
    fields.get("hStackManager.stackMode")?.includes("fast") === true ||
    (value("hStackManager.framesPerSlice") ?? 1) === 1;
  const flown = stack ? (value("hStackManager.numFramesPerVolumeWithFlyback", "hStackManager.numFramesPerVolume") ?? slices) : 1;
  const perVolume = fast ? Math.max(flown, slices) : slices;
  const volumes = Math.floor(pages / (channels * perVolume));
  const plain = plainMeaning("ScanImage TIFF", pages);
  const fits = volumes >= 1 && (fast || slices === 1);
  const sizes = fits ? { t: volumes, c: channels, z: slices } : plain.sizes;
  const stored = pageNumbering(["t", "z", "c"], { t: volumes, c: channels, z: perVolume });
  const rate = slices > 1 ? value("hRoiManager.scanVolumeRate") : value("hRoiManager.scanFrameRate", "acq.frameRate");
  const leftOver = fits ? pages - volumes * channels * perVolume : 0;
  return {
    ...plain,
    sizes,
    axesKnown: fits,
    pageOf: fits ? stored : plain.pageOf,
    pixelSize: fieldOfView(fields, width, height),
    zStep: absolute(value("hStackManager.actualStackZStepSize", "hStackManager.stackZStepSize", "acq.zStepSize")),
    interval: rate !== null && rate > 0 ? 1 / rate : null,
    notes: [
      ...(fits ? [] : plain.notes),
      ...(leftOver > 0 ? [`The last ${leftOver} pages make no whole volume and are left out.`] : []),
      ...(fits && perVolume > slices
        ? [`${perVolume - slices} frames of each volume were recorded while the objective flew back, and are left out.`]
        : []),
    ],
  };
}

/** Time stamp of a page by its description, s; null where it bears none. */
export function scanImageStamp(description: string): number | null {
  const match = /frameTimestamps_sec\s*=\s*([\d.eE+-]+)/.exec(description);
  const value = Number(match?.[1]);
  return match && Number.isFinite(value) ? value : null;
}

/** µm a pixel from the corners of the field, where the objective's scale is known to the program that wrote it. */
function fieldOfView(fields: ReadonlyMap<string, string>, width: number, height: number): readonly [number, number] | null {
  const corners = numbers(fields.get("hRoiManager.imagingFovUm"));
  if (corners.length !== 8) return null;
  const xs = corners.filter((_, i) => i % 2 === 0);
  const ys = corners.filter((_, i) => i % 2 === 1);
  const x = (Math.max(...xs) - Math.min(...xs)) / width;
  const y = (Math.max(...ys) - Math.min(...ys)) / height;
  return x > 0 && y > 0 ? [y, x] : null;
}

function numbers(text: string | undefined): number[] {
  return [...(text ?? "").matchAll(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)].map(([match]) => Number(match));
}

function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/^(?:scanimage\.)?(?:SI\d?\.|state\.)([\w.]+)\s*=\s*(.*?)\s*$/gm)) {
    if (name !== undefined && value !== undefined) fields.set(name, value);
  }
  return fields;
}

function absolute(value: number | null): number | null {
  return value === null || value === 0 ? null : Math.abs(value);
}
