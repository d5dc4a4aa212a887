import { type Meaning, pageNumbering, plainMeaning } from "#io/recording/meaning";
import { micrometresOf } from "#io/recording/length-unit";

/** Resolution tags of the first page: pixels per unit along [y, x], and TIFF's own unit (1 none, 2 inch, 3 cm). */
export interface Resolution {
  readonly y: number;
  readonly x: number;
  readonly unit: number;
}

/** Whether a description was written by ImageJ or Fiji. */
export function isImageJ(description: string): boolean {
  return description.startsWith("ImageJ=");
}

/** Number of frames ImageJ says there are. */
export function imageJImages(description: string): number {
  return Number(fieldsOf(description).get("images") ?? 1) || 1;
}

/** What ImageJ's description of a hyperstack says; pages run channel fastest, then z, then t. */
export function imageJMeaning(description: string, pages: number, resolution: Resolution): Meaning {
  const fields = fieldsOf(description);
  const size = (name: string) => {
    const value = Math.round(Number(fields.get(name) ?? 1));
    return Number.isFinite(value) && value > 0 ? value : 1;
  };
  const sizes = { t: size("frames"), c: size("channels"), z: size("slices") };
  const plain = plainMeaning("ImageJ TIFF", pages);
  const fits = sizes.t * sizes.c * sizes.z === pages;
  const unit = micrometresOf(unescape(fields.get("unit") ?? ""));
  const pixel = (perUnit: number) => (unit !== null && perUnit > 0 && Number.isFinite(perUnit) ? unit / perUnit : null);
  const y = pixel(resolution.y);
  const x = pixel(resolution.x);
  const spacing = Number(fields.get("spacing"));
  const rate = Number(fields.get("fps"));
  const seconds = { ms: 1e-3, msec: 1e-3, s: 1, sec: 1, min: 60 }[fields.get("tunit") ?? "s"] ?? null;
  const stated = Number(fields.get("finterval"));
  const interval = stated > 0 && seconds !== null ? stated * seconds : rate > 0 ? 1 / rate : null;
  const slicesOnly = fits && sizes.z > 1 && sizes.t === 1;
  return {
    ...plain,
    ...(fits ? { sizes, axesKnown: true, pageOf: pageNumbering(["t", "z", "c"], sizes), notes: [] } : {}),
    ...(slicesOnly ? { notes: [`ImageJ calls the ${sizes.z} pages slices (z). If this is a movie in time, give the axes as t.`] } : {}),
    pixelSize: y !== null && x !== null ? [y, x] : null,
    zStep: unit !== null && spacing > 0 ? spacing * unit : null,
    interval,
    channelNames: [],
  };
}

function fieldsOf(description: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of description.split(/\r?\n/)) {
    const cut = line.indexOf("=");
    if (cut > 0) fields.set(line.slice(0, cut).trim().toLowerCase(), line.slice(cut + 1).trim());
  }
  return fields;
}

function unescape(text: string): string {
  return text.replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
