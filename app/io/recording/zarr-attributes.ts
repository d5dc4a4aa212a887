import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#contract/failure";
import { accessFailure } from "#io/recording/file";

type Fields = Readonly<Record<string, unknown>>;

/** What the attributes of an OME-Zarr group say. */
export interface ZarrAttributes {
  readonly root: Fields;
  readonly version: string;
  /** Path of the full resolution inside the group. */
  readonly path: string;
  /** Names of the axes, slowest first; empty for a bare array. */
  readonly axes: readonly string[];
  /** Unit of each axis as written; empty where none is. */
  readonly units: readonly string[];
  readonly scale: readonly number[] | null;
  readonly translation: readonly number[] | null;
  readonly channels: readonly string[];
  readonly wavelengths: readonly (number | null)[];
  readonly virtual: string | null;
  /** Which image of a folder of several this is. */
  readonly dataset: { readonly path: string; readonly known: boolean } | null;
}

/**
 * Reads what a Zarr folder says: an OME-Zarr image, a folder of such images (bioformats2raw, plates), or a bare array.
 *
 * @param wanted path of an image inside the folder; null for the folder's own, or its first
 * @throws Failure "unsupported" for a folder that is none, "damaged" | "wrong-axes" | "invalid-input"
 */
export async function zarrAttributes(path: string, wanted: string | null): Promise<ZarrAttributes> {
  const own = wanted === null ? "" : wanted.replaceAll(/^\/+|\/+$/g, "");
  refuseOutside(path, own);
  const root = await groupAttributes(join(path, own));
  const multiscale = fields(array(root?.["multiscales"])[0]);
  if (root === null || Object.keys(multiscale).length === 0) {
    if (await isArray(join(path, own))) return { ...silent, root: root ?? {}, path: own, dataset: null };
    if (wanted !== null)
      throw new Failure("invalid-input", `${path} holds no image "${wanted}"; nematrace info lists those it has.`, {
        path,
        dataset: wanted,
      });
    const [first, ...others] = await imagesIn(path);
    if (first === undefined)
      throw new Failure(
        root === null ? "unsupported" : "damaged",
        `${path} has no OME-Zarr image (no multiscales with axes); export it again as OME-Zarr 0.4 or 0.5.`,
        { path },
      );
    return { ...(await zarrAttributes(path, first)), dataset: { path: first, known: others.length === 0 } };
  }
  const dataset = fields(array(multiscale["datasets"])[0]);
  const axes = array(multiscale["axes"]).map((axis) => (typeof axis === "string" ? axis : String(fields(axis)["name"])));
  const inner = dataset["path"];
  if (typeof inner !== "string" || axes.length === 0)
    throw new Failure("damaged", `${path} has no OME-Zarr image (no multiscales with axes); export it again as OME-Zarr 0.4 or 0.5.`, {
      path,
    });
  refuseOutside(path, inner);
  if (!axes.every((axis) => /^[tczyx]$/.test(axis)) || new Set(axes).size !== axes.length || !axes.includes("y") || !axes.includes("x"))
    throw new Failure("wrong-axes", `${path} has the axes ${axes.join(", ")}; only t, c, z, y and x are read, y and x among them.`, {
      path,
      axes: axes.join(""),
    });
  const whole = array(multiscale["coordinateTransformations"]).map(fields);
  const transforms = array(dataset["coordinateTransformations"]).map(fields);
  const numbers = (from: readonly Fields[], name: string): number[] | null => {
    const values = array(from.find((each) => each["type"] === name)?.[name]).map(Number);
    return values.length === axes.length && values.every(Number.isFinite) ? values : null;
  };
  const outer = numbers(whole, "scale");
  const channels = array(fields(root["omero"])["channels"]).map(fields);
  const virtual = root["virtual"];
  return {
    root,
    version: String(multiscale["version"] ?? root["version"] ?? "0.4"),
    path: own === "" ? inner : `${own}/${inner}`,
    axes,
    units: array(multiscale["axes"]).map((axis) => String(fields(axis)["unit"] ?? "")),
    scale: numbers(transforms, "scale")?.map((step, i) => step * (outer?.[i] ?? 1)) ?? outer,
    translation: numbers(transforms, "translation"),
    channels: channels.map((channel) => String(channel["label"] ?? "")),
    wavelengths: channels.map(() => null),
    virtual: virtual === undefined ? null : JSON.stringify(virtual),
    dataset: null,
  };
}

/** A bare array says nothing. */
const silent = {
  version: "",
  axes: [],
  units: [],
  scale: null,
  translation: null,
  channels: [],
  wavelengths: [],
  virtual: null,
} as const;

const mostFolders = 5000;

/** Paths of the OME-Zarr images inside a folder, in the order of their numbers. */
export async function imagesIn(path: string): Promise<string[]> {
  const images: string[] = [];
  let visited = 0;
  const visit = async (inside: string, depth: number): Promise<void> => {
    const entries = await readdir(join(path, inside), { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    for (const name of names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }))) {
      if (++visited > mostFolders || name === "labels" || name === "OME") continue;
      const folder = inside === "" ? name : `${inside}/${name}`;
      const attributes = await groupAttributes(join(path, folder));
      if (array(attributes?.["multiscales"]).length > 0) images.push(folder);
      else if (attributes !== null && depth < 3) await visit(folder, depth + 1);
    }
  };
  await visit("", 1);
  return images;
}

function refuseOutside(path: string, inner: string): void {
  if (inner.split(/[\\/]/).includes("..") || inner.startsWith("/") || inner.includes("\0"))
    throw new Failure("damaged", `${path} points outside its own folder (${inner}); it is not opened.`, { path, inner });
}

async function isArray(path: string): Promise<boolean> {
  if (await json(join(path, ".zarray"))) return true;
  return (await json(join(path, "zarr.json")))?.["node_type"] === "array";
}

/** Whether a store was written by this program. */
export function isOwnStore(root: Fields): boolean {
  // Our label images tell what they were drawn from, but are images like any other.
  return "nematrace" in root && !("image-label" in root);
}

/** Attributes of a group or array; null where the folder is neither. */
async function groupAttributes(path: string): Promise<Fields | null> {
  const v2 = await json(join(path, ".zattrs"));
  if (v2) return v2;
  const v3 = await json(join(path, "zarr.json"));
  if (v3) {
    const attributes = fields(v3["attributes"]);
    return { ...attributes, ...fields(attributes["ome"]) };
  }
  return (await json(join(path, ".zgroup"))) ? {} : null;
}

async function json(file: string): Promise<Fields | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return null;
    throw accessFailure(file, thrown);
  }
  try {
    return fields(JSON.parse(text));
  } catch {
    throw new Failure("damaged", `${file} is not valid JSON; export the OME-Zarr again.`, { path: file });
  }
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
