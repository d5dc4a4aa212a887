import { Failure } from "#contract/failure";
import { Random } from "#core/optics/random";
import { type WormPose, midPointAt } from "#core/optics/worm-pose";

/** A nucleus or granule in the body's own coordinates, and its looks. */
export interface BodyPoint {
  /** µm from the nose along the middle line. */
  readonly s: number;
  /** Share of the half width towards the ventral side, and of the half thickness in depth; −1..1. */
  readonly side: number;
  readonly depth: number;
  /** Half axes, µm [z, y, x]. */
  readonly radii: readonly [number, number, number];
  /** Photons at rest, arbitrary unit, a typical nucleus 1. */
  readonly brightness: number;
  /** Own slow wander: size (µm), period (s) and phase along z, y, x. */
  readonly wander: readonly { readonly size: number; readonly period: number; readonly phase: number }[];
}

export interface Layout {
  /** Length of the body in view, µm. */
  readonly length: number;
  readonly radius: number;
  readonly thickness: number;
  readonly seed: number;
}

/** Nuclei keep this far apart, µm, unless the body is too full. */
const apart = 3.2;
const leastApart = 2;

/**
 * Nuclei of a head and body: half of them crowd round the nerve ring, a third stand in single file in the
 * ventral cord, the rest lie along the sides. Brightness is log-normal.
 *
 * @throws Failure "out-of-range" where so many do not fit
 */
export function placeNuclei(count: number, layout: Layout): BodyPoint[] {
  const random = new Random(layout.seed, 2);
  const placed: BodyPoint[] = [];
  const ring = Math.round(count * 0.5);
  const cord = Math.round(count * 0.3);
  let distance = apart;
  for (let failures = 0; placed.length < count; ) {
    const n = placed.length;
    const spot =
      n < ring ? ringSpot(random, layout) : n < ring + cord ? cordSpot(random, layout, (n - ring) / cord) : sideSpot(random, layout);
    if (placed.every((other) => gap(other, spot, layout) >= distance)) {
      placed.push({
        ...spot,
        radii: radiiOf(random, random.uniform(1.1, 1.7)),
        brightness: Math.exp(random.normal(0, 0.5)),
        wander: wanderOf(random),
      });
      continue;
    }
    failures++;
    if (failures % 400 === 0) distance *= 0.95;
    if (distance < leastApart) {
      throw new Failure(
        "out-of-range",
        `${count} nuclei do not fit into a body of ${Math.round(layout.length)} µm; ask for fewer neurons or a larger frame.`,
        { neurons: count, placed: placed.length },
      );
    }
  }
  return placed;
}

/** Gut granules: small, steady, some brighter than dim nuclei, in the hind body round its middle. */
export function placeGranules(count: number, layout: Layout): BodyPoint[] {
  const random = new Random(layout.seed, 3);
  return Array.from({ length: count }, () => ({
    s: layout.length * random.uniform(0.62, 1.02),
    side: random.uniform(-0.4, 0.4),
    depth: random.uniform(-0.45, 0.45),
    radii: radiiOf(random, random.uniform(0.4, 0.8)),
    brightness: 0.35 * Math.exp(random.normal(0, 0.45)),
    wander: wanderOf(random),
  }));
}

/** Where a point of the body lies at a time, µm [z, y, x]. */
export function positionOf(point: BodyPoint, pose: WormPose, thickness: number, time: number): [number, number, number] {
  const middle = midPointAt(pose, point.s);
  const lateral = point.side * middle.radius;
  const deep = point.depth * thickness;
  const c = Math.cos(pose.roll);
  const s = Math.sin(pose.roll);
  const side = lateral * c - deep * s;
  const own = point.wander.map(({ size, period, phase }) => size * Math.sin((2 * Math.PI * time) / period + phase));
  return [
    middle.z + deep * c + lateral * s + (own[0] ?? 0),
    middle.y + side * middle.normal[0] + (own[1] ?? 0),
    middle.x + side * middle.normal[1] + (own[2] ?? 0),
  ];
}

type Spot = Pick<BodyPoint, "s" | "side" | "depth">;

function ringSpot(random: Random, { length }: Layout): Spot {
  const angle = random.uniform(0, 2 * Math.PI);
  // The pharynx takes the middle.
  const out = Math.sqrt(random.uniform(0.3 ** 2, 0.88 ** 2));
  return { s: Math.min(Math.max(random.normal(0.3, 0.11), 0.06), 0.6) * length, side: out * Math.sin(angle), depth: out * Math.cos(angle) };
}

function cordSpot(random: Random, { length }: Layout, place: number): Spot {
  return {
    s: (0.42 + 0.54 * place) * length + random.uniform(-1.5, 1.5),
    side: random.uniform(0.7, 0.86),
    depth: random.uniform(-0.2, 0.2),
  };
}

function sideSpot(random: Random, { length }: Layout): Spot {
  const angle = random.uniform(0, 2 * Math.PI);
  const out = random.uniform(0.6, 0.88);
  return { s: random.uniform(0.1, 0.97) * length, side: out * Math.sin(angle), depth: out * Math.cos(angle) };
}

function gap(a: Spot, b: Spot, { radius, thickness }: Layout): number {
  return Math.hypot(a.s - b.s, (a.side - b.side) * radius, (a.depth - b.depth) * thickness);
}

function radiiOf(random: Random, radius: number): [number, number, number] {
  const spread = () => radius * Math.exp(random.normal(0, 0.08));
  return [spread(), spread(), spread()];
}

function wanderOf(random: Random): BodyPoint["wander"] {
  return [0.08, 0.12, 0.12].map((size) => ({
    size: size * random.uniform(0.5, 1.5),
    period: random.uniform(4, 15),
    phase: random.uniform(0, 2 * Math.PI),
  }));
}
