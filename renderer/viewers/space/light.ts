import { type Directions, type Point } from "#renderer/viewers/space/orbit.ts";

/** Where the light comes from: over the viewer's left shoulder. */
export function lightOf({ right, down, ahead }: Directions): Point {
  const [z, y, x] = [0, 1, 2].map((i) => -0.4 * right[i]! - 0.5 * down[i]! - ahead[i]!) as [number, number, number];
  const length = Math.hypot(z, y, x);
  return [z / length, y / length, x / length];
}

/** Colours of surfaces, 0..1: that of the map's upper part, or green and magenta where there are two channels. */
export function surfaceColours(table: Uint8Array, two: boolean): readonly [Point, Point] {
  const entry = 4 * 217;
  const ofMap = [(table[entry] ?? 0) / 255, (table[entry + 1] ?? 0) / 255, (table[entry + 2] ?? 0) / 255] as const;
  return [two ? [0.25, 0.95, 0.35] : ofMap, [0.95, 0.3, 0.95]];
}

/** Light that a surface always has, and how much more it has where it faces the light; the rest is gloss. */
export const ambient = 0.22;
export const diffuse = 0.72;
export const gloss = 0.22;
