import { Failure } from "#contract/failure";
import type { Pair } from "#contract/geometry";
import type { Manifest } from "#contract/model";
import type { FocusSurface } from "#contract/surface";
import { fitSurface, surfaceMap } from "#core/refocus/surfaces";
import { readDepthMap } from "#io/recording/depth-map";

/** A surface to refocus along. */
export interface RefocusSurface {
  /** µm from the recorded plane at each pixel of the recording [y, x]. */
  readonly depth: Float32Array;
  /** What made it, for the record: points and shape, or the depth map's file and SHA-256. */
  readonly about: Readonly<Record<string, unknown>>;
}

/**
 * The depth at every pixel of a recording: of a surface through points, or from the file of a depth map.
 *
 * @param shape     pixels of the recording [y, x]
 * @param pixelSize µm [y, x]
 * @throws Failure "invalid-input" for points that fix no surface; as `readDepthMap`
 */
export async function surfaceOf(surface: FocusSurface, shape: Pair, pixelSize: Pair): Promise<RefocusSurface> {
  if ("file" in surface) {
    const { depth, sha256 } = await readDepthMap(surface.file, shape);
    return { depth, about: { depthMap: surface.file, sha256 } };
  }
  const fitted = fitSurface(surface.points, surface.shape);
  const { depth } = surfaceMap(fitted, shape, pixelSize, { min: -Infinity, max: Infinity });
  return { depth, about: { shape: surface.shape, points: surface.points } };
}

/** Where more of a surface lies beyond the model's range than this, nothing sensible would come out. */
const mostBeyond = 0.5;

/**
 * A surface in the sense a model was trained on. Depths beyond its range stay at the end, and it is said how many.
 *
 * @param origin depth of the model's first plane in that sense, µm (`recordedPlanes`)
 * @throws Failure "out-of-range" where most of it lies beyond, "wrong-axes" for a map of another size
 */
export function modelSurface(
  { depth: asked }: RefocusSurface,
  frame: Pair,
  axialDirection: 1 | -1,
  origin: number,
  model: Pick<Manifest, "depth" | "id">,
): { readonly depth: Float32Array; readonly warnings: readonly string[] } {
  if (asked.length !== frame[0] * frame[1]) {
    throw new Failure(
      "wrong-axes",
      `The surface has ${asked.length} pixels and the frames ${frame[0]} × ${frame[1]}; give one of their size.`,
      {
        pixels: asked.length,
        frame: [...frame],
      },
    );
  }
  const { min, max } = model.depth;
  let beyond = 0;
  const depth = asked.map((z) => {
    const inside = Math.min(Math.max(z * axialDirection - origin, min), max);
    if (Math.abs(inside - (z * axialDirection - origin)) > 1e-4) beyond++;
    return inside;
  });
  const share = beyond / depth.length;
  const facts = { model: model.id, min, max, beyond: Number(share.toFixed(4)) };
  const most = (100 * share).toFixed(share < 0.1 ? 1 : 0);
  if (share > mostBeyond) {
    throw new Failure(
      "out-of-range",
      `${most} % of the surface lies beyond what the model ${model.id} was trained on, ${min} to ${max} µm; set its points nearer to the recorded plane.`,
      facts,
    );
  }
  return {
    depth,
    warnings:
      beyond === 0
        ? []
        : [
            `${most} % of the surface lies beyond ${min} to ${max} µm, what the model ${model.id} was trained on; there it is held at the end.`,
          ],
  };
}
