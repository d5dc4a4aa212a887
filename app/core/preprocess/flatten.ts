import { Failure } from "#contract/failure";
import type { Pair } from "#contract/geometry";
import { gaussianSmooth } from "#core/image/gaussian";
import { median } from "#core/image/percentile";
import { solvePositive } from "#core/link/solve";

/** Smoothing of measured patterns, px: wide enough to leave no noise of single pixels. */
const patternSigma = 2;

/** A pattern that lies under every frame, less its own level, so that taking it away keeps the movie's grey level. */
export function backgroundPattern(image: Float32Array, shape: Pair): Float32Array {
  const pattern = smoothed(image, shape);
  const level = median(pattern);
  for (let i = 0; i < pattern.length; i++) pattern[i] = pattern[i]! - level;
  return pattern;
}

/** Takes a pattern from `backgroundPattern` away, in place. */
export function subtractPattern(plane: Float32Array, pattern: Float32Array): void {
  for (let i = 0; i < plane.length; i++) plane[i] = plane[i]! - pattern[i]!;
}

/**
 * How bright each place is lit, relative to the mean, from frames of an evenly bright sample.
 *
 * @param image  mean of such frames [y, x], grey levels
 * @param offset grey level without light
 * @throws Failure "out-of-range" where there is no light above the offset
 */
export function measuredIllumination(image: Float32Array, shape: Pair, offset: number): Float32Array {
  const light = smoothed(image, shape);
  return relative(light, offset);
}

/**
 * How bright each place is lit, relative to the mean, estimated from the light between the cells: a quadratic surface through
 * the medians of tiles, tiles that stand out (cells) left out.
 *
 * @param still  what stays in the movie [y, x], grey levels
 * @param shape  pixels, [y, x]
 * @param offset grey level without light
 * @throws Failure "out-of-range" where there is too little light between the cells to tell
 */
export function estimatedIllumination(still: Float32Array, shape: Pair, offset: number): Float32Array {
  const [height, width] = shape;
  const tiles = tileMedians(still, shape);
  let kept = tiles;
  let surface = fitSurface(kept);
  for (let round = 0; round < 4; round++) {
    const left = tiles.map((tile) => tile.value - valueAt(surface, tile.y, tile.x));
    const spread = 1.4826 * median(Float64Array.from(left, Math.abs));
    kept = tiles.filter((_, i) => left[i]! <= 2 * spread && left[i]! >= -4 * spread);
    if (kept.length < 12) break;
    surface = fitSurface(kept);
  }
  const image = new Float32Array(height * width);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) image[i] = valueAt(surface, (2 * y) / (height - 1 || 1) - 1, (2 * x) / (width - 1 || 1) - 1);
  }
  return relative(image, offset);
}

/** Divides what lies above the camera's offset by the illumination, in place. */
export function divideIllumination(plane: Float32Array, illumination: Float32Array, offset: number): void {
  for (let i = 0; i < plane.length; i++) plane[i] = (plane[i]! - offset) / illumination[i]! + offset;
}

function smoothed(image: Float32Array, [height, width]: Pair): Float32Array {
  const out = new Float32Array(image.length);
  gaussianSmooth(image, [1, height, width], [0, patternSigma, patternSigma], out, new Float32Array(image.length));
  return out;
}

/** Darkest place that is still corrected, of the mean: a corner without light cannot be made bright. */
const darkest = 0.1;

function relative(light: Float32Array, offset: number): Float32Array {
  let sum = 0;
  for (let i = 0; i < light.length; i++) sum += light[i]! - offset;
  const mean = sum / light.length;
  if (!(mean > 1)) {
    throw new Failure(
      "out-of-range",
      `There is no light to tell the illumination from: its mean is ${(mean + offset).toFixed(1)} grey levels and the camera's offset ${offset}. Give a flat field file, or correct the offset.`,
      { mean: mean + offset, offset },
    );
  }
  return light.map((value) => Math.max((value - offset) / mean, darkest));
}

interface Tile {
  /** Place from −1 to 1. */
  readonly y: number;
  readonly x: number;
  readonly value: number;
}

const tilesAlong = 12;

function tileMedians(image: Float32Array, [height, width]: Pair): Tile[] {
  const tiles: Tile[] = [];
  const rows = Math.min(tilesAlong, height);
  const columns = Math.min(tilesAlong, width);
  for (let r = 0; r < rows; r++) {
    const [top, bottom] = [Math.floor((r * height) / rows), Math.floor(((r + 1) * height) / rows)];
    for (let c = 0; c < columns; c++) {
      const [left, right] = [Math.floor((c * width) / columns), Math.floor(((c + 1) * width) / columns)];
      const values = new Float32Array((bottom - top) * (right - left));
      for (let y = top; y < bottom; y++) values.set(image.subarray(y * width + left, y * width + right), (y - top) * (right - left));
      tiles.push({ y: (top + bottom - 1) / (height - 1 || 1) - 1, x: (left + right - 1) / (width - 1 || 1) - 1, value: median(values) });
    }
  }
  return tiles;
}

const termsOf = (y: number, x: number): number[] => [1, y, x, y * y, y * x, x * x];

function valueAt(surface: Float64Array, y: number, x: number): number {
  return termsOf(y, x).reduce((sum, term, i) => sum + term * surface[i]!, 0);
}

/** Least squares; a hair of ridge keeps a few tiles in a row solvable. */
function fitSurface(tiles: readonly Tile[]): Float64Array {
  const n = 6;
  const normal = new Float64Array(n * n);
  const surface = new Float64Array(n);
  for (let i = 0; i < n; i++) normal[i * n + i] = 1e-9 * tiles.length;
  for (const { y, x, value } of tiles) {
    const terms = termsOf(y, x);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) normal[i * n + j] = normal[i * n + j]! + terms[i]! * terms[j]!;
      surface[i] = surface[i]! + terms[i]! * value;
    }
  }
  solvePositive(normal, surface, n, 1);
  return surface;
}
