import { Random } from "#core/optics/random";

/** How a simulated animal is built and moves. Lengths µm, angles radians, times s. */
export interface WormShape {
  /** Field of view [y, x], µm; the worm lies along its longer side. */
  readonly field: readonly [number, number];
  /** Half width of the body in the image plane. */
  readonly radius: number;
  /** Half thickness of the body in depth. */
  readonly thickness: number;
  /** Swing of the body's direction as bends run along it. */
  readonly bend: number;
  readonly seed: number;
}

/** A point of the body's middle line. */
export interface MidPoint {
  readonly y: number;
  readonly x: number;
  readonly z: number;
  /** Unit vector to the ventral side, in the image plane [y, x]. */
  readonly normal: readonly [number, number];
  /** Half width here. */
  readonly radius: number;
}

/** Where the body lies at one time: its middle line, a point each micrometre from the nose. */
export interface WormPose {
  readonly points: readonly MidPoint[];
  /** Roll about the middle line. */
  readonly roll: number;
}

/** Points of the middle line beyond the field's end: the body goes on out of view. */
const beyond = 30;

/**
 * The body through time: a smooth bent line; bends run along it, it breathes (stretches), rolls, drifts and shakes.
 *
 * @returns the pose at a time in seconds
 */
export function wormMotion(shape: WormShape): (time: number) => WormPose {
  const random = new Random(shape.seed, 1);
  const [height, width] = shape.field;
  const upright = height >= width;
  const along = Math.max(height, width);
  const across = Math.min(height, width);
  const nose = 0.07 * along;
  const visible = along - nose;
  const count = Math.ceil(visible + beyond) + 1;
  const phase = () => random.uniform(0, 2 * Math.PI);
  const rest = { swing: random.uniform(0.2, 0.3), length: along * random.uniform(0.95, 1.25), phase: phase() };
  const wave = {
    length: along * random.uniform(0.75, 0.95),
    period: random.uniform(22, 28) / (1 + 1.2 * Math.max(0, shape.bend - 0.12)),
    phase: phase(),
  };
  const breath = { period: random.uniform(7, 10), phase: phase() };
  const drift = {
    y: random.uniform(-0.06, 0.06),
    x: random.uniform(-0.06, 0.06),
    period: random.uniform(17, 30),
    phase: [phase(), phase(), phase()] as const,
  };
  const tilt = random.uniform(-0.6, 0.6);
  const rolling = { size: 0.05, period: random.uniform(15, 25), phase: phase() };
  const shakeSeed = Math.floor(random.uniform(0, 2 ** 31));
  return (time) => {
    const shake = new Random(shakeSeed, Math.round(time * 1000));
    const stretch = 1 + 0.012 * Math.sin((2 * Math.PI * time) / breath.period + breath.phase);
    const slow = (i: 0 | 1 | 2) => Math.sin((2 * Math.PI * time) / drift.period + drift.phase[i]);
    const a = new Float64Array(count);
    const b = new Float64Array(count);
    const angle = (s: number) =>
      rest.swing * Math.sin((2 * Math.PI * s) / rest.length + rest.phase) +
      shape.bend * Math.sin(2 * Math.PI * (s / wave.length - time / wave.period) + wave.phase);
    for (let s = 1; s < count; s++) {
      const turn = angle(s - 0.5);
      a[s] = (a[s - 1] ?? 0) + stretch * Math.cos(turn);
      b[s] = (b[s - 1] ?? 0) + stretch * Math.sin(turn);
    }
    // The stage keeps the part in view centred: its mean position is the field's centre.
    const shown = Math.floor(visible);
    let meanA = 0;
    let meanB = 0;
    for (let s = 0; s <= shown; s++) {
      meanA += (a[s] ?? 0) / (shown + 1);
      meanB += (b[s] ?? 0) / (shown + 1);
    }
    const baseA = nose + visible / 2 - meanA;
    const baseB = across / 2 - meanB;
    const moveY = drift.y * time + 0.5 * slow(0) + shake.normal(0, 0.06);
    const moveX = drift.x * time + 0.5 * slow(1) + shake.normal(0, 0.06);
    const moveZ = 0.35 * slow(2) + shake.normal(0, 0.03);
    const points: MidPoint[] = [];
    for (let s = 0; s < count; s++) {
      const turn = angle(s);
      const p = baseA + (a[s] ?? 0);
      const q = baseB + (b[s] ?? 0);
      const [y, x] = upright ? [p, q] : [q, p];
      const normal = upright ? ([-Math.sin(turn), Math.cos(turn)] as const) : ([Math.cos(turn), -Math.sin(turn)] as const);
      const radius = shape.radius * Math.min(1, Math.sqrt((s + 3) / (1.4 * shape.radius + 3))) * (2 - stretch);
      points.push({ y: y + moveY, x: x + moveX, z: moveZ + tilt * (s / visible - 0.5), normal, radius });
    }
    return { points, roll: rolling.size * Math.sin((2 * Math.PI * time) / rolling.period + rolling.phase) };
  };
}

/** The middle line at `s` µm from the nose, between its points. */
export function midPointAt(pose: WormPose, s: number): MidPoint {
  const last = pose.points.length - 1;
  const low = Math.min(Math.max(Math.floor(s), 0), last - 1);
  const a = pose.points[low];
  const b = pose.points[low + 1];
  if (!a || !b) throw new Error("a body has at least two points");
  const part = Math.min(Math.max(s - low, 0), 1);
  const mix = (p: number, q: number) => p + part * (q - p);
  return {
    y: mix(a.y, b.y),
    x: mix(a.x, b.x),
    z: mix(a.z, b.z),
    normal: [mix(a.normal[0], b.normal[0]), mix(a.normal[1], b.normal[1])],
    radius: mix(a.radius, b.radius),
  };
}
