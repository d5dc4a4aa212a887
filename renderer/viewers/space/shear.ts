import { ambient, diffuse, gloss, lightOf, surfaceColours } from "#renderer/viewers/space/light.ts";
import { along, directionsOf, type Orbit, type Point } from "#renderer/viewers/space/orbit.ts";
import type { SpaceLook, SpaceStack } from "#renderer/viewers/space/space-stack.ts";

/** A picture in the sheared frame of a stack, and the affine map from its pixels to µm of the screen. */
export interface Sheared {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  /** Pixel (i, j), corners counted, lies at a·i + c·j + e to the right and b·i + d·j + f down, µm from the middle of the view. */
  readonly map: readonly [a: number, b: number, c: number, d: number, e: number, f: number];
}

const hair = 1e-6;

interface Shear {
  /** Axis most nearly along the line of sight, and the other two: across and down in the sheared picture. */
  readonly k: 0 | 1 | 2;
  readonly u: 0 | 1 | 2;
  readonly v: 0 | 1 | 2;
  /** How far the picture of each following plane is moved, voxels. */
  readonly su: number;
  readonly sv: number;
  /** Voxel that the picture's first pixel shows where nothing is moved. */
  readonly u0: number;
  readonly v0: number;
  readonly width: number;
  readonly height: number;
  /** First and last voxel drawn, of each axis. */
  readonly first: Point;
  readonly last: Point;
  /** True where planes come from front to back with their index. */
  readonly onward: boolean;
}

/**
 * A stack seen along any direction without a graphics card: planes are moved against each other and laid over
 * one another along the axis that the line of sight follows most, and the picture is turned as a whole
 * afterwards. Every voxel is visited once. Lacroute & Levoy (1994), doi:10.1145/192161.192283.
 *
 * @param fine between voxels planes are interpolated; else the nearest voxel is taken
 */
export function shear(stack: SpaceStack, look: SpaceLook, orbit: Orbit, fine: boolean): Sheared {
  const plan = shearOf(stack, look, orbit);
  const rgba = new Uint8ClampedArray(plan.width * plan.height * 4);
  const words = new Uint32Array(rgba.buffer);
  if (look.shading === "surface") {
    surfaces(stack, look, orbit, plan, words);
  } else {
    const first = maximum(stack, stack.bytes, look, orbit, plan, fine);
    const second = stack.second && maximum(stack, stack.second, look, orbit, plan, fine);
    colour(first, second, look, words);
  }
  return { rgba, width: plan.width, height: plan.height, map: mapOf(stack, orbit, plan) };
}

function shearOf(stack: SpaceStack, look: SpaceLook, orbit: Orbit): Shear {
  const { ahead } = directionsOf(orbit.turn);
  const sight = [0, 1, 2].map((i) => ahead[i]! / stack.voxel[i]!);
  const k = [0, 1, 2].reduce((best, i) => (Math.abs(sight[i]!) > Math.abs(sight[best]!) ? i : best), 0) as 0 | 1 | 2;
  const [v, u] = k === 0 ? ([1, 2] as const) : k === 1 ? ([0, 2] as const) : ([0, 1] as const);
  const su = -sight[u]! / sight[k]!;
  const sv = -sight[v]! / sight[k]!;
  const edge = (end: 0 | 1) =>
    [0, 1, 2].map((i) => {
      const at = Math.round(look.clip[i]![end] * stack.shape[i]!) - end;
      return Math.min(Math.max(at, 0), stack.shape[i]! - 1);
    }) as [number, number, number];
  const first = edge(0);
  const last = edge(1);
  const ends = (shift: number, axis: number) => {
    const moved = [first[k] * shift, last[k] * shift];
    // A view straight along an axis moves nothing, whatever the last digit of its sines says.
    return [Math.floor(first[axis]! + Math.min(...moved) + hair), Math.ceil(last[axis]! + Math.max(...moved) - hair)] as const;
  };
  const [u0, u1] = ends(su, u);
  const [v0, v1] = ends(sv, v);
  return { k, u, v, su, sv, u0, v0, width: u1 - u0 + 1, height: v1 - v0 + 1, first, last, onward: sight[k]! > 0 };
}

/** Where the sheared picture lies on the screen, µm. */
function mapOf(stack: SpaceStack, orbit: Orbit, { u, v, u0, v0 }: Shear): Sheared["map"] {
  const { right, down } = directionsOf(orbit.turn);
  const step = (axis: number, way: Point) => way[axis]! * stack.voxel[axis]!;
  const from = [0, 1, 2].map((i) => stack.origin[i]! - orbit.centre[i]!) as [number, number, number];
  from[u] += (u0 - 0.5) * stack.voxel[u]!;
  from[v] += (v0 - 0.5) * stack.voxel[v]!;
  // Planes are moved to where the plane of index 0 is, so nothing is left to add along the third axis.
  return [step(u, right), step(u, down), step(v, right), step(v, down), along(from, right), along(from, down)];
}

/** Pixels of a row that lie within the slab: its first and last voxel along u. */
function rowWithin(stack: SpaceStack, look: SpaceLook, orbit: Orbit, plan: Shear): (k: number, v: number) => readonly [number, number] {
  const whole = [plan.first[plan.u], plan.last[plan.u]] as const;
  const { slab } = look;
  if (!slab) return () => whole;
  const { ahead } = directionsOf(orbit.turn);
  const rise = ahead[plan.u] * stack.voxel[plan.u];
  const start = along(ahead, [0, 1, 2].map((i) => stack.origin[i]! - slab.place[i]!) as [number, number, number]);
  return (k, v) => {
    const at = start + ahead[plan.k] * stack.voxel[plan.k] * k + ahead[plan.v] * stack.voxel[plan.v] * v;
    const [near, far] = [-slab.thickness / 2 - at, slab.thickness / 2 - at];
    if (Math.abs(rise) < 1e-9) return near <= 0 && far >= 0 ? whole : [0, -1];
    const ends = [near / rise, far / rise];
    return [Math.max(whole[0], Math.ceil(Math.min(...ends))), Math.min(whole[1], Math.floor(Math.max(...ends)))];
  };
}

function stridesOf({ shape }: SpaceStack): Point {
  return [shape[1] * shape[2], shape[2], 1];
}

/** The brightest voxel on each line of sight. */
function maximum(stack: SpaceStack, bytes: Uint8Array, look: SpaceLook, orbit: Orbit, plan: Shear, fine: boolean): Uint8Array {
  const { k, u, v, su, sv, u0, v0, width, first, last } = plan;
  const out = new Uint8Array(width * plan.height);
  const strides = stridesOf(stack);
  const across = strides[u];
  const within = rowWithin(stack, look, orbit, plan);
  for (let n = first[k]; n <= last[k]; n++) {
    const left = n * su - u0;
    const top = n * sv - v0;
    const shiftU = Math.round(left);
    const shiftV = Math.round(top);
    // How far the voxel lies from the pixel, in sixteenths: so much of the neighbour on that side shows there.
    const pu = fine ? Math.round((left - shiftU) * 16) : 0;
    const pv = fine ? Math.round((top - shiftV) * 16) : 0;
    const [wu, wv] = [Math.abs(pu), Math.abs(pv)];
    const [hu, hv] = [16 - wu, 16 - wv];
    const edgeU = pu > 0 ? first[u] : last[u];
    const edgeV = pv > 0 ? first[v] : last[v];
    for (let row = first[v]; row <= last[v]; row++) {
      const [from, to] = within(n, row);
      if (from > to) continue;
      let at = n * strides[k] + row * strides[v] + from * across;
      let put = (row + shiftV) * width + from + shiftU;
      if (pu === 0 && pv === 0) {
        for (let i = from; i <= to; i++, at += across, put++) {
          const value = bytes[at] as number;
          if (value > (out[put] as number)) out[put] = value;
        }
        continue;
      }
      const beside = pu > 0 ? -across : across;
      const over = row === edgeV ? 0 : pv > 0 ? -strides[v] : strides[v];
      for (let i = from; i <= to; i++, at += across, put++) {
        const next = i === edgeU ? 0 : beside;
        const here = hu * (bytes[at] as number) + wu * (bytes[at + next] as number);
        const there = hu * (bytes[at + over] as number) + wu * (bytes[at + over + next] as number);
        const value = (hv * here + wv * there + 128) >> 8;
        if (value > (out[put] as number)) out[put] = value;
      }
    }
  }
  return out;
}

/** Brightness to colour; where no voxel is, the picture stays clear. */
function colour(first: Uint8Array, second: Uint8Array | null, { gamma, secondGamma, table }: SpaceLook, words: Uint32Array): void {
  const lift = (power: number) => Uint8Array.from({ length: 256 }, (_, i) => Math.round(255 * (i / 255) ** (1 / power)));
  const lifted = lift(gamma);
  const pack = (r: number, g: number, b: number) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  if (second) {
    const secondLifted = lift(secondGamma);
    for (let i = 0; i < words.length; i++) {
      const other = secondLifted[second[i] as number] as number;
      if (first[i] !== 0) words[i] = pack(other, lifted[first[i] as number] as number, other);
    }
    return;
  }
  const colours = Uint32Array.from({ length: 256 }, (_, i) => {
    if (i === 0) return 0;
    const entry = 4 * lifted[i]!;
    return pack(table[entry] ?? 0, table[entry + 1] ?? 0, table[entry + 2] ?? 0);
  });
  for (let i = 0; i < words.length; i++) words[i] = colours[first[i] as number] as number;
}

/** The first voxel on each line of sight that is as bright as the level, lit by how brightness falls off around it. */
function surfaces(stack: SpaceStack, look: SpaceLook, orbit: Orbit, plan: Shear, words: Uint32Array): void {
  const { k, u, v, su, sv, u0, v0, width, first, last, onward } = plan;
  const strides = stridesOf(stack);
  const across = strides[u];
  const within = rowWithin(stack, look, orbit, plan);
  const level = Math.max(1, Math.round(look.level * 255));
  const lit = lighter(stack, look, orbit);
  const { bytes, second } = stack;
  const count = last[k] - first[k] + 1;
  for (let s = 0; s < count; s++) {
    const n = onward ? first[k] + s : last[k] - s;
    const shiftU = Math.round(n * su - u0);
    const shiftV = Math.round(n * sv - v0);
    const dim = 1 - (0.4 * s) / Math.max(1, count - 1);
    for (let row = first[v]; row <= last[v]; row++) {
      const [from, to] = within(n, row);
      let at = n * strides[k] + row * strides[v] + from * across;
      let put = (row + shiftV) * width + from + shiftU;
      for (let i = from; i <= to; i++, at += across, put++) {
        if (words[put] !== 0) continue;
        const channel = (bytes[at] as number) >= level ? 0 : second && (second[at] as number) >= level ? 1 : null;
        if (channel === null) continue;
        words[put] = lit(channel === 0 ? bytes : second!, at, channel, dim);
      }
    }
  }
}

/** Colour of a voxel's surface, little-endian RGBA. */
function lighter(stack: SpaceStack, look: SpaceLook, orbit: Orbit) {
  const directions = directionsOf(orbit.turn);
  const light = lightOf(directions);
  const colours = surfaceColours(look.table, stack.second !== null);
  const [plane, row] = stridesOf(stack);
  const [vz, vy, vx] = stack.voxel;
  const gloss255 = gloss * 255;
  return (bytes: Uint8Array, at: number, channel: 0 | 1, dim: number): number => {
    const z = ((bytes[at - plane] ?? 0) - (bytes[at + plane] ?? 0)) / vz;
    const y = ((bytes[at - row] ?? 0) - (bytes[at + row] ?? 0)) / vy;
    const x = ((bytes[at - 1] ?? 0) - (bytes[at + 1] ?? 0)) / vx;
    const steep = Math.hypot(z, y, x) || 1;
    const facing = Math.max(0, (z * light[0] + y * light[1] + x * light[2]) / steep);
    const strength = (ambient + diffuse * facing) * dim * 255;
    const shine = facing ** 24 * gloss255 * dim;
    const base = colours[channel];
    const r = Math.min(255, base[0] * strength + shine);
    const g = Math.min(255, base[1] * strength + shine);
    const b = Math.min(255, base[2] * strength + shine);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  };
}
