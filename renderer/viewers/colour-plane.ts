import type { Levels, Look, Plane } from "#renderer/viewers/plane.ts";

/** Steps between black and white that a curve tells apart; a screen shows 256. */
const steps = 4096;

/** Grey level to 0..1 through window and gamma. */
export function shade(value: number, levels: Levels, gamma: number): number {
  const part = (value - levels.min) / (levels.max - levels.min);
  if (!(part > 0)) return 0;
  return part >= 1 ? 1 : part ** (1 / gamma);
}

/** Colours a plane into RGBA bytes: a map, two channels, or depth times brightness. */
export function colourPlane(plane: Plane, look: Look, rgba: Uint8ClampedArray): void {
  const { data, second, depth } = plane;
  if (second) return colourTwo(data, second, look, rgba);
  if (depth) return colourDepth(data, depth, look, rgba);
  const { table, levels } = look;
  const curve = curveOf(look.gamma);
  const colours = new Uint32Array(steps);
  const words = new Uint32Array(table.slice().buffer);
  for (let i = 0; i < steps; i++) colours[i] = words[curve[i] as number] as number;
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length >> 2);
  const scale = (steps - 1) / (levels.max - levels.min);
  for (let i = 0; i < data.length; i++) pixels[i] = colours[stepOf(data[i] as number, levels.min, scale)] as number;
}

function colourTwo(
  data: Float32Array,
  second: Float32Array,
  { levels, secondLevels, gamma, secondGamma }: Look,
  rgba: Uint8ClampedArray,
): void {
  const [curve, secondCurve] = [curveOf(gamma), curveOf(secondGamma)];
  const scale = (steps - 1) / (levels.max - levels.min);
  const secondScale = (steps - 1) / (secondLevels.max - secondLevels.min);
  for (let i = 0, at = 0; i < data.length; i++, at += 4) {
    const other = secondCurve[stepOf(second[i] as number, secondLevels.min, secondScale)] as number;
    rgba[at] = other;
    rgba[at + 1] = curve[stepOf(data[i] as number, levels.min, scale)] as number;
    rgba[at + 2] = other;
    rgba[at + 3] = 255;
  }
}

function colourDepth(data: Float32Array, depth: Float32Array, { table, levels, gamma }: Look, rgba: Uint8ClampedArray): void {
  const curve = curveOf(gamma);
  const scale = (steps - 1) / (levels.max - levels.min);
  for (let i = 0, at = 0; i < data.length; i++, at += 4) {
    const part = (curve[stepOf(data[i] as number, levels.min, scale)] as number) / 255;
    const entry = Math.round((depth[i] as number) * 255) * 4;
    rgba[at] = (table[entry] as number) * part;
    rgba[at + 1] = (table[entry + 1] as number) * part;
    rgba[at + 2] = (table[entry + 2] as number) * part;
    rgba[at + 3] = 255;
  }
}

/** Step of a grey level; 0 for what is not a number. */
function stepOf(value: number, min: number, scale: number): number {
  const step = (value - min) * scale + 0.5;
  return step > 0 ? (step < steps ? step | 0 : steps - 1) : 0;
}

/** Brightness 0..255 of every step. */
function curveOf(gamma: number): Uint8Array {
  return Uint8Array.from({ length: steps }, (_, i) => Math.round(255 * shade(i, { min: 0, max: steps - 1 }, gamma)));
}
