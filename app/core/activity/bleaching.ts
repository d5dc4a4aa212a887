/**
 * How fluorescence fades over a movie: a single exponential fitted to the neurons' common course, robust
 * against transients. The common course is, at every frame, the median over neurons of F relative to the
 * neuron's own median; the line through its logarithm is fitted with bisquare weights (Beaton & Tukey 1974,
 * doi:10.1080/00401706.1974.10489171).
 *
 * @param f     F, [n, t]; NaN where missing
 * @param n     number of neurons
 * @param time  s (or frames), [t]
 * @returns     what F is multiplied by to undo the fading, [t], 1 at the first frame; all 1 where nothing fades
 */
export function bleachingGain(f: Float32Array, n: number, time: Float64Array): Float64Array {
  const frames = time.length;
  const course = commonCourse(f, n, frames);
  const at: number[] = [];
  const logs: number[] = [];
  for (let t = 0; t < frames; t++) {
    if (!(course[t]! > 0)) continue;
    at.push(time[t]! - time[0]!);
    logs.push(Math.log(course[t]!));
  }
  const slope = at.length >= 3 ? robustSlope(at, logs) : 0;
  return Float64Array.from(time, (value) => (slope < 0 ? Math.exp(-slope * (value - time[0]!)) : 1));
}

function commonCourse(f: Float32Array, n: number, frames: number): Float64Array {
  const course = new Float64Array(frames).fill(Number.NaN);
  const rest = Array.from({ length: n }, (_, i) => middle(Array.from(f.subarray(i * frames, (i + 1) * frames))));
  for (let t = 0; t < frames; t++) {
    const values: number[] = [];
    for (let i = 0; i < n; i++) if (rest[i]! > 0) values.push(f[i * frames + t]! / rest[i]!);
    course[t] = middle(values);
  }
  return course;
}

/** Slope of a line fitted by iteratively reweighted least squares with Tukey's bisquare. */
function robustSlope(x: readonly number[], y: readonly number[]): number {
  const weight = new Float64Array(x.length).fill(1);
  let slope = 0;
  for (let round = 0; round < 20; round++) {
    let sw = 0;
    let sx = 0;
    let sy = 0;
    for (let i = 0; i < x.length; i++) {
      sw += weight[i]!;
      sx += weight[i]! * x[i]!;
      sy += weight[i]! * y[i]!;
    }
    let sxx = 0;
    let sxy = 0;
    for (let i = 0; i < x.length; i++) {
      sxx += weight[i]! * (x[i]! - sx / sw) ** 2;
      sxy += weight[i]! * (x[i]! - sx / sw) * (y[i]! - sy / sw);
    }
    if (sxx <= 0) return 0;
    const next = sxy / sxx;
    const start = sy / sw - (next * sx) / sw;
    const off = x.map((value, i) => y[i]! - start - next * value);
    const scale = 1.4826 * middle(off.map(Math.abs)) + 1e-12;
    for (let i = 0; i < x.length; i++) {
      const u = off[i]! / (4.685 * scale);
      weight[i] = Math.abs(u) < 1 ? (1 - u * u) ** 2 : 0;
    }
    const settled = Math.abs(next - slope) <= 1e-10 * Math.abs(next);
    slope = next;
    if (settled) break;
  }
  return slope;
}

/** Median of the values that are there; NaN of none. */
function middle(values: readonly number[]): number {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half]! : 0.5 * (sorted[half - 1]! + sorted[half]!);
}
