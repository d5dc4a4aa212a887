import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "#contract/failure";
import { positionSources } from "#contract/table";
import { tracksOf } from "#core/link/table-ops";
import type { ForeignTracks, Ground } from "#io/foreign/foreign-tracks";
import { Hdf5File } from "#io/recording/hdf5/library";

/** More annotations than a movie can hold are a slip. */
const most = 20_000_000;
/** Provenance that ZephIR gives the positions it tracked; all others were set by people. */
const tracked = "ZEIR";

/**
 * Reads ZephIR's annotations.h5 (Yu et al. 2024, doi:10.1371/journal.pcbi.1011848): places as parts 0..1 of
 * the image's sides, a worldline a neuron; names and colours from the worldlines.h5 beside it.
 *
 * @throws Failure "unsupported" where the file holds no annotations, "damaged" | "empty"
 */
export async function readZephir(path: string, ground: Ground): Promise<ForeignTracks> {
  const file = await Hdf5File.open(path);
  try {
    const column = (name: string): readonly number[] | null => {
      const values = file.names("/").includes(name) ? file.values(name, most) : null;
      return Array.isArray(values) && values.every((value) => typeof value === "number") ? values : null;
    };
    const [t, worldline, x, y] = ["t_idx", "worldline_id", "x", "y"].map(column);
    if (!t || !worldline || !x || !y)
      throw new Failure(
        "unsupported",
        `${path} is HDF5, but holds no ZephIR annotations (t_idx, worldline_id, x, y); it has ${file.names("/").join(", ") || "nothing"}.`,
        { path },
      );
    if (t.length === 0) throw new Failure("empty", `${path} holds no annotations; there is nothing to import.`, { path });
    if ([worldline, x, y].some((values) => values.length !== t.length))
      throw new Failure("damaged", `${path}: its columns differ in length; save the annotations again.`, { path });
    const z = column("z");
    const provenance = file.names("/").includes("provenance") ? file.values("provenance", most) : null;
    const shape = await sidesOf(path, ground);
    const table = tracksOf(t.length);
    const human = positionSources.indexOf("human");
    t.forEach((frame, row) => {
      table.t[row] = frame;
      table.track[row] = worldline[row]!;
      table.z[row] = z === null || shape.z === 1 ? 0 : z[row]! * shape.z - 0.5;
      table.y[row] = y[row]! * shape.y - 0.5;
      table.x[row] = x[row]! * shape.x - 0.5;
      table.radius[row] = Number.NaN;
      table.intensity[row] = Number.NaN;
      table.confidence[row] = 1;
      const by = Array.isArray(provenance) ? provenance[row] : null;
      table.source[row] = typeof by === "string" && by !== tracked ? human : 0;
    });
    return {
      format: "ZephIR annotations",
      table,
      unit: "voxel",
      zFromFirstPlane: true,
      tracked: true,
      notes: [],
      ...(await worldlines(path)),
    };
  } finally {
    file.close();
  }
}

/** Sides of the image in voxels: as metadata.json beside the file says, else as the study's movie. */
async function sidesOf(path: string, { shape }: Ground): Promise<{ readonly z: number; readonly y: number; readonly x: number }> {
  const own = { z: shape[0], y: shape[1], x: shape[2] };
  const text = await readFile(join(dirname(path), "metadata.json"), "utf8").catch(() => null);
  if (text === null) return own;
  try {
    // Unknown JSON: only numbers of these names are taken.
    const said = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const side = (name: "z" | "y" | "x") => (typeof said[`shape_${name}`] === "number" ? Number(said[`shape_${name}`]) : own[name]);
    // A projection has no depth, whatever the movie had that it was made of.
    return { z: own.z === 1 ? 1 : side("z"), y: side("y"), x: side("x") };
  } catch {
    return own;
  }
}

async function worldlines(path: string): Promise<Pick<ForeignTracks, "names" | "colours">> {
  const names = new Map<number, string>();
  const colours = new Map<number, string>();
  const beside = join(dirname(path), "worldlines.h5");
  if (!existsSync(beside)) return { names, colours };
  const file = await Hdf5File.open(beside);
  try {
    const there = file.names("/");
    const values = (name: string) => (there.includes(name) ? file.values(name, most) : null);
    const [ids, called, coloured] = [values("id"), values("name"), values("color")];
    if (!Array.isArray(ids)) return { names, colours };
    ids.forEach((id, row) => {
      const name = Array.isArray(called) ? String(called[row]).trim() : "";
      if (name !== "" && name !== "null" && name !== String(id)) names.set(Number(id), name);
      const colour = Array.isArray(coloured) ? String(coloured[row]).trim().toLowerCase() : "";
      if (/^#[0-9a-f]{6}$/.test(colour)) colours.set(Number(id), colour);
    });
    return { names, colours };
  } finally {
    file.close();
  }
}
