import type { Size } from "#renderer/viewers/plane.ts";

/** A place or a direction, [z, y, x]; places in µm. */
export type Point = readonly [number, number, number];

/** A unit quaternion [w, x, y, z]. */
export type Turn = readonly [number, number, number, number];

/**
 * How a stack is looked at: turned about a point that lies in the middle of the view, CSS pixels a µm. There is
 * no perspective, so lengths across the view are true.
 */
export interface Orbit {
  readonly turn: Turn;
  readonly centre: Point;
  readonly scale: number;
}

/** Directions of the screen in the sample, unit vectors. `ahead` is the line of sight, away from the eye. */
export interface Directions {
  readonly right: Point;
  readonly down: Point;
  readonly ahead: Point;
}

/** Along the optical axis: x to the right, y down, z away from the eye, as in a slice. */
export const fromAbove: Turn = [1, 0, 0, 0];

const half = Math.SQRT1_2;

/** The views that the planes of Ortho show, by name. */
export const standardTurns = {
  above: fromAbove,
  /** x to the right, z down. */
  front: [half, -half, 0, 0],
  /** z to the right, y down. */
  side: [half, 0, half, 0],
} as const satisfies Record<string, Turn>;

export function directionsOf([w, x, y, z]: Turn): Directions {
  return {
    right: [2 * (x * z + w * y), 2 * (x * y - w * z), 1 - 2 * (y * y + z * z)],
    down: [2 * (y * z - w * x), 1 - 2 * (x * x + z * z), 2 * (x * y + w * z)],
    ahead: [1 - 2 * (x * x + y * y), 2 * (y * z + w * x), 2 * (x * z - w * y)],
  };
}

/** Turns what is seen as a hand would: `across` to the right, `along` downwards, radians. */
export function turned({ turn, ...rest }: Orbit, across: number, along: number): Orbit {
  const yaw: Turn = [Math.cos(across / 2), 0, -Math.sin(across / 2), 0];
  const pitch: Turn = [Math.cos(along / 2), Math.sin(along / 2), 0, 0];
  return { ...rest, turn: unit(times(pitch, times(yaw, turn))) };
}

/** Moves what is seen by CSS pixels. */
export function panned(orbit: Orbit, dy: number, dx: number): Orbit {
  const { right, down } = directionsOf(orbit.turn);
  const [z, y, x] = [0, 1, 2].map((i) => orbit.centre[i]! - ((right[i] ?? 0) * dx + (down[i] ?? 0) * dy) / orbit.scale);
  return { ...orbit, centre: [z!, y!, x!] };
}

export function zoomed(orbit: Orbit, factor: number): Orbit {
  return { ...orbit, scale: Math.min(Math.max(orbit.scale * factor, 0.02), 400) };
}

/** A place on the screen, CSS pixels [y, x], and how far behind the middle of the view it lies, µm. */
export function seenAt({ centre, scale }: Orbit, { right, down, ahead }: Directions, size: Size, at: Point): Point {
  const way = [at[0] - centre[0], at[1] - centre[1], at[2] - centre[2]] as const;
  return [along(down, way) * scale + size.height / 2, along(right, way) * scale + size.width / 2, along(ahead, way)];
}

/** The orbit that shows a whole box from any side, with a margin in CSS pixels. */
export function fitOrbit(turn: Turn, box: { readonly low: Point; readonly high: Point }, size: Size, margin: number): Orbit {
  const { right, down } = directionsOf(turn);
  const sides = [0, 1, 2].map((i) => box.high[i]! - box.low[i]!) as [number, number, number];
  const across = sides.reduce((sum, side, i) => sum + side * Math.abs(right[i]!), 0);
  const upright = sides.reduce((sum, side, i) => sum + side * Math.abs(down[i]!), 0);
  const scale = Math.min(Math.max(size.width - 2 * margin, 8) / across, Math.max(size.height - 2 * margin, 8) / upright);
  return { turn, centre: [0, 1, 2].map((i) => (box.low[i]! + box.high[i]!) / 2) as [number, number, number], scale };
}

/** Scalar product. */
export function along(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function times([aw, ax, ay, az]: Turn, [bw, bx, by, bz]: Turn): Turn {
  return [
    aw * bw - ax * bx - ay * by - az * bz,
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
  ];
}

function unit(turn: Turn): Turn {
  const length = Math.hypot(...turn);
  const [w, x, y, z] = turn;
  return [w / length, x / length, y / length, z / length];
}
