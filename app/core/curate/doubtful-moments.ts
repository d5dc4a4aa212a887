import { positionSources } from "#contract/table";
import { type TrackColumns, type TrackGrid, trackGrid } from "#core/curate/track-grid";

/** Why a moment is doubtful. */
export type DoubtReason = "confidence" | "jump" | "merge" | "gap" | "trace";

/** A neuron at a moment that a human should look at. */
export interface DoubtfulMoment {
  readonly track: number;
  /** The most doubtful frame, and the frames from..to around it (both included) that share the doubt. */
  readonly t: number;
  readonly from: number;
  readonly to: number;
  /** 0..1; the queue starts with the largest. */
  readonly doubt: number;
  /** What weighs most. */
  readonly reason: DoubtReason;
  /** The size of it: confidence 0..1, jump µm, distance of the merged neurons µm, gap frames, step of the trace in noise widths. */
  readonly size: number;
  /** The neuron it is entangled with; −1 where there is none. */
  readonly other: number;
}

/** A signal of the neurons, [neuron, t] row-major, NaN where missing. */
export interface DoubtSignal {
  readonly tracks: ArrayLike<number>;
  readonly frames: number;
  readonly values: Float32Array;
}

export interface DoubtInputs {
  readonly tracks: TrackColumns;
  /** Number of frames in the movie. */
  readonly frames: number;
  /** Reference channel where there is one (it should not change), else F (which may, so that it weighs less); null before it was read. */
  readonly reference: DoubtSignal | null;
  readonly activity: DoubtSignal | null;
  /** Frames in which a neuron was said to be out of view. */
  readonly ghosts: ReadonlyMap<number, ReadonlySet<number>>;
}

/** Doubts below this are not worth a human's time. */
const least = 0.35;
/** Doubtful frames of a neuron that lie nearer than this are one moment. */
const together = 3;
const neighbours = 6;
const human = positionSources.indexOf("human");

/**
 * The moments where the tracks are most likely wrong, most doubtful first.
 *
 * Evidence of each position: its own confidence; a step that its neighbours do not make; lying on another
 * neuron; the borders of a gap; a step of its trace. Evidence is combined as 1 − Π(1 − dᵢ). What a human
 * set or confirmed is settled, and says nothing more. Of two neurons entangled at the same moment only the
 * more doubtful one is listed.
 *
 * @returns moments with doubt of at least 0.35, in falling order of doubt, then by frame and track
 */
export function doubtfulMoments(inputs: DoubtInputs): DoubtfulMoment[] {
  const grid = trackGrid(inputs.tracks, inputs.frames);
  const doubts = new Doubts(grid);
  addConfidence(doubts, inputs.tracks);
  addJumps(doubts, inputs.tracks);
  addMerges(doubts, inputs.tracks);
  addGaps(doubts, inputs.ghosts);
  if (inputs.reference) addSteps(doubts, inputs.reference, 0.8);
  if (inputs.activity) addSteps(doubts, inputs.activity, inputs.reference ? 0.2 : 0.4);
  doubts.settle(inputs.tracks);
  return withoutTwins(doubts.moments()).sort((a, b) => b.doubt - a.doubt || a.t - b.t || a.track - b.track);
}

/** Evidence cell by cell, [neuron, t]. */
class Doubts {
  readonly certain: Float32Array;
  private readonly strongest: Float32Array;
  private readonly reason: Uint8Array;
  private readonly size: Float32Array;
  private readonly other: Int32Array;

  constructor(readonly grid: TrackGrid) {
    const cells = grid.rows.length;
    this.certain = new Float32Array(cells).fill(1);
    this.strongest = new Float32Array(cells);
    this.reason = new Uint8Array(cells);
    this.size = new Float32Array(cells);
    this.other = new Int32Array(cells).fill(-1);
  }

  add(cell: number, doubt: number, reason: DoubtReason, size: number, other = -1): void {
    const capped = Math.min(Math.max(doubt, 0), 0.99);
    this.certain[cell] = this.certain[cell]! * (1 - capped);
    if (capped <= this.strongest[cell]!) return;
    this.strongest[cell] = capped;
    this.reason[cell] = reasons.indexOf(reason);
    this.size[cell] = size;
    this.other[cell] = other;
  }

  /** What a human set is no longer in doubt. */
  settle(tracks: TrackColumns): void {
    this.grid.rows.forEach((row, cell) => {
      if (row >= 0 && tracks.source[row] === human) this.certain[cell] = 1;
    });
  }

  moments(): DoubtfulMoment[] {
    const { frames, tracks } = this.grid;
    const list: DoubtfulMoment[] = [];
    tracks.forEach((track, i) => {
      let last = -together - 1;
      let from = 0;
      let peak = -1;
      const close = () => {
        if (peak < 0) return;
        list.push({
          track,
          t: peak - i * frames,
          from,
          to: last,
          doubt: 1 - this.certain[peak]!,
          reason: reasons[this.reason[peak]!]!,
          size: this.size[peak]!,
          other: this.other[peak]!,
        });
        peak = -1;
      };
      for (let t = 0; t < frames; t++) {
        const cell = i * frames + t;
        if (1 - this.certain[cell]! < least) continue;
        if (t - last > together) {
          close();
          from = t;
        }
        last = t;
        if (peak < 0 || this.certain[cell]! < this.certain[peak]!) peak = cell;
      }
      close();
    });
    return list;
  }
}

const reasons: readonly DoubtReason[] = ["confidence", "jump", "merge", "gap", "trace"];

function addConfidence(doubts: Doubts, tracks: TrackColumns): void {
  doubts.grid.rows.forEach((row, cell) => {
    if (row < 0) return;
    const confidence = tracks.confidence[row]!;
    if (Number.isFinite(confidence)) doubts.add(cell, 0.9 * (1 - confidence) ** 2, "confidence", confidence);
  });
}

/** A step that the nearest neurons do not make: residual over the movie's typical one. */
function addJumps(doubts: Doubts, tracks: TrackColumns): void {
  const { grid } = doubts;
  const { frames, rows } = grid;
  const near = nearestTracks(grid, tracks);
  const squares = new Float32Array(rows.length);
  const around = new Float64Array(neighbours);
  for (const axis of [tracks.z, tracks.y, tracks.x]) {
    const step = stepsOf(grid, axis);
    for (let i = 0; i < grid.tracks.length; i++) {
      const own = near[i]!;
      for (let cell = i * frames, t = 0; t < frames; t++, cell++) {
        let count = 0;
        for (let k = 0; k < own.length; k++) {
          const value = step[own[k]! * frames + t]!;
          if (!Number.isNaN(value)) around[count++] = value;
        }
        const residual = step[cell]! - median(around, count);
        squares[cell] = squares[cell]! + residual * residual;
      }
    }
  }
  const residual = squares.map(Math.sqrt);
  const typical = medianOf(residual);
  if (!(typical > 0)) return;
  residual.forEach((value, cell) => {
    const doubt = (value / typical - 4) / 12;
    if (doubt > 0) doubts.add(cell, Math.min(0.85, doubt), "jump", value);
  });
}

/** How far each neuron moved along an axis since the frame before; NaN where it has no position in either. */
function stepsOf({ rows, frames }: TrackGrid, axis: ArrayLike<number>): Float64Array {
  const steps = new Float64Array(rows.length).fill(Number.NaN);
  for (let cell = 1; cell < rows.length; cell++) {
    const now = rows[cell]!;
    const before = rows[cell - 1]!;
    if (now >= 0 && before >= 0 && cell % frames !== 0) steps[cell] = axis[now]! - axis[before]!;
  }
  return steps;
}

/** Two neurons nearer than 0.8 of their mean radius, though they are usually apart. */
function addMerges(doubts: Doubts, tracks: TrackColumns): void {
  const { grid } = doubts;
  const { frames, rows } = grid;
  // Neurons in order of x, which hardly changes from frame to frame.
  const order = Int32Array.from(grid.tracks.keys());
  const xAt = (i: number, t: number) => {
    const row = rows[i * frames + t]!;
    return row < 0 ? Number.POSITIVE_INFINITY : tracks.x[row]!;
  };
  for (let t = 0; t < frames; t++) {
    for (let k = 1; k < order.length; k++) {
      const moved = order[k]!;
      const x = xAt(moved, t);
      let to = k;
      while (to > 0 && xAt(order[to - 1]!, t) > x) {
        order[to] = order[to - 1]!;
        to--;
      }
      order[to] = moved;
    }
    for (let k = 0; k < order.length; k++) {
      const a = rows[order[k]! * frames + t]!;
      if (a < 0) break;
      const radius = radiusOf(tracks, a);
      for (let l = k + 1; l < order.length; l++) {
        const b = rows[order[l]! * frames + t]!;
        if (b < 0 || tracks.x[b]! - tracks.x[a]! > 1.6 * radius) break;
        const reach = 0.4 * (radius + radiusOf(tracks, b));
        const distance = Math.hypot(tracks.z[a]! - tracks.z[b]!, tracks.y[a]! - tracks.y[b]!, tracks.x[b]! - tracks.x[a]!);
        if (distance >= reach) continue;
        const doubt = 0.4 + 0.5 * (1 - distance / reach);
        doubts.add(order[k]! * frames + t, doubt, "merge", distance, grid.tracks[order[l]!]!);
        doubts.add(order[l]! * frames + t, doubt, "merge", distance, grid.tracks[order[k]!]!);
      }
    }
  }
}

/** The first frame of each gap between two positions. */
function addGaps(doubts: Doubts, ghosts: DoubtInputs["ghosts"]): void {
  const { frames, rows, tracks } = doubts.grid;
  tracks.forEach((track, i) => {
    const hidden = ghosts.get(track);
    let last = -1;
    for (let t = 0; t < frames; t++) {
      if (rows[i * frames + t]! < 0) continue;
      let first = last + 1;
      while (last >= 0 && first < t && hidden?.has(first)) first++;
      const length = t - first;
      if (last >= 0 && length > 0) doubts.add(i * frames + first, 0.4 + 0.4 * Math.min(1, length / 10), "gap", length);
      last = t;
    }
  });
}

/** A step of a trace against the noise of its own steps; a transient rises over several frames, an exchange at once. */
function addSteps(doubts: Doubts, signal: DoubtSignal, weight: number): void {
  const { grid } = doubts;
  const { frames } = grid;
  const line = new Map(Array.from(signal.tracks, (track, row) => [track, row]));
  grid.tracks.forEach((track, i) => {
    const row = line.get(track);
    if (row === undefined) return;
    const values = signal.values.subarray(row * signal.frames, (row + 1) * signal.frames);
    const steps = new Float32Array(values.length).fill(Number.NaN);
    for (let t = 1; t < values.length; t++) steps[t] = Math.abs(values[t]! - values[t - 1]!);
    const noise = 1.4826 * medianOf(steps);
    if (!(noise > 0)) return;
    for (let t = 1; t < Math.min(frames, signal.frames); t++) {
      const doubt = (steps[t]! / noise - 6) / 14;
      if (doubt > 0) doubts.add(i * frames + t, weight * Math.min(1, doubt), "trace", steps[t]! / noise);
    }
  });
}

/** The neurons that lie nearest each neuron on average. */
function nearestTracks({ rows, tracks, frames }: TrackGrid, table: TrackColumns): readonly (readonly number[])[] {
  const middle = tracks.map((_, i) => {
    const sum = [0, 0, 0];
    let count = 0;
    for (let t = 0; t < frames; t++) {
      const row = rows[i * frames + t]!;
      if (row < 0) continue;
      sum[0]! += table.z[row]!;
      sum[1]! += table.y[row]!;
      sum[2]! += table.x[row]!;
      count++;
    }
    return sum.map((value) => value / Math.max(1, count));
  });
  return middle.map((own, i) =>
    middle
      .map((other, j) => ({ j, distance: Math.hypot(own[0]! - other[0]!, own[1]! - other[1]!, own[2]! - other[2]!) }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, neighbours)
      .map(({ j }) => j),
  );
}

/** Of two moments that name each other at about the same time, the more doubtful. */
function withoutTwins(moments: readonly DoubtfulMoment[]): DoubtfulMoment[] {
  return moments.filter((moment) => {
    if (moment.other < 0) return true;
    const twin = moments.find(
      (one) => one.track === moment.other && one.other === moment.track && one.from <= moment.to && one.to >= moment.from,
    );
    return twin === undefined || twin.doubt < moment.doubt || (twin.doubt === moment.doubt && moment.track < twin.track);
  });
}

function radiusOf(tracks: TrackColumns, row: number): number {
  const radius = tracks.radius[row]!;
  return radius > 0 ? radius : 1;
}

/** Median of the first `count` values, which it puts in order; 0 where there is none. */
function median(values: Float64Array, count: number): number {
  if (count === 0) return 0;
  for (let i = 1; i < count; i++) {
    const value = values[i]!;
    let to = i;
    while (to > 0 && values[to - 1]! > value) {
      values[to] = values[to - 1]!;
      to--;
    }
    values[to] = value;
  }
  return values[count >> 1]!;
}

/** More values than this say no more about the middle of them. */
const enough = 20_000;

/** Median of the finite values, or of an even choice among very many; NaN where there is none. */
function medianOf(values: Float32Array): number {
  const stride = Math.max(1, Math.floor(values.length / enough));
  const some = new Float32Array(Math.ceil(values.length / stride));
  let count = 0;
  for (let i = 0; i < values.length; i += stride) if (Number.isFinite(values[i]!)) some[count++] = values[i]!;
  const finite = some.subarray(0, count).sort();
  return finite[count >> 1] ?? Number.NaN;
}
