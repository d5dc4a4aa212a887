import type { FramePixels, StoredVolume } from "#renderer/client/decode.ts";
import type { OpenRecording } from "#renderer/state/recording-facts.ts";
import type { DepthSteps, StageMode } from "#renderer/state/view.ts";
import type { Plane } from "#renderer/viewers/plane.ts";
import {
  depthProjection,
  maximumProjection,
  meanProjection,
  nearestIndex,
  sharpProjection,
  sliceXY,
  sliceXZ,
  sliceYZ,
  type Stack,
} from "#renderer/viewers/volume-planes.ts";

/** Planes for the main view and the two beside it. */
export interface StagePlanes {
  readonly main: Plane;
  readonly xz: Plane | null;
  readonly yz: Plane | null;
}

/** A recorded frame as a plane; the second one is the reference channel. */
export function framePlane(frames: readonly FramePixels[], pitch: readonly [number, number]): Plane | null {
  const [first, second] = frames;
  if (!first) return null;
  const [height, width] = first.shape;
  return {
    data: Float32Array.from(first.data),
    second: second ? Float32Array.from(second.data) : null,
    depth: null,
    width,
    height,
    pitch,
    origin: [0, 0],
  };
}

/** The planes last cut, for as long as nothing that decides them changes: a projection is not made anew as the depth is turned. */
export class PlaneCutter {
  private made: { readonly from: readonly unknown[]; readonly planes: StagePlanes | null } | null = null;

  cut(...[volumes, mode, depth, cross, relief]: Parameters<typeof volumePlanes>): StagePlanes | null {
    const placed = mode === "slice" || mode === "ortho";
    const from = [mode, relief, placed ? depth : null, mode === "ortho" ? cross : null, ...volumes];
    const { made } = this;
    if (made && made.from.length === from.length && from.every((part, i) => part === made.from[i])) return made.planes;
    this.made = { from, planes: volumePlanes(volumes, mode, depth, cross, relief) };
    return this.made.planes;
  }
}

/** Planes of a stack for a mode, at a depth and through a point, µm. */
export function volumePlanes(
  volumes: readonly StoredVolume[],
  mode: StageMode,
  depth: number,
  cross: readonly [number, number] | null,
  relief: boolean,
): StagePlanes | null {
  const [first, second] = volumes;
  if (!first) return null;
  const merged = (of: (stack: Stack) => Plane): Plane => {
    const plane = of(first);
    return second ? { ...plane, second: of(second).data } : plane;
  };
  const iz = nearestIndex(first, 0, depth);
  // Depth takes the place of colour, so that a second channel has none.
  if (mode === "sharp")
    return { main: relief ? sharpProjection(first, true) : merged((stack) => sharpProjection(stack, false)), xz: null, yz: null };
  if (mode === "mean") return { main: merged(meanProjection), xz: null, yz: null };
  // Space has its own view; the projection is what its grey levels are shown by.
  if (mode === "projection" || mode === "space") return { main: merged(maximumProjection), xz: null, yz: null };
  if (mode === "depth") return { main: depthProjection(first), xz: null, yz: null };
  const main = merged((stack) => sliceXY(stack, iz));
  if (mode === "slice") return { main, xz: null, yz: null };
  const [y, x] = cross ?? centreOf(first);
  const iy = nearestIndex(first, 1, y);
  const ix = nearestIndex(first, 2, x);
  return { main, xz: merged((stack) => sliceXZ(stack, iy)), yz: merged((stack) => sliceYZ(stack, ix)) };
}

/** Depths that can be looked at, µm; null where there is a single plane. */
export function depthStepsOf(volume: StoredVolume | undefined, { info, settings }: OpenRecording): DepthSteps | null {
  if (volume) {
    const [first, step] = [volume.origin[0], volume.voxel[0]];
    return volume.shape[0] > 1 ? { min: first, max: first + step * (volume.shape[0] - 1), step } : null;
  }
  if (info.shape.z < 2) return null;
  const step = settings.zStep ?? info.zStep ?? 1;
  return { min: info.zOrigin, max: info.zOrigin + step * (info.shape.z - 1), step };
}

/** Depth of the brightest voxel behind a point of the projection, µm. */
export function brightestDepth(stack: Stack, y: number, x: number): number {
  const [planes, height, width] = stack.shape;
  const pixel = nearestIndex(stack, 1, y) * width + nearestIndex(stack, 2, x);
  let best = 0;
  for (let z = 1; z < planes; z++) {
    if ((stack.stored[z * height * width + pixel] ?? 0) > (stack.stored[best * height * width + pixel] ?? 0)) best = z;
  }
  return stack.origin[0] + best * stack.voxel[0];
}

/** Middle of a stack, µm [y, x]. */
export function centreOf(stack: Pick<StoredVolume, "shape" | "voxel" | "origin">): readonly [number, number] {
  const middle = (axis: 1 | 2) => stack.origin[axis] + (stack.voxel[axis] * (stack.shape[axis] - 1)) / 2;
  return [middle(1), middle(2)];
}
