import { readFile } from "node:fs/promises";
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
  readonly axes: readonly string[];
  /** Unit of each axis as written; empty where none is. */
  readonly units: readonly string[];
  readonly scale: readonly number[] | null;
  readonly translation: readonly number[] | null;
  readonly channels: readonly string[];
  readonly wavelengths: readonly (number | null)[];
  readonly virtual: string | null;
}

/**
 * Reads the attributes of an OME-Zarr group.
 *
 * @throws Failure "unsupported" for a folder that is none, "damaged" | "wrong-axes"
 */
export async function zarrAttributes(path: string): Promise<ZarrAttributes> {
  const root = await groupAttributes(path);
  const multiscale = fields(array(root["multiscales"])[0]);
  const dataset = fields(array(multiscale["datasets"])[0]);
  const axes = array(multiscale["axes"]).map((axis) => (typeof axis === "string" ? axis : String(fields(axis)["name"])));
  const inner = dataset["path"];
  if (typeof inner !== "string" || axes.length === 0)
    throw new Failure("damaged", `${path} has no OME-Zarr image (no multiscales with axes); export it again as OME-Zarr 0.4 or 0.5.`, {
      path,
    });
  if (inner.split("/").includes("..") || inner.startsWith("/"))
    throw new Failure("damaged", `${path} points outside its own folder (${inner}); it is not opened.`, { path, inner });
  if (!/^t?c?z?yx$/.test(axes.join("")))
    throw new Failure("wrong-axes", `${path} has the axes ${axes.join(", ")}; only t, c, z, y, x in this order are read.`, {
      path,
      axes: axes.join(""),
    });
  const transforms = array(dataset["coordinateTransformations"]).map(fields);
  const numbers = (name: string): number[] | null => {
    const values = array(transforms.find((each) => each["type"] === name)?.[name]).map(Number);
    return values.length === axes.length && values.every(Number.isFinite) ? values : null;
  };
  const channels = array(fields(root["omero"])["channels"]).map(fields);
  const virtual = root["virtual"];
  return {
    root,
    version: String(multiscale["version"] ?? root["version"] ?? "0.4"),
    path: inner,
    axes,
    units: array(multiscale["axes"]).map((axis) => String(fields(axis)["unit"] ?? "")),
    scale: numbers("scale"),
    translation: numbers("translation"),
    channels: channels.map((channel) => String(channel["label"] ?? "")),
    wavelengths: channels.map(() => null),
    virtual: virtual === undefined ? null : JSON.stringify(virtual),
  };
}

/** Whether a store was written by this program. */
export function isOwnStore(root: Fields): boolean {
  return "nematrace" in root;
}

async function groupAttributes(path: string): Promise<Fields> {
  const v2 = await json(join(path, ".zattrs"));
  if (v2) return v2;
  const v3 = await json(join(path, "zarr.json"));
  if (v3) {
    const attributes = fields(v3["attributes"]);
    return { ...attributes, ...fields(attributes["ome"]) };
  }
  throw new Failure("unsupported", `${path} is a folder without an OME-Zarr image; give a recording's file or an OME-Zarr folder.`, {
    path,
  });
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
