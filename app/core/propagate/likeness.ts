import type { Triple } from "#contract/geometry";
import { quantile } from "#core/link/points";
import { halvings, pyramid } from "#core/propagate/pyramid";

/** A frame made so small that only its posture is left, mean 0 and norm 1. */
export type Thumbnail = Float32Array;

/** @param data [z, y, x], grey levels above background */
export function thumbnail(data: Float32Array, shape: Triple): Thumbnail {
  const [depth, height, width] = shape;
  const flat = new Float32Array(height * width);
  for (let z = 0, from = 0; z < depth; z++) for (let i = 0; i < flat.length; i++, from++) flat[i] = Math.max(flat[i]!, data[from]!);
  const flatShape: Triple = [1, height, width];
  const levels = pyramid(flat, flatShape, halvings(flatShape, 24), 1);
  const small = levels[0]!.data;
  let mean = 0;
  for (const value of small) mean += value / small.length;
  let power = 0;
  for (const value of small) power += (value - mean) ** 2;
  const scale = power > 0 ? 1 / Math.sqrt(power) : 0;
  return small.map((value) => (value - mean) * scale);
}

/** How unlike two frames are: 1 − correlation, 0..2. */
export function unlikeness(a: Thumbnail, b: Thumbnail): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += a[i]! * b[i]!;
  return 1 - product;
}

/** One frame to be worked on, and the frames that show the way. */
export interface Visit {
  readonly t: number;
  /**
   * Frames visited before; none for a frame where all begins. The first gives the start; one of weight 0,
   * the frame itself, gives nothing else.
   */
  readonly parents: readonly { readonly t: number; readonly weight: number }[];
  /** Whether it shows the way to frames other than the next. */
  readonly isReference: boolean;
}

/** Frames that a human annotated. */
export interface AnnotatedFrames {
  /** Those where all begins: they hold most of the neurons. At least one. */
  readonly roots: readonly number[];
  /** Those with a correction or two. */
  readonly others: readonly number[];
}

export interface VisitOptions {
  /** Reference frames besides the annotated ones; null chooses by the length of the movie. */
  readonly references: number | null;
  /** Reference frames that are asked in every frame. */
  readonly parents: number;
}

/**
 * The order in which frames are worked on. Reference frames come first, from like to like, beginning with the
 * annotated ones; they are medoids, so that every frame is like one of them. The others follow in time, from
 * the reference frames outwards, each led by the frame before it and by the references most like it.
 *
 * Kaufman & Rousseeuw (1990), doi:10.1002/9780470316801 (medoids); the tree of similar frames as in ZephIR,
 * Yu et al. (2022), doi:10.1101/2022.07.18.500485.
 */
export function planVisits(thumbnails: readonly Thumbnail[], annotated: AnnotatedFrames, options: VisitOptions): Visit[] {
  const frames = thumbnails.length;
  const wanted = options.references ?? Math.min(24, Math.max(4, Math.round(Math.sqrt(frames))));
  const references = medoids(thumbnails, [...annotated.roots, ...annotated.others], wanted);
  const scale = Math.max(typical(thumbnails, references), 1e-6);
  const led = (t: number, others: readonly number[]): Visit["parents"] => {
    const near = others
      .filter((other) => other !== t)
      .map((other) => ({ t: other, away: unlikeness(thumbnails[t]!, thumbnails[other]!) }))
      .sort((one, other) => one.away - other.away || one.t - other.t);
    const first = near[0]?.away ?? 0;
    return near.slice(0, options.parents).map(({ t: other, away }) => ({ t: other, weight: Math.exp((first - away) / scale) }));
  };
  const visits: Visit[] = annotated.roots.map((t) => ({ t, parents: [], isReference: true }));
  const done = [...annotated.roots];
  const open = new Set(references.filter((t) => !done.includes(t)));
  while (open.size > 0) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const t of open) {
      for (const other of done) {
        const away = unlikeness(thumbnails[t]!, thumbnails[other]!);
        if (away >= least) continue;
        least = away;
        best = t;
      }
    }
    open.delete(best);
    visits.push({ t: best, parents: led(best, done), isReference: true });
    done.push(best);
  }
  // Once more, now that each can ask all the others: what one of them alone knew reaches all.
  for (const t of done) visits.push({ t, parents: [{ t, weight: 0 }, ...led(t, done)], isReference: true });
  const sorted = [...done].sort((one, other) => one - other);
  sorted.forEach((from, i) => {
    for (const direction of [1, -1]) {
      const next = sorted[i + direction];
      const end = direction > 0 ? frames - 1 : 0;
      const half = next === undefined ? end : direction > 0 ? Math.floor((from + next) / 2) : Math.floor((from + next) / 2) + 1;
      for (let t = from + direction; direction > 0 ? t <= half : t >= half; t += direction) {
        const before = t - direction;
        visits.push({ t, parents: [{ t: before, weight: 1 }, ...led(t, sorted).filter((one) => one.t !== before)], isReference: false });
      }
    }
  });
  return visits;
}

/** Frames such that every frame is like one of them; those given are among them. At most 400 frames are looked at. */
function medoids(thumbnails: readonly Thumbnail[], given: readonly number[], count: number): number[] {
  const step = Math.max(1, Math.ceil(thumbnails.length / 400));
  const candidates = Array.from({ length: Math.ceil(thumbnails.length / step) }, (_, i) => i * step);
  const away = candidates.map((a) => Float64Array.from(candidates, (b) => unlikeness(thumbnails[a]!, thumbnails[b]!)));
  const nearest = Float64Array.from(candidates, (a) => Math.min(2, ...given.map((t) => unlikeness(thumbnails[a]!, thumbnails[t]!))));
  const chosen = [...given];
  while (chosen.length < given.length + count) {
    let best = -1;
    let most = 1e-9;
    candidates.forEach((t, i) => {
      if (chosen.includes(t)) return;
      let gain = 0;
      for (let j = 0; j < candidates.length; j++) gain += Math.max(0, nearest[j]! - away[i]![j]!);
      if (gain > most) {
        most = gain;
        best = i;
      }
    });
    if (best < 0) break;
    chosen.push(candidates[best]!);
    for (let j = 0; j < candidates.length; j++) nearest[j] = Math.min(nearest[j]!, away[best]![j]!);
  }
  return chosen;
}

function typical(thumbnails: readonly Thumbnail[], references: readonly number[]): number {
  const values = references.flatMap((a, i) => references.slice(i + 1).map((b) => unlikeness(thumbnails[a]!, thumbnails[b]!)));
  return values.length > 0 ? 0.5 * quantile(values, 0.5) : 1;
}
