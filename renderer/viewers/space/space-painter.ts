import type { Orbit } from "#renderer/viewers/space/orbit.ts";
import type { SpaceLook, SpaceStack } from "#renderer/viewers/space/space-stack.ts";
import type { Size } from "#renderer/viewers/plane.ts";

/** Draws a stack in space into a canvas. Sizes are CSS pixels; `ratio` is device pixels a CSS pixel. */
export interface SpacePainter {
  readonly canvas: HTMLCanvasElement;
  /** `moving` may be drawn at half the resolution. */
  readonly paint: (stack: SpaceStack | null, look: SpaceLook, orbit: Orbit, size: Size, ratio: number, moving: boolean) => void;
  readonly destroy: () => void;
}
