import type { Pair } from "#contract/geometry";
import type { BlobTable } from "#contract/table";
import { gaussianSmooth } from "#core/image/gaussian";
import { NucleusImage } from "#core/optics/nucleus-image";
import type { Optics } from "#core/optics/pupil";
import { linearFit } from "#core/score/fidelity";

/** What of a frame is explained by nuclei at given depths. */
export interface Reprojection {
  /** Correlation of the frame with what the nuclei would show there. */
  readonly pearson: number;
  /** The same with every nucleus on the other side of the recorded plane. */
  readonly mirrored: number;
}

/** Pixels of the window that holds a nucleus's light. */
const patch = 96;
const rounds = 25;
/** Width of what is too smooth to tell depths by, µm. */
const smoothWidth = 5;

/**
 * Puts nuclei, found in a virtual stack, back through the microscope: whether their blur at their depths, summed,
 * makes up the recorded frame. Brightnesses are fitted, none below zero (Lucy 1974, doi:10.1086/111605), beside an
 * even background and what is too smooth to tell depths by.
 *
 * @param frame  grey levels above background [y, x]
 * @param nuclei µm; z in the sense of the optics: positive z on the side that positive spherical aberration is defined for
 * @param optics of the microscope, as far as it is known
 */
export function reproject(
  frame: Float32Array,
  shape: Pair,
  pitch: Pair,
  nuclei: Pick<BlobTable, "z" | "y" | "x" | "radius">,
  optics: Optics,
): Reprojection {
  const smooth = new Float32Array(frame.length);
  const width = smoothWidth / pitch[0];
  gaussianSmooth(frame, [1, ...shape], [0, width, width], smooth, new Float32Array(frame.length));
  const draw = new NucleusImage([optics], pitch[0]);
  const explained = (side: 1 | -1) => linearFit(fitted(frame, shape, smooth, spotsOf(draw, shape, pitch, nuclei, side)), frame).pearson;
  return { pearson: explained(1), mirrored: explained(-1) };
}

interface Spot {
  readonly top: number;
  readonly left: number;
  readonly light: Float32Array;
}

function spotsOf(
  draw: NucleusImage,
  shape: Pair,
  pitch: Pair,
  { z, y, x, radius }: Pick<BlobTable, "z" | "y" | "x" | "radius">,
  side: 1 | -1,
): Spot[] {
  return Array.from(z, (depth, n) => {
    const [row, column] = [y[n]! / pitch[0], x[n]! / pitch[1]];
    const [top, left] = [Math.round(row) - patch / 2, Math.round(column) - patch / 2];
    const light = new Float32Array(patch * patch);
    const size = Math.min(Math.max(radius[n]!, 0.5), 2.5);
    const body = {
      z: depth * side,
      y: (row - top) * pitch[0],
      x: (column - left) * pitch[0],
      radii: [size, size, size] as const,
      photons: [1],
    };
    draw.add([light], [patch, patch], body, 0);
    for (let i = 0; i < light.length; i++) {
      const [v, u] = [top + Math.floor(i / patch), left + (i % patch)];
      if (v < 0 || v >= shape[0] || u < 0 || u >= shape[1] || light[i]! < 0) light[i] = 0;
    }
    return { top, left, light };
  });
}

/** The sum of spots, smooth light and an even level that comes nearest to the frame. */
function fitted(frame: Float32Array, shape: Pair, smooth: Float32Array, spots: readonly Spot[]): Float32Array {
  const seen = frame.map((value) => Math.max(value, 0));
  const ground = smooth.map((value) => Math.max(value, 1e-3));
  const factors = new Float64Array(spots.length).fill(1);
  const totals = spots.map(({ light }) => light.reduce((sum, value) => sum + value, 0));
  const groundTotal = ground.reduce((sum, value) => sum + value, 0);
  let level = 0.5;
  const start =
    seen.reduce((sum, value) => sum + value, 0) /
    Math.max(
      totals.reduce((sum, value) => sum + value, 0),
      1e-9,
    );
  factors.fill(0.5 * start);
  const sum = new Float32Array(frame.length);
  for (let round = 0; ; round++) {
    for (let i = 0; i < sum.length; i++) sum[i] = level * ground[i]!;
    spots.forEach((spot, n) => eachPixel(spot, shape, (i, light) => (sum[i] = sum[i]! + factors[n]! * light)));
    if (round === rounds) return sum;
    const ratio = sum.map((value, i) => seen[i]! / Math.max(value, 1e-3));
    spots.forEach((spot, n) => {
      let pull = 0;
      eachPixel(spot, shape, (i, light) => (pull += light * ratio[i]!));
      factors[n] = totals[n]! > 0 ? (factors[n]! * pull) / totals[n]! : 0;
    });
    level *= ground.reduce((pull, value, i) => pull + value * ratio[i]!, 0) / groundTotal;
  }
}

function eachPixel({ top, left, light }: Spot, [, width]: Pair, act: (i: number, light: number) => void): void {
  for (let j = 0; j < light.length; j++) {
    const value = light[j]!;
    if (value > 0) act((top + Math.floor(j / patch)) * width + left + (j % patch), value);
  }
}
