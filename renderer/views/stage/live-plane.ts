import { depthWeights } from "#core/refocus/depth-weights";
import { focusPlane, focusSurface, planesAtNodes } from "#core/refocus/focus";
import { surfaceMap } from "#core/refocus/surfaces";
import type { FocusEncoding, FramePixels } from "#renderer/client/decode.ts";
import type { FocusSurface } from "#contract/surface";
import { surfaceFunction } from "#renderer/state/surface.ts";
import type { DepthSteps } from "#renderer/state/view.ts";
import type { Plane } from "#renderer/viewers/plane.ts";

/** Distance between two positions of the focus wheel, µm. */
const notch = 0.25;

/** Depths that live focus reaches, µm in the recording's own direction. */
export function liveDepths({ depth, axialDirection }: FocusEncoding): DepthSteps {
  return axialDirection > 0 ? { min: depth.min, max: depth.max, step: notch } : { min: -depth.max, max: -depth.min, step: notch };
}

/** Brightest of a few planes at each pixel: what black and white are chosen from. */
export function brightestOf(encoding: FocusEncoding): Float32Array {
  const { min, max } = encoding.depth;
  const depths = Array.from({ length: 9 }, (_, i) => min + ((max - min) * i) / 8);
  const count = encoding.shape[0];
  const weights = depthWeights(depths, encoding.depth);
  const brightest = new Float32Array(encoding.shape[1] * encoding.shape[2]);
  const plane = new Float32Array(brightest.length);
  depths.forEach((_, p) => {
    focusPlane(encoding, weights.subarray(p * count, (p + 1) * count), plane);
    for (let i = 0; i < plane.length; i++) brightest[i] = Math.max(brightest[i] as number, plane[i] as number);
  });
  return brightest;
}

/** Makes the plane of live focus: level at a depth, or along a surface with the depth as distance from it. */
export class LivePlane {
  private map: { readonly surface: FocusSurface; readonly file: unknown; readonly key: string; readonly depth: Float32Array } | null = null;

  /**
   * @param surface what is followed; null for a level plane. One that its points do not fix yet leaves the plane level
   * @param file    depths of a surface that comes from a file, µm [y, x]
   */
  plane(
    encodings: readonly FocusEncoding[],
    pitch: readonly [number, number],
    depth: number,
    surface: FocusSurface | null,
    file: FramePixels | null,
  ): Plane {
    const [first, second] = encodings;
    const [, height, width] = first!.shape;
    const of = (encoding: FocusEncoding): Float32Array => {
      const out = new Float32Array(height * width);
      const z = depth * encoding.axialDirection;
      const map = surface && this.depthMap(surface, file, encoding, pitch, depth);
      if (map) focusSurface(planesAtNodes(encoding, encoding.depth), encoding.depth.nodes, map, out);
      else focusPlane(encoding, depthWeights([z], encoding.depth), out);
      return out;
    };
    return { data: of(first!), second: second ? of(second) : null, depth: null, width, height, pitch, origin: [0, 0] };
  }

  /** Depth at each pixel in the model's direction, µm; null where the surface is not fixed. */
  private depthMap(
    surface: FocusSurface,
    file: FramePixels | null,
    encoding: FocusEncoding,
    pitch: readonly [number, number],
    above: number,
  ): Float32Array | null {
    const [, height, width] = encoding.shape;
    const { depth, axialDirection } = encoding;
    const key = JSON.stringify([height, width, pitch, above, axialDirection]);
    if (this.map?.surface === surface && this.map.file === file && this.map.key === key) return this.map.depth;
    const under = "file" in surface ? null : surfaceFunction(surface);
    if (!under && !file) return null;
    const made = under
      ? surfaceMap((y, x) => (under(y, x) + above) * axialDirection, [height, width], pitch, depth).depth
      : Float32Array.from(file!.data, (z) => Math.min(Math.max((z + above) * axialDirection, depth.min), depth.max));
    this.map = { surface, file, key, depth: made };
    return made;
  }
}
