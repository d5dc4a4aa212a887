import type { TrackTable } from "#contract/table";
import type { Volume } from "#contract/volume";

/**
 * How a nucleus looks in a stack: a Gaussian whose spread grows with the distance from its own depth while its
 * light stays the same, as a wide-field microscope draws it. In a stack that was scanned confocally, growth is large.
 */
export interface Footprint {
  /** Standard deviation across at the nucleus' own depth, in radii of the nucleus. */
  readonly width: number;
  /** How much the spread grows, µm per µm of depth. */
  readonly growth: number;
}

/** What stacks made of wide-field frames show; `fitFootprint` finds the recording's own. */
export const typicalFootprint: Footprint = { width: 0.8, growth: 0.25 };

/** Half side of the window around a nucleus that its brightness is read from, in radii. */
const windowRadii = 4;
/** Planes read: the nucleus' own and those this far above and below, in radii. */
const planeRadii = 0.9;
/** A footprint ends at so many standard deviations, and counts in a window from this share of its height on. */
const reach = 3;
const faintest = 0.003;

/** One frame's sources and how they overlap: everything that does not depend on the voxels' values. */
export interface Mixture {
  /**
   * Brightness of each source and the level around it; grey levels.
   *
   * @param data      voxels [z, y, x]
   * @param withLevel false takes the level around every source as 0
   */
  unmix(data: Float32Array, withLevel: boolean): Unmixed;
}

export interface Unmixed {
  /** Height of the source's footprint at its centre, not negative, [row]. */
  readonly f: Float64Array;
  /** Level around the source, [row]; 0 where none was asked for. */
  readonly level: Float64Array;
  /** Root mean square of what the model leaves at the source, weighted by its footprint, [row]. */
  readonly residual: Float64Array;
  /** Sum of squared residuals over all windows. */
  readonly misfit: number;
}

interface Window {
  readonly planes: readonly number[];
  readonly y: readonly [number, number];
  readonly x: readonly [number, number];
  readonly voxels: number;
  readonly sources: readonly Source[];
}

/** A source as one window sees it: separable in y and x, a plane each. */
interface Source {
  readonly index: number;
  readonly height: Float64Array;
  readonly y: readonly Float64Array[];
  readonly x: readonly Float64Array[];
}

/**
 * Separates the light of neighbouring neurons. Around each neuron, in the planes about its depth, the voxels are a
 * sum of the neurons' footprints and a constant level; all heights and levels of a frame are one problem of least
 * squares with heights that are not negative (coordinate descent, Franc et al. 2005, doi:10.1007/11556121_50).
 * Demixing by known footprints is the spatial half of CNMF (Pnevmatikakis et al. 2016,
 * doi:10.1016/j.neuron.2015.11.037).
 *
 * @param volume    geometry of the stack, [z, y, x]
 * @param tracks    positions, µm
 * @param rows      rows of the frame's sources
 * @param radiusOf  nucleus radius of a row, µm
 */
export function mixtureOf(
  volume: Pick<Volume, "shape" | "voxel" | "origin">,
  tracks: TrackTable,
  rows: readonly number[],
  radiusOf: (row: number) => number,
  footprint: Footprint,
): Mixture {
  const windows = rows.map((row) => windowOf(volume, tracks, rows, row, radiusOf, footprint));
  const system = systemOf(windows, rows.length);
  return { unmix: (data, withLevel) => solve(windows, system, volume.shape, data, withLevel) };
}

function windowOf(
  { shape, voxel, origin }: Pick<Volume, "shape" | "voxel" | "origin">,
  tracks: TrackTable,
  rows: readonly number[],
  row: number,
  radiusOf: (row: number) => number,
  { width, growth }: Footprint,
): Window {
  const flat = shape[0] === 1;
  const radius = radiusOf(row);
  const range = (centre: number, half: number, d: 0 | 1 | 2): readonly [number, number] => [
    Math.max(0, Math.ceil((centre - half - origin[d]) / voxel[d])),
    Math.min(shape[d] - 1, Math.floor((centre + half - origin[d]) / voxel[d])),
  ];
  const y = range(tracks.y[row]!, windowRadii * radius, 1);
  const x = range(tracks.x[row]!, windowRadii * radius, 2);
  const own = Math.min(shape[0] - 1, Math.max(0, Math.round((tracks.z[row]! - origin[0]) / voxel[0])));
  const aside = Math.max(1, Math.round((planeRadii * radius) / voxel[0]));
  const planes = flat ? [0] : [own - aside, own, own + aside].filter((plane) => plane >= 0 && plane < shape[0]);
  const sources: Source[] = [];
  rows.forEach((other, index) => {
    const rest = width * radiusOf(other);
    const spreads = planes.map((plane) => {
      const away = flat ? 0 : origin[0] + plane * voxel[0] - tracks.z[other]!;
      return Math.hypot(rest, growth * away);
    });
    const widest = reach * Math.max(...spreads) + windowRadii * radius;
    const [cy, cx] = [tracks.y[other]!, tracks.x[other]!];
    if (Math.abs(cy - tracks.y[row]!) > widest || Math.abs(cx - tracks.x[row]!) > widest) return;
    const bell = (centre: number, i: number, d: 1 | 2, spread: number): number =>
      Math.exp(-0.5 * ((origin[d] + i * voxel[d] - centre) / spread) ** 2);
    // Most pairs are too far apart to be seen; the nearest line and column tell so before all are drawn.
    const most = (centre: number, [low, high]: readonly [number, number], d: 1 | 2, spread: number): number =>
      high < low ? 0 : bell(centre, Math.min(high, Math.max(low, Math.round((centre - origin[d]) / voxel[d]))), d, spread);
    const isSeen = spreads.some((spread) => (rest / spread) ** 2 * most(cy, y, 1, spread) * most(cx, x, 2, spread) >= faintest);
    if (!isSeen && other !== row) return;
    const profile = (centre: number, [low, high]: readonly [number, number], d: 1 | 2): Float64Array[] =>
      spreads.map((spread) => {
        const values = new Float64Array(Math.max(0, high - low + 1));
        for (let i = 0; i < values.length; i++) values[i] = bell(centre, low + i, d, spread);
        return values;
      });
    sources.push({
      index,
      height: Float64Array.from(spreads, (spread) => (rest / spread) ** 2),
      y: profile(cy, y, 1),
      x: profile(cx, x, 2),
    });
  });
  return { planes, y, x, voxels: planes.length * Math.max(0, y[1] - y[0] + 1) * Math.max(0, x[1] - x[0] + 1), sources };
}

/** Normal equations: heights 0..n−1, levels n..2n−1; what is not zero, a list a row. */
interface System {
  readonly n: number;
  readonly at: readonly Int32Array[];
  readonly value: readonly Float64Array[];
  readonly diagonal: Float64Array;
}

function systemOf(windows: readonly Window[], n: number): System {
  const side = 2 * n;
  const dense = new Float64Array(side * side);
  const add = (i: number, j: number, value: number): void => {
    dense[i * side + j] = dense[i * side + j]! + value;
    if (i !== j) dense[j * side + i] = dense[j * side + i]! + value;
  };
  windows.forEach(({ planes, sources, voxels }, k) => {
    add(n + k, n + k, voxels);
    const ys = planes.map((_, p) => stacked(sources.map((source) => source.y[p]!)));
    const xs = planes.map((_, p) => stacked(sources.map((source) => source.x[p]!)));
    const [high, wide] = [sources[0]?.y[0]?.length ?? 0, sources[0]?.x[0]?.length ?? 0];
    sources.forEach((a, i) => {
      let light = 0;
      planes.forEach((_, p) => (light += a.height[p]! * total(a.y[p]!) * total(a.x[p]!)));
      add(a.index, n + k, light);
      for (let j = i; j < sources.length; j++) {
        const b = sources[j]!;
        let overlap = 0;
        for (let p = 0; p < planes.length; p++)
          overlap += a.height[p]! * b.height[p]! * dot(ys[p]!, i * high, j * high, high) * dot(xs[p]!, i * wide, j * wide, wide);
        add(a.index, b.index, overlap);
      }
    });
  });
  const diagonal = Float64Array.from({ length: side }, (_, i) => dense[i * side + i]!);
  const at = Array.from({ length: side }, (_, i) => {
    const columns: number[] = [];
    for (let j = 0; j < side; j++) if (j !== i && dense[i * side + j] !== 0) columns.push(j);
    return Int32Array.from(columns);
  });
  return { n, at, value: at.map((columns, i) => Float64Array.from(columns, (j) => dense[i * side + j]!)), diagonal };
}

const sweeps = 400;

function solve(windows: readonly Window[], system: System, shape: Volume["shape"], data: Float32Array, withLevel: boolean): Unmixed {
  const { n } = system;
  const wanted = new Float64Array(2 * n);
  const squares = new Float64Array(n);
  windows.forEach((window, k) => project(window, k, n, shape, data, wanted, squares));
  const x = new Float64Array(2 * n);
  const count = withLevel ? 2 * n : n;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = 0;
    let size = 0;
    for (let i = 0; i < count; i++) {
      const d = system.diagonal[i]!;
      if (!(d > 0)) continue;
      const free = (wanted[i]! - off(system, i, x)) / d;
      const next = i < n ? Math.max(0, free) : free;
      moved = Math.max(moved, Math.abs(next - x[i]!));
      size = Math.max(size, Math.abs(next));
      x[i] = next;
    }
    if (moved <= 1e-6 * size) break;
  }
  let misfit = 0;
  for (let i = 0; i < n; i++) misfit += squares[i]!;
  for (let i = 0; i < count; i++) misfit += x[i]! * (system.diagonal[i]! * x[i]! + off(system, i, x) - 2 * wanted[i]!);
  const residual = Float64Array.from(windows, (window, k) => residualOf(window, k, n, shape, data, x));
  return { f: x.subarray(0, n), level: x.subarray(n), residual, misfit: Math.max(0, misfit) };
}

function off({ at, value }: System, i: number, x: Float64Array): number {
  const columns = at[i]!;
  const values = value[i]!;
  let sum = 0;
  for (let k = 0; k < columns.length; k++) sum += values[k]! * x[columns[k]!]!;
  return sum;
}

/** The right-hand side: each source's footprint, and the window's ones, times the voxels. */
function project(
  { planes, y, x, sources }: Window,
  k: number,
  n: number,
  [, height, width]: Volume["shape"],
  data: Float32Array,
  wanted: Float64Array,
  squares: Float64Array,
): void {
  planes.forEach((plane, p) => {
    for (let j = y[0]; j <= y[1]; j++) {
      const line = (plane * height + j) * width;
      let sum = 0;
      let square = 0;
      for (let i = x[0]; i <= x[1]; i++) {
        const value = data[line + i]!;
        sum += value;
        square += value * value;
      }
      wanted[n + k] = wanted[n + k]! + sum;
      squares[k] = squares[k]! + square;
      for (const source of sources) {
        const across = source.x[p]!;
        const weight = source.height[p]! * source.y[p]![j - y[0]]!;
        if (weight < 1e-6) continue;
        let light = 0;
        for (let i = x[0]; i <= x[1]; i++) light += across[i - x[0]]! * data[line + i]!;
        wanted[source.index] = wanted[source.index]! + weight * light;
      }
    }
  });
}

/** What remains in a window when all sources are taken away, seen through its own source's footprint. */
function residualOf(
  { planes, y, x, sources }: Window,
  k: number,
  n: number,
  [, height, width]: Volume["shape"],
  data: Float32Array,
  found: Float64Array,
): number {
  const own = sources.find(({ index }) => index === k);
  if (own === undefined) return Number.NaN;
  let squares = 0;
  let weights = 0;
  const line = new Float64Array(Math.max(0, x[1] - x[0] + 1));
  const lit = sources.filter((source) => found[source.index]! > 0);
  planes.forEach((plane, p) => {
    for (let j = y[0]; j <= y[1]; j++) {
      const through = own.height[p]! * own.y[p]![j - y[0]]!;
      if (through < 0.1) continue;
      line.fill(found[n + k]!);
      for (const source of lit) {
        const light = found[source.index]! * source.height[p]! * source.y[p]![j - y[0]]!;
        const across = source.x[p]!;
        if (light > 0) for (let i = 0; i < line.length; i++) line[i] = line[i]! + light * across[i]!;
      }
      const from = (plane * height + j) * width + x[0];
      for (let i = 0; i < line.length; i++) {
        const weight = through * own.x[p]![i]!;
        squares += weight * (data[from + i]! - line[i]!) ** 2;
        weights += weight;
      }
    }
  });
  return weights > 0 ? Math.sqrt(squares / weights) : Number.NaN;
}

/** Arrays of one length, one after another. */
function stacked(arrays: readonly Float64Array[]): Float64Array {
  const length = arrays[0]?.length ?? 0;
  const whole = new Float64Array(length * arrays.length);
  arrays.forEach((values, i) => whole.set(values, i * length));
  return whole;
}

/** Product of two runs of `length` numbers. */
function dot(values: Float64Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[a + i]! * values[b + i]!;
  return sum;
}

function total(a: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]!;
  return sum;
}
