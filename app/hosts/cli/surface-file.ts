import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import * as z from "zod/mini";
import { Failure } from "#contract/failure";
import type { Pair } from "#contract/geometry";
import { drawnSurface } from "#contract/surface";
import { type RefocusSurface, surfaceOf } from "#jobs/refocus-surface";

/**
 * The surface that `--surface` names: a depth map, or a JSON file of shape and points,
 * `{"shape": "plane", "points": [[z, y, x], …]}` in µm.
 *
 * @throws Failure "not-found" | "invalid-input"; as `surfaceOf`
 */
export async function surfaceFile(path: string, shape: Pair, pixelSize: Pair): Promise<RefocusSurface> {
  if (extname(path).toLowerCase() !== ".json") return surfaceOf({ file: path }, shape, pixelSize);
  const text = await readFile(path, "utf8").catch(() => {
    throw new Failure("not-found", `The file ${path} cannot be read; give the path of a depth map or of a JSON file of points.`, { path });
  });
  return surfaceOf(parsed(text, path), shape, pixelSize);
}

function parsed(text: string, path: string): z.infer<typeof drawnSurface> {
  try {
    return z.parse(drawnSurface, JSON.parse(text));
  } catch {
    throw new Failure(
      "invalid-input",
      `${path} is no surface; write {"shape": "plane", "points": [[z, y, x], …]} in µm, the shape one of plane, cylinder, quadratic, spline.`,
      { path },
    );
  }
}
