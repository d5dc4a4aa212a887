import { depthWeights } from "#core/refocus/depth-weights";
import { focusPlane, focusSurface } from "#core/refocus/focus";
import { fitSurface, pointsNeeded, surfaceMap } from "#core/refocus/surfaces";
import type { FocusEncoding } from "#renderer/client/decode.ts";
import type { DrawnSurface } from "#contract/surface";
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
  private map: { readonly key: string; readonly depth: Float32Array } | null = null;

  plane(encodings: readonly FocusEncoding[], pitch: readonly [number, number], depth: number, surface: DrawnSurface | null): Plane {
    const [first, second] = encodings;
    const [, height, width] = first!.shape;
    const curved = surface !== null && surface.points.length >= pointsNeeded[surface.shape] ? surface : null;
    const of = (encoding: FocusEncoding): Float32Array => {
      const out = new Float32Array(height * width);
      const z = depth * encoding.axialDirection;
      // A model that mixes its nodes has coefficients that are no planes; it is focused level.
      if (curved === null || encoding.depth.mixing !== null) focusPlane(encoding, depthWeights([z], encoding.depth), out);
      else focusSurface(encoding, encoding.depth.nodes, this.depthMap(curved, encoding, pitch, depth), out);
      return out;
    };
    return { data: of(first!), second: second ? of(second) : null, depth: null, width, height, pitch, origin: [0, 0] };
  }

  private depthMap(surface: DrawnSurface, encoding: FocusEncoding, pitch: readonly [number, number], above: number): Float32Array {
    const [, height, width] = encoding.shape;
    const { depth, axialDirection } = encoding;
    const key = JSON.stringify([surface, height, width, pitch, above, axialDirection]);
    if (this.map?.key !== key) {
      const fitted = fitSurface(surface.points, surface.shape);
      const { depth: map } = surfaceMap((y, x) => (fitted(y, x) + above) * axialDirection, [height, width], pitch, depth);
      this.map = { key, depth: map };
    }
    return this.map.depth;
  }
}
