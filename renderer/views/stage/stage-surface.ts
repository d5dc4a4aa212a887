import { contoursOf } from "#core/refocus/contours";
import type { Surface } from "#core/refocus/surfaces";
import { openRecordingOf, pitchOf } from "#renderer/state/recording-facts.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import { drawnOf, surfaceFunction } from "#renderer/state/surface.ts";
import { formatDepth } from "#renderer/ui/format.ts";
import type { SurfaceLines } from "#renderer/viewers/surface-lines.ts";
import type { ShownImage } from "#renderer/views/stage/shown-image.ts";

/** How near a point of the surface the pointer has to be to take it, CSS pixels. */
const reach = 12;

/** The surface being set, for drawing over the frame; null where none is. */
export function surfaceLines(state: Workstation, shown: ShownImage): SurfaceLines | null {
  const recording = openRecordingOf(state);
  if (!state.surfacing || !recording || shown.encodings.length === 0) return null;
  const pitch = pitchOf(recording);
  const { y: height, x: width } = recording.info.shape;
  const under = mapFunction(shown, pitch) ?? surfaceFunction(state.surface);
  const words = (z: number) => `${formatDepth(Number(z.toFixed(2)))} µm`;
  return {
    points: drawnOf(state.surface).points.map(([z, y, x], i) => ({ at: [y, x], label: words(z), chosen: i === state.surfacePoint })),
    lines: under
      ? contoursOf(under, [(height - 1) * pitch[0], (width - 1) * pitch[1]]).map(({ depth, pieces }) => ({ label: words(depth), pieces }))
      : [],
  };
}

/** The depth map that came from a file, as a function of the place. */
function mapFunction({ depthMap }: ShownImage, pitch: readonly [number, number]): Surface | null {
  if (!depthMap) return null;
  const [height, width] = depthMap.shape;
  const index = (at: number, length: number) => Math.min(Math.max(Math.round(at), 0), length - 1);
  return (y, x) => Number(depthMap.data[index(y / pitch[0], height) * width + index(x / pitch[1], width)]);
}

/** The hand on a surface: a press takes up the point under it, or sets one; a drag moves it. */
export class SurfaceHand {
  private held: number | null = null;

  constructor(private readonly state: () => Workstation) {}

  /** @param begins whether the button went down; else the pointer was moved with it down, or let go of */
  touch(begins: boolean, [y, x]: readonly [number, number]): void {
    const state = this.state();
    const { points } = drawnOf(state.surface);
    if (!begins) {
      const point = this.held === null ? undefined : points[this.held];
      if (point && (point[1] !== y || point[2] !== x)) state.moveSurfacePoint(this.held!, [point[0], y, x]);
      return;
    }
    const scale = state.grip?.framing().plane.scale ?? 1;
    const near = points.findIndex(([, v, u]) => Math.hypot(v - y, u - x) * scale <= reach);
    if (near >= 0) {
      this.held = near;
      return state.chooseSurfacePoint(near);
    }
    state.sharpAt([y, x]);
    this.held = points.length;
  }
}
