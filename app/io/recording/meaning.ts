import { Failure } from "#contract/failure";
import type { Channel, ChannelRole, RecordingOptics } from "#contract/recording";

/** What a file's own words say about its pages. Null is "not said". */
export interface Meaning {
  /** For people: "OME-TIFF", "ImageJ TIFF", … */
  readonly format: string;
  readonly sizes: Sizes;
  /** False where the file does not say which axis its pages run along. */
  readonly axesKnown: boolean;
  /** Page of frame t, channel c, plane z; −1 where the file leaves it out. */
  readonly pageOf: (t: number, c: number, z: number) => number;
  readonly pixelSize: readonly [number, number] | null;
  readonly zStep: number | null;
  readonly zOrigin: number;
  readonly interval: number | null;
  readonly times: readonly number[] | null;
  /** Number of each frame as the microscope counted, where some were dropped. */
  readonly frameNumbers?: readonly number[];
  readonly channelNames: readonly string[];
  readonly wavelengths: readonly (number | null)[];
  readonly virtual: string | null;
  readonly optics?: RecordingOptics;
  /** Which array of a file of many this is, and whether that one was the only choice. */
  readonly dataset?: { readonly path: string; readonly known: boolean };
  readonly notes: readonly string[];
}

export interface Sizes {
  readonly t: number;
  readonly c: number;
  readonly z: number;
}

type Axis = keyof Sizes;

/** A page numbering from axes given slowest first. */
export function pageNumbering(order: readonly Axis[], sizes: Sizes): (t: number, c: number, z: number) => number {
  const stride: Record<Axis, number> = { t: 0, c: 0, z: 0 };
  let step = 1;
  for (const axis of [...order].reverse()) {
    stride[axis] = step;
    step *= sizes[axis];
  }
  return (t, c, z) => t * stride.t + c * stride.c + z * stride.z;
}

/** Says nothing: every page is a frame in time, until someone knows better. */
export function plainMeaning(format: string, pages: number): Meaning {
  const sizes = { t: pages, c: 1, z: 1 };
  return {
    format,
    sizes,
    axesKnown: pages === 1,
    pageOf: pageNumbering(["t"], sizes),
    pixelSize: null,
    zStep: null,
    zOrigin: 0,
    interval: null,
    times: null,
    channelNames: [],
    wavelengths: [],
    virtual: null,
    notes:
      pages === 1
        ? []
        : [
            `The file does not say what its ${pages} pages are; they are read as frames in time. If they are planes or channels, say so with the axes (for example z, tc, tz41).`,
          ],
  };
}

/**
 * The pages read as the user says: letters t, c, z, slowest first, each followed by its size where the file
 * does not say it ("t", "tc", "tz41", "t60c2"); a trailing yx may be given.
 *
 * @throws Failure "wrong-axes"
 */
export function withAxes(said: Meaning, axes: string, pages: number, path: string): Meaning {
  const text = axes.toLowerCase().replaceAll(/[\s,]/g, "");
  const refuse = (why: string): Failure =>
    new Failure(
      "wrong-axes",
      `The axes "${axes}" do not fit ${path}: ${why}; give t, c and z slowest first, with sizes where they are not known, for example t, tc2 or tz41.`,
      { path, axes, pages },
    );
  const match = /^((?:[tcz]\d*)*)(yx)?$/.exec(text);
  if (!match) throw refuse("only t, c, z (and a trailing yx) are known");
  const order: Axis[] = [];
  const given: Partial<Record<Axis, number>> = {};
  for (const [, letter, digits] of (match[1] ?? "").matchAll(/([tcz])(\d*)/g)) {
    const axis: Axis = letter === "t" ? "t" : letter === "c" ? "c" : "z";
    if (order.includes(axis)) throw refuse(`${axis} is given twice`);
    order.push(axis);
    if (digits) given[axis] = Number(digits);
  }
  const openAxes = () => order.filter((axis) => given[axis] === undefined);
  // Where more than one size is open, those of channels and planes are taken from the file; two channels are usual.
  if (openAxes().length > 1 && order.includes("z") && given.z === undefined && said.axesKnown && said.sizes.z > 1) given.z = said.sizes.z;
  if (openAxes().length > 1 && order.includes("c") && given.c === undefined)
    given.c = said.axesKnown && said.sizes.c > 1 ? said.sizes.c : 2;
  const open = openAxes();
  const known = order.reduce((product, axis) => product * (given[axis] ?? 1), 1);
  if (open.length > 1) throw refuse(`the size of ${open.slice(1).join(" and ")} is not known`);
  if (open.length === 1 && open[0]) {
    if (known < 1 || pages % known !== 0) throw refuse(`${pages} pages do not divide by ${known}`);
    given[open[0]] = pages / known;
  }
  const sizes: Sizes = { t: given.t ?? 1, c: given.c ?? 1, z: given.z ?? 1 };
  if (sizes.t * sizes.c * sizes.z !== pages) throw refuse(`they make ${sizes.t * sizes.c * sizes.z} pages and the file has ${pages}`);
  const sameChannels = sizes.c === said.sizes.c;
  const { frameNumbers, ...rest } = said;
  return {
    ...rest,
    ...(frameNumbers && sizes.t === said.sizes.t && { frameNumbers }),
    sizes,
    axesKnown: true,
    pageOf: pageNumbering(order, sizes),
    interval: sizes.t > 1 ? said.interval : null,
    times: sizes.t === said.sizes.t ? said.times : null,
    zStep: sizes.z > 1 ? said.zStep : null,
    zOrigin: sizes.z > 1 ? said.zOrigin : 0,
    channelNames: sameChannels ? said.channelNames : [],
    wavelengths: sameChannels ? said.wavelengths : [],
    notes: said.axesKnown ? said.notes : said.notes.filter((note) => !note.startsWith("The file does not say what its")),
  };
}

const activity = /gcamp|gfp|green|calcium|activity|camp|488|fitc/i;
const reference = /mcherry|rfp|red|tagrfp|tdtomato|mkate|mneptune|561|594|reference|texas/i;

/** Channels with roles told by their names alone; a single channel is the activity. */
export function channelsOf(count: number, names: readonly string[], wavelengths: readonly (number | null)[]): Channel[] {
  const channels: Channel[] = [];
  for (let c = 0; c < count; c++) {
    const name = names[c] || `channel ${c}`;
    const role = count === 1 ? "activity" : roleOf(name);
    channels.push({ name, role, wavelength: wavelengths[c] ?? null });
  }
  return channels;
}

/** The role that a channel's name tells. */
export function roleOf(name: string): ChannelRole {
  return reference.test(name) ? "reference" : activity.test(name) ? "activity" : "other";
}
