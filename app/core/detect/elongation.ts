import type { Volume } from "#contract/volume";
import { quantile } from "#core/link/points";

/**
 * How much longer nuclei look along z than across, from the widths at half height of the strongest peaks.
 * A scanned confocal stack gives about 1, wide-field stacks 1.5 to 3.
 *
 * @param place centres, µm, [n, 3], z, y, x, strongest first
 * @param span  how far to look, µm along z
 * @returns     1..4; 1.5 where too few peaks can be measured
 */
export function elongationOf(volume: Volume, place: Float64Array, span: number): number {
  const ratios: number[] = [];
  const count = Math.min(80, place.length / 3);
  for (let n = 0; n < count; n++) {
    const at = brightest(
      volume,
      [0, 1, 2].map((d) => Math.round((place[3 * n + d]! - volume.origin[d as 0 | 1 | 2]) / volume.voxel[d as 0 | 1 | 2])),
    );
    const along = width(volume, at, 0, span);
    const down = width(volume, at, 1, span);
    const across = width(volume, at, 2, span);
    if (along !== null && down !== null && across !== null) ratios.push(along / Math.sqrt(down * across));
  }
  if (ratios.length < 8) return 1.5;
  return Math.min(4, Math.max(1, quantile(ratios, 0.5)));
}

/** The brightest voxel at a place or beside it. */
function brightest({ data, shape }: Volume, [z, y, x]: readonly number[]): [number, number, number] {
  let best: [number, number, number] = [z!, y!, x!];
  let most = Number.NEGATIVE_INFINITY;
  for (let k = Math.max(0, z! - 1); k <= Math.min(shape[0] - 1, z! + 1); k++) {
    for (let j = Math.max(0, y! - 1); j <= Math.min(shape[1] - 1, y! + 1); j++) {
      for (let i = Math.max(0, x! - 1); i <= Math.min(shape[2] - 1, x! + 1); i++) {
        const value = data[(k * shape[1] + j) * shape[2] + i]!;
        if (value > most) {
          most = value;
          best = [k, j, i];
        }
      }
    }
  }
  return best;
}

/** Width at half height above the higher of both feet, µm; null where a side has no foot. */
function width(volume: Volume, at: readonly [number, number, number], axis: 0 | 1 | 2, span: number): number | null {
  const count = volume.shape[axis];
  const pitch = volume.voxel[axis];
  const stride = axis === 0 ? volume.shape[1] * volume.shape[2] : axis === 1 ? volume.shape[2] : 1;
  const centre = (at[0] * volume.shape[1] + at[1]) * volume.shape[2] + at[2];
  const steps = Math.ceil(span / pitch);
  const peak = volume.data[centre]!;
  const foot = (sign: number): number => {
    let least = peak;
    for (let s = 1; s <= steps; s++) {
      const index = at[axis] + sign * s;
      if (index < 0 || index >= count) break;
      least = Math.min(least, volume.data[centre + sign * s * stride]!);
    }
    return least;
  };
  const half = 0.5 * (peak + Math.max(foot(-1), foot(1)));
  let total = 0;
  for (const sign of [-1, 1]) {
    let before = peak;
    let crossed = false;
    for (let s = 1; s <= steps && !crossed; s++) {
      const index = at[axis] + sign * s;
      if (index < 0 || index >= count) break;
      const value = volume.data[centre + sign * s * stride]!;
      if (value <= half) {
        total += (s - 1 + (before - half) / Math.max(before - value, 1e-12)) * pitch;
        crossed = true;
      }
      before = value;
    }
    if (!crossed) return null;
  }
  return total > 0 ? total : null;
}
