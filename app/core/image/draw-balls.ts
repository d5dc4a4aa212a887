import type { Triple } from "#contract/geometry";

/** Balls to draw: centre and radius, µm, and the value that stands for each (1..65535). */
export interface Balls {
  readonly z: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly x: ArrayLike<number>;
  readonly radius: ArrayLike<number>;
  readonly label: ArrayLike<number>;
}

/**
 * Draws balls into a label image: a voxel takes the value of the nearest centre among the balls that hold it.
 * The voxel that a centre lies in is drawn however small the ball is.
 *
 * @param shape  voxels [z, y, x]
 * @param voxel  pitch, µm [z, y, x]
 * @param origin centre of the first voxel, µm [z, y, x]
 * @param into   [z, y, x]; zeroed first
 */
export function drawBalls(balls: Balls, shape: Triple, voxel: Triple, origin: Triple, into: Uint16Array): void {
  into.fill(0);
  const [depth, height, width] = shape;
  const nearest = new Map<number, number>();
  for (let n = 0; n < balls.z.length; n++) {
    const centre = [balls.z[n] as number, balls.y[n] as number, balls.x[n] as number] as const;
    const radius = Math.max(balls.radius[n] as number, 0);
    const at = centre.map((value, d) => (value - (origin[d] as number)) / (voxel[d] as number));
    const reach = voxel.map((pitch) => radius / pitch);
    const span = (d: 0 | 1 | 2, size: number) =>
      [
        Math.max(0, Math.min(Math.round(at[d] as number), Math.ceil((at[d] as number) - (reach[d] as number)))),
        Math.min(size - 1, Math.max(Math.round(at[d] as number), Math.floor((at[d] as number) + (reach[d] as number)))),
      ] as const;
    const [z0, z1] = span(0, depth);
    const [y0, y1] = span(1, height);
    const [x0, x1] = span(2, width);
    for (let k = z0; k <= z1; k++) {
      for (let j = y0; j <= y1; j++) {
        for (let i = x0; i <= x1; i++) {
          const distance = Math.hypot(
            (k - (at[0] as number)) * voxel[0],
            (j - (at[1] as number)) * voxel[1],
            (i - (at[2] as number)) * voxel[2],
          );
          const own = k === Math.round(at[0] as number) && j === Math.round(at[1] as number) && i === Math.round(at[2] as number);
          if (distance > radius && !own) continue;
          const index = (k * height + j) * width + i;
          if (into[index] !== 0 && distance >= (nearest.get(index) ?? Infinity)) continue;
          into[index] = balls.label[n] as number;
          nearest.set(index, distance);
        }
      }
    }
  }
}
