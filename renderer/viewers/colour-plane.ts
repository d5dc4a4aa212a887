import type { Levels, Look, Plane } from "#renderer/viewers/plane.ts";

/** Grey level to 0..1 through window and gamma. */
export function shade(value: number, levels: Levels, gamma: number): number {
  const part = (value - levels.min) / (levels.max - levels.min);
  if (!(part > 0)) return 0;
  return part >= 1 ? 1 : part ** (1 / gamma);
}

/** Colours a plane into RGBA bytes: a map, two channels, or depth times brightness. */
export function colourPlane(plane: Plane, look: Look, rgba: Uint8ClampedArray): void {
  const { data, second, depth } = plane;
  const { table, levels, secondLevels, gamma } = look;
  for (let i = 0, at = 0; i < data.length; i++, at += 4) {
    const bright = shade(data[i] as number, levels, gamma);
    if (second) {
      const other = shade(second[i] as number, secondLevels, gamma) * 255;
      rgba[at] = other;
      rgba[at + 1] = bright * 255;
      rgba[at + 2] = other;
    } else {
      const entry = Math.round((depth ? (depth[i] as number) : bright) * 255) * 4;
      const part = depth ? bright : 1;
      rgba[at] = (table[entry] as number) * part;
      rgba[at + 1] = (table[entry + 1] as number) * part;
      rgba[at + 2] = (table[entry + 2] as number) * part;
    }
    rgba[at + 3] = 255;
  }
}
