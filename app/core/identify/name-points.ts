import { Failure } from "#contract/failure";
import type { AtlasNeuron } from "#core/identify/atlas";
import { averageNames } from "#core/identify/average-names";
import { fitAtlas, type AtlasFit } from "#core/identify/fit-atlas";
import type { Evidence } from "#core/identify/pair-weights";
import { priorOf, termsOf, type Start } from "#core/identify/placing";
import { cross, dot, frameOf, unit, type Frame, type Vector } from "#core/identify/orientation";

/** What is known before names are looked for. */
export interface NamingOptions extends Evidence {
  /** Where left, tail and dorsal point; null tries all, and both hands. */
  readonly frame: Frame | null;
}

/** Names of points, and how the atlas was laid over them. */
export interface Naming {
  /** Probabilities [point, name]; what a row lacks to 1 is the probability of none of them. */
  readonly probability: Float64Array;
  readonly fit: AtlasFit;
  readonly frame: Frame;
  /** Atlas place that `termsOf` counts from. */
  readonly about: readonly number[];
}

const fewest = 4;
const quick = 6;
const thorough = 40;
/** Starts that are followed to the end. */
const finalists = 4;

/**
 * Ranks names for points from their positions alone: the atlas is laid over them from many starts (parts of
 * the body, and, where the orientation is not known, directions and both hands), the best few are followed to
 * the end, and the one that explains the points best is kept. The probabilities are then averaged over the maps near
 * it.
 *
 * Method after the atlas alignments of Bubnis et al. (2019), doi:10.48550/arXiv.1903.03214, and Varol et al.
 * (2020), doi:10.1007/978-3-030-59722-1_12; unique names by Williams & Lau (2014), doi:10.1109/TAES.2014.120568.
 *
 * @param points [z, y, x] of each point, µm, one after another
 * @throws Failure "invalid-input" for fewer than four points
 */
export function namePoints(points: Float64Array, atlas: readonly AtlasNeuron[], options: NamingOptions): Naming {
  if (points.length / 3 < fewest) {
    throw new Failure(
      "invalid-input",
      `Names are found from the pattern of at least ${fewest} points, and ${points.length / 3} were given.`,
      {
        points: points.length / 3,
      },
    );
  }
  const centre = meanOf(points);
  const frames = options.frame === null ? allFrames(points, centre) : [options.frame];
  const starts = frames.flatMap((frame) => startsAlong(points, centre, atlas, frame, options.frame === null ? 60 : 25));
  const tried = starts.map((start) => fitted(points, atlas, start, options, quick));
  tried.sort((a, b) => b.fit.score - a.fit.score);
  const best = tried
    .slice(0, finalists)
    .map(({ start }) => fitted(points, atlas, start, options, thorough))
    .reduce((a, b) => (b.fit.score > a.fit.score ? b : a));
  const about = best.start.start.atlas;
  const terms = atlas.map(({ position }) => termsOf(position, about));
  const probability = averageNames(points, terms, best.fit, priorOf(best.start), options);
  return { probability, fit: best.fit, frame: best.start.frame, about };
}

/** Names of one row, most probable first. */
export function rankNames(
  probability: Float64Array,
  row: number,
  names: number,
  count: number,
): { readonly name: number; readonly probability: number }[] {
  const all = Array.from({ length: names }, (_, name) => ({ name, probability: probability[row * names + name]! }));
  return all.sort((a, b) => b.probability - a.probability || a.name - b.name).slice(0, count);
}

function fitted(points: Float64Array, atlas: readonly AtlasNeuron[], start: Start, { confirmed, colour }: NamingOptions, rounds: number) {
  const fit = fitAtlas(points, atlas, { ...start, rounds, ...(confirmed ? { confirmed } : {}), ...(colour ? { colour } : {}) });
  return { start, fit };
}

/**
 * The recording may show any stretch of the body: its middle is laid on places along the atlas, from the one
 * where both begin at the head to the one where both end at the tail.
 */
function startsAlong(
  points: Float64Array,
  centre: readonly number[],
  atlas: readonly AtlasNeuron[],
  frame: Frame,
  spacing: number,
): Start[] {
  const seen: number[] = [];
  for (let n = 0; n < points.length; n += 3) {
    seen.push(dot([points[n]! - centre[0]!, points[n + 1]! - centre[1]!, points[n + 2]! - centre[2]!], frame[1]));
  }
  const along = atlas.map(({ position }) => position[1]);
  const [first, last] = [Math.min(...along), Math.max(...along)];
  const from = first - Math.min(...seen);
  const to = last - Math.max(...seen);
  const count = Math.max(1, Math.min(24, Math.ceil(Math.abs(to - from) / spacing)));
  return Array.from({ length: count + 1 }, (_, i) => {
    const middle = from + ((to - from) * i) / count;
    const near = atlas.filter(
      ({ position }) => position[1] >= middle + Math.min(...seen) - 10 && position[1] <= middle + Math.max(...seen) + 10,
    );
    const stretch = near.length > 0 ? near : atlas;
    const mean = (axis: 0 | 2): number => stretch.reduce((sum, { position }) => sum + position[axis], 0) / stretch.length;
    return { frame, start: { recording: centre, atlas: [mean(0), middle, mean(2)] } };
  });
}

/** Orientations about the longest axis of the points: both ways along it, eight rolls about it, both hands. */
function allFrames(points: Float64Array, centre: readonly number[]): Frame[] {
  const axis = longestAxis(points, centre);
  const beside = unit(cross(axis, Math.abs(axis[0]) < 0.8 ? [1, 0, 0] : [0, 1, 0]));
  const third = cross(axis, beside);
  const frames: Frame[] = [];
  for (const way of [1, -1]) {
    const head: Vector = [axis[0] * way, axis[1] * way, axis[2] * way];
    for (let roll = 0; roll < 8; roll++) {
      const [c, s] = [Math.cos((roll * Math.PI) / 4), Math.sin((roll * Math.PI) / 4)];
      const up: Vector = [beside[0] * c + third[0] * s, beside[1] * c + third[1] * s, beside[2] * c + third[2] * s];
      for (const mirror of [false, true]) frames.push(frameOf(head, up, mirror));
    }
  }
  return frames;
}

function longestAxis(points: Float64Array, centre: readonly number[]): Vector {
  let axis: Vector = [0.1, 0.5, 1];
  for (let step = 0; step < 50; step++) {
    const next = [0, 0, 0];
    for (let n = 0; n < points.length; n += 3) {
      const away: Vector = [points[n]! - centre[0]!, points[n + 1]! - centre[1]!, points[n + 2]! - centre[2]!];
      const share = dot(away, axis);
      for (let k = 0; k < 3; k++) next[k]! += share * away[k]!;
    }
    axis = unit(next as unknown as Vector);
  }
  return axis;
}

function meanOf(points: Float64Array): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  for (let n = 0; n < points.length; n++) sum[n % 3]! += points[n]!;
  return [sum[0] / (points.length / 3), sum[1] / (points.length / 3), sum[2] / (points.length / 3)];
}
