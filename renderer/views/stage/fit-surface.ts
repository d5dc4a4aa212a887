import { Failure } from "#contract/failure";
import { depthWeights } from "#core/refocus/depth-weights";
import { focusPlane } from "#core/refocus/focus";
import { blockSharpness, fitRobustly, pointsOn, sharpestDepths } from "#core/refocus/sharp-depths";
import { openRecordingOf, pitchOf } from "#renderer/state/recording-facts.ts";
import type { PixelSource } from "#renderer/client/pixel-source.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import { drawnOf } from "#renderer/state/surface.ts";
import { wantedOf } from "#renderer/views/stage/stage-source.ts";

/** Distance of the planes that are compared, µm. */
const step = 0.5;

/** How well a surface follows the depths at which the frame is sharpest. */
export interface SurfaceFit {
  /** Scatter of the depths about it, µm. */
  readonly scatter: number;
  readonly used: number;
  readonly of: number;
}

/**
 * Lays a surface through the sharpest depths of the frame on the stage: a plane where a plane is asked for, else
 * a quadratic surface, handed over as points. Between planes the window is free.
 *
 * @throws Failure "empty" where too little of the frame has a sharpest depth; what the encoding is refused for
 */
export async function fitToSharpest(state: () => Workstation, pixels: PixelSource): Promise<SurfaceFit> {
  const wanted = wantedOf(state());
  const recording = openRecordingOf(state());
  if (wanted?.kind !== "encoding" || !recording) throw new Failure("not-ready", "Turn live focus on first; the fit looks at its planes.");
  const encoding = await pixels.encoding(wanted.handle, wanted.t, wanted.channels[0] ?? 0, wanted.how);
  const { depth, axialDirection } = encoding;
  const shape = [encoding.shape[1], encoding.shape[2]] as const;
  const count = Math.floor((depth.max - depth.min) / step + 1e-6) + 1;
  const depths = Array.from({ length: count }, (_, i) => depth.min + i * step);
  const plane = new Float32Array(shape[0] * shape[1]);
  const sharpness: Float64Array[] = [];
  for (const z of depths) {
    focusPlane(encoding, depthWeights([z], depth), plane);
    sharpness.push(blockSharpness(plane, shape));
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
  const pitch = pitchOf(recording);
  const places = sharpestDepths(sharpness, depths, shape, pitch).map(([z, y, x]) => [z * axialDirection, y, x] as const);
  const asked = drawnOf(state().surface).shape;
  const kind = asked === "plane" ? "plane" : "quadratic";
  const { surface, ...fit } = fitRobustly(places, kind);
  const points = pointsOn(surface, kind, [(shape[0] - 1) * pitch[0], (shape[1] - 1) * pitch[1]]);
  state().setSurface({ shape: asked, points });
  state().followSurface(true);
  return fit;
}
