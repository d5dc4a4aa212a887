import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { Failure } from "#contract/failure";
import { parseRegions, type Region } from "#contract/region";
import { unsaid } from "#contract/recording";
import { outlineOf } from "#core/detect/outline";
import { openRecording } from "#io/recording/open";

/** Lengths that a mask image is laid over: those of the stacks. */
export interface Field {
  /** Voxels [z, y, x]. */
  readonly shape: readonly [number, number, number];
  /** µm [z, y, x]. */
  readonly voxel: readonly [number, number, number];
  /** µm [z, y, x]. */
  readonly origin: readonly [number, number, number];
}

/**
 * Regions from files, as the step's parameter holds them: polygons in JSON, [[y,x],…] or {"points":…,"z":[min,max]}
 * or a list of these, µm; or a mask image of the stack's own size, one plane or as many as the stack has.
 *
 * @param field null where mask images cannot be laid over anything yet
 * @throws Failure "invalid-input" | "not-found", and as the readers
 */
export async function regionText(include: readonly string[], exclude: readonly string[], field: Field | null): Promise<string> {
  if (include.length === 0 && exclude.length === 0) return "";
  const read = async (paths: readonly string[]): Promise<Region[]> =>
    (await Promise.all(paths.map((path) => regionsIn(path, field)))).flat();
  return JSON.stringify({ include: await read(include), exclude: await read(exclude) });
}

async function regionsIn(path: string, field: Field | null): Promise<Region[]> {
  if (extname(path).toLowerCase() !== ".json") return ofMask(path, field);
  let given: unknown;
  try {
    given = JSON.parse(await readFile(path, "utf8"));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw new Failure("invalid-input", `${path} is no JSON: ${thrown.message}.`, { path });
    throw new Failure("not-found", `The regions in ${path} cannot be read; check the path.`, { path });
  }
  const list = isPolygon(given) ? [{ points: given }] : Array.isArray(given) ? given.map(asRegion) : [asRegion(given)];
  return parseRegions(JSON.stringify({ include: list })).include;
}

function isPolygon(value: unknown): boolean {
  return Array.isArray(value) && Array.isArray(value[0]) && typeof value[0][0] === "number";
}

function asRegion(value: unknown): unknown {
  return isPolygon(value) ? { points: value } : value;
}

async function ofMask(path: string, field: Field | null): Promise<Region[]> {
  if (field === null) {
    throw new Failure("invalid-input", `${path} is taken for a mask image, which only "detect" takes; give polygons in a .json here.`, {
      path,
    });
  }
  const { shape, voxel, origin } = field;
  const first = await openRecording(path, unsaid);
  const pages = first.info.shape.t * first.info.shape.z;
  await first.close();
  // Pages of a mask are planes, whatever its file calls them.
  const mask =
    pages > 1 && first.info.shape.z === 1
      ? await openRecording(path, { ...unsaid, axes: "z" })
      : first.info.shape.z === pages
        ? await openRecording(path, unsaid)
        : null;
  try {
    const size = mask?.info.shape;
    if (!mask || !size || size.y !== shape[1] || size.x !== shape[2] || (size.z !== 1 && size.z !== shape[0])) {
      const { z, y, x } = first.info.shape;
      throw new Failure(
        "invalid-input",
        `The mask ${path} has ${z} × ${y} × ${x} pixels (z, y, x); the stack has ${shape.join(" × ")}. Give a mask of one plane or of all.`,
        { path, mask: [z, y, x], stack: [...shape] },
      );
    }
    const found: Region[] = [];
    for (let z = 0; z < size.z; z++) {
      const corners = outlineOf((await mask.read(0, 0, z)).data, [size.y, size.x]);
      if (corners.length === 0) continue;
      const points = corners.map(([y, x]): [number, number] => [origin[1] + y * voxel[1], origin[2] + x * voxel[2]]);
      const depth = origin[0] + z * voxel[0];
      found.push({ points, z: size.z === 1 ? null : [depth - voxel[0] / 2, depth + voxel[0] / 2] });
    }
    if (found.length === 0) throw new Failure("invalid-input", `The mask ${path} is empty: every pixel is 0.`, { path });
    return found;
  } finally {
    await mask?.close();
  }
}
