import { depthWeights } from "#core/refocus/depth-weights";
import { focusPlane, focusSurface, packEncoding } from "#core/refocus/focus";
import { fitSurface, surfaceMap } from "#core/refocus/surfaces";
import type { Model } from "#io/model/open";
import { benchFrame, testMovie } from "#jobs/bench/test-movie";
import { openRefocuser } from "#jobs/refocuser";

/** What the window has to work out between a turn of the focus wheel and the picture, s; the fastest of many turns. */
export interface LiveFocusTimes {
  readonly level: number;
  /** A drawn surface: the map of its depths, and the plane along it. */
  readonly surface: number;
}

const turns = 30;
const pitch = [0.325, 0.325] as const;

/** Times the sums of live focus on an encoded 512×512 frame: the same functions that the window runs. */
export async function timeLiveFocus(model: Model): Promise<LiveFocusTimes> {
  const refocuser = await openRefocuser(testMovie(1), {
    model,
    plan: { min: 0, max: 0, step: 1 },
    channels: [0],
    axialDirection: 1,
    pixelSize: pitch,
  });
  const { depth, tensors } = model.manifest;
  // Coefficients of a model are floats.
  const coefficients = (await refocuser.coefficients(0, 0)) as Float32Array;
  const encoding = packEncoding(coefficients, [tensors.coefficients, ...benchFrame]);
  const out = new Float32Array(benchFrame[0] * benchFrame[1]);
  const points = [
    [-3, 20, 20],
    [4, 30, 140],
    [2, 140, 30],
    [-4, 150, 150],
    [0, 80, 80],
    [1, 120, 90],
  ] as const;
  const times = { level: Infinity, surface: Infinity };
  for (let turn = 0; turn < turns; turn++) {
    const above = 0.1 * (turn % 9);
    const began = performance.now();
    focusPlane(encoding, depthWeights([above], depth), out);
    const middle = performance.now();
    const fitted = fitSurface(points, "spline");
    const { depth: map } = surfaceMap((y, x) => fitted(y, x) + above, benchFrame, pitch, depth);
    focusSurface(encoding, depth.nodes, map, out);
    const end = performance.now();
    times.level = Math.min(times.level, (middle - began) / 1000);
    times.surface = Math.min(times.surface, (end - middle) / 1000);
  }
  return times;
}
