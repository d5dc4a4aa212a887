import { createHash } from "node:crypto";
import { Failure } from "#contract/failure";
import type { Pair } from "#contract/geometry";
import { openRecording } from "#io/recording/open";

/** Depths larger than this are no micrometres of a microscope's field, µm. */
const largest = 10_000;

/**
 * A depth map: an image of one plane, in any format that recordings are read from, whose values are µm from the
 * recorded plane.
 *
 * @param shape pixels it has to have, [y, x]
 * @returns     µm [y, x], and the hash of its values
 * @throws Failure "wrong-axes" where it is no single image of that size, "not-finite" for depths that are no numbers,
 *         "out-of-range" for depths that cannot be µm; as `openRecording`
 */
export async function readDepthMap(path: string, shape: Pair): Promise<{ readonly depth: Float32Array; readonly sha256: string }> {
  const source = await openRecording(path);
  try {
    const { t, c, z, y, x } = source.info.shape;
    const wanted = `${shape[0]} × ${shape[1]} pixels (height × width)`;
    if (t * c * z !== 1) {
      throw new Failure("wrong-axes", `${path} holds ${t * c * z} images; a depth map is one image of the frame's ${wanted}.`, {
        path,
        images: t * c * z,
      });
    }
    if (y !== shape[0] || x !== shape[1]) {
      throw new Failure("wrong-axes", `The depth map ${path} has ${y} × ${x} pixels, and the frame has ${wanted}; make it of that size.`, {
        path,
        shape: [y, x],
        frame: [...shape],
      });
    }
    const depth = Float32Array.from((await source.read(0, 0, 0)).data);
    const at = depth.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) {
      throw new Failure("not-finite", `The depth map ${path} has no depth at row ${Math.floor(at / x)}, column ${at % x}; fill it in.`, {
        path,
        y: Math.floor(at / x),
        x: at % x,
      });
    }
    const far = depth.find((value) => Math.abs(value) > largest);
    if (far !== undefined) {
      throw new Failure("out-of-range", `The depth map ${path} holds ${far}, which is no depth in µm; write µm from the recorded plane.`, {
        path,
        value: far,
      });
    }
    return { depth, sha256: createHash("sha256").update(new Uint8Array(depth.buffer)).digest("hex") };
  } finally {
    await source.close();
  }
}
