import { Failure } from "#contract/failure";

/** An axis that numbers in file names can run along; p is a place on the slide, which makes a recording of its own. */
type Numbered = "t" | "c" | "z";

/** The images of a folder by frame, channel and plane. */
export interface Numbering {
  /** Names of the images, [t][c][z]. */
  readonly images: readonly (readonly (readonly string[])[])[];
  /** Number of each frame as written, counted in the usual step; absent where none is lacking in between. */
  readonly frameNumbers?: readonly number[];
  readonly channelNames: readonly string[];
  /** False where the names do not say what their numbers count. */
  readonly known: boolean;
  /** Whether the axes that were asked for leave one letter for the pages inside each file. */
  readonly pageAxis: Numbered | null;
  readonly notes: readonly string[];
}

const ending = /\.(tiff?|png)$/i;
const labels: readonly (readonly [Numbered | "p", RegExp])[] = [
  ["t", /(?:^|[^a-z])(?:t|tp|time|timepoint|frame)[ _-]?$/i],
  ["z", /(?:^|[^a-z])(?:z|slice|plane|depth)[ _-]?$/i],
  ["c", /(?:^|[^a-z])(?:c|ch|chan|channel|w|wv)[ _-]?$/i],
  ["p", /(?:^|[^a-z])(?:p|pos|position|xy|s|series|scene|m|tile)[ _-]?$/i],
];

interface Named {
  readonly name: string;
  readonly template: string;
  readonly numbers: readonly number[];
  readonly before: readonly string[];
}

/** Names of a folder that are numbered images of one kind, the most frequent pattern; fewer than two are none. */
export function numberedImages(names: readonly string[]): readonly string[] {
  return mostFrequent(names).map(({ name }) => name);
}

/**
 * Reads what the numbers in the names of a folder's images count: t####, z###, c## and their words, Micro-Manager's
 * img_frame_channel_slice, or one number alone.
 *
 * @param axes letters for the varying numbers in the order of the name, where a person gives them; one more speaks of pages
 * @throws Failure "unsupported" where there are no images, "wrong-axes" where the numbers cannot be told apart
 */
export function numberingOf(names: readonly string[], folder: string, axes: string | null): Numbering {
  const named = mostFrequent(names);
  if (named.length === 0)
    throw new Failure(
      "unsupported",
      `${folder} is a folder without numbered images (TIFF or grey PNG) or an OME-Zarr image; give a recording's file or such a folder.`,
      {
        path: folder,
      },
    );
  const manager = microManager(named);
  const varying = manager ? null : varyingGroups(named);
  const letters = axes?.toLowerCase().replaceAll(/[\s,]|yx$/g, "") ?? null;
  const { axisOf, known, pageAxis } = manager
    ? { axisOf: [] as (Numbered | null)[], known: true, pageAxis: null }
    : axesOf(named, varying ?? [], letters, folder);
  const places = new Map<string, string>();
  const seen = { t: new Set<number>(), c: new Set<number>(), z: new Set<number>() };
  const channelNames = manager ? [...new Set(manager.map(({ channel }) => channel))].sort() : [];
  named.forEach((image, i) => {
    const at = { t: 0, c: 0, z: 0 };
    const fields = manager?.[i];
    if (fields) Object.assign(at, { t: fields.t, c: channelNames.indexOf(fields.channel), z: fields.z });
    axisOf.forEach((axis, group) => {
      if (axis) at[axis] = image.numbers[group] ?? 0;
    });
    const key = `${at.t}-${at.c}-${at.z}`;
    const other = places.get(key);
    if (other !== undefined)
      throw new Failure(
        "wrong-axes",
        `${folder}: ${other} and ${image.name} are the same frame, channel and plane; leave one out, or say what the numbers count with the axes.`,
        { path: folder },
      );
    places.set(key, image.name);
    for (const axis of ["t", "c", "z"] as const) seen[axis].add(at[axis]);
  });
  return { ...arranged(places, seen, folder), channelNames, known, pageAxis };
}

function arranged(
  places: ReadonlyMap<string, string>,
  seen: Readonly<Record<Numbered, ReadonlySet<number>>>,
  folder: string,
): Pick<Numbering, "images" | "frameNumbers" | "notes"> {
  const [ts, cs, zs] = [sorted(seen.t), sorted(seen.c), sorted(seen.z)];
  const images: string[][][] = [];
  const kept: number[] = [];
  for (const t of ts) {
    const stack = cs.map((c) => zs.map((z) => places.get(`${t}-${c}-${z}`)));
    if (!stack.every((planes) => planes.every((name) => name !== undefined))) continue;
    images.push(stack as string[][]);
    kept.push(t);
  }
  if (images.length === 0)
    throw new Failure(
      "incomplete",
      `${folder} has no frame of which all ${cs.length} channels and ${zs.length} planes are there; copy the whole folder.`,
      { path: folder },
    );
  const step = ts.slice(1).reduce((common, t, i) => divisor(common, t - (ts[i] ?? 0)), 0) || 1;
  const numbers = kept.map((t) => (t - (ts[0] ?? 0)) / step);
  const lacking = (ts.at(-1) ?? 0) - (ts[0] ?? 0) > 0 ? ((ts.at(-1) ?? 0) - (ts[0] ?? 0)) / step + 1 - kept.length : 0;
  return {
    images,
    ...(lacking > 0 && { frameNumbers: numbers }),
    notes:
      lacking > 0
        ? [`${lacking} numbers between the first and the last frame are lacking or incomplete; they count as dropped frames.`]
        : [],
  };
}

function axesOf(
  named: readonly Named[],
  varying: readonly number[],
  letters: string | null,
  folder: string,
): { axisOf: (Numbered | null)[]; known: boolean; pageAxis: Numbered | null } {
  const axisOf: (Numbered | null)[] = (named[0]?.numbers ?? []).map(() => null);
  const refuse = (why: string) =>
    new Failure(
      "wrong-axes",
      `${folder}: ${why}; give one letter of t, c, z for each number that varies in the names, in their order (${varying.length} vary in ${named[0]?.name ?? ""}).`,
      { path: folder },
    );
  if (letters !== null) {
    if (
      !/^[tcz]*$/.test(letters) ||
      new Set(letters).size !== letters.length ||
      letters.length < varying.length ||
      letters.length > varying.length + 1
    )
      throw refuse(`the axes "${letters}" do not fit`);
    varying.forEach((group, i) => (axisOf[group] = letters[i] as Numbered));
    return { axisOf, known: true, pageAxis: (letters[varying.length] as Numbered | undefined) ?? null };
  }
  const loose: number[] = [];
  for (const group of varying) {
    const before = named[0]?.before[group] ?? "";
    const label = labels.find(([, pattern]) => pattern.test(before))?.[0];
    if (label === "p") throw refuse("the images were taken at several places on the slide; put each place into a folder of its own");
    if (label === undefined) loose.push(group);
    else if (axisOf.includes(label)) throw refuse(`two numbers are called ${label}`);
    else axisOf[group] = label;
  }
  if (loose.length > 1 || (loose.length === 1 && axisOf.includes("t"))) throw refuse("the names do not say what their numbers count");
  if (loose[0] !== undefined) axisOf[loose[0]] = "t";
  return { axisOf, known: loose.length === 0, pageAxis: null };
}

function mostFrequent(names: readonly string[]): Named[] {
  const groups = new Map<string, Named[]>();
  for (const name of names) {
    if (!ending.test(name) || name.startsWith(".")) continue;
    const image = split(name);
    groups.set(image.template, [...(groups.get(image.template) ?? []), image]);
  }
  const managed = [...groups.values()].flat().filter(({ name }) => managerName.test(name));
  const best = managed.length > 1 ? managed : ([...groups.values()].sort((a, b) => b.length - a.length)[0] ?? []);
  return best.length > 1 || names.length === 1 ? best.sort((a, b) => (a.name < b.name ? -1 : 1)) : [];
}

function split(name: string): Named {
  const numbers: number[] = [];
  const before: string[] = [];
  let text = "";
  for (const [, words, digits] of name.replace(ending, "").matchAll(/(\D*)(\d+)/g)) {
    before.push(words ?? "");
    numbers.push(Number(digits));
    text += `${words}#`;
  }
  const extension = (ending.exec(name)?.[1] ?? "").toLowerCase().replace("tiff", "tif");
  return { name, template: `${text}${/\D*$/.exec(name.replace(ending, ""))?.[0] ?? ""}.${extension}`, numbers, before };
}

const managerName = /^img_(\d{9})_(.*)_(\d{3})\.tiff?$/i;

function microManager(named: readonly Named[]): { t: number; channel: string; z: number }[] | null {
  const matches = named.map(({ name }) => managerName.exec(name));
  if (matches.some((match) => match === null)) return null;
  return matches.map((match) => ({ t: Number(match?.[1]), channel: match?.[2] ?? "", z: Number(match?.[3]) }));
}

function varyingGroups(named: readonly Named[]): number[] {
  const first = named[0]?.numbers ?? [];
  return first.map((_, group) => group).filter((group) => named.some(({ numbers }) => numbers[group] !== first[group]));
}

function sorted(values: ReadonlySet<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
