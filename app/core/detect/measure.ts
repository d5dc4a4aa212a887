import type { Volume } from "#contract/volume";

/** What a nucleus looks like around its centre. */
export interface Measure {
  /** µm: where the brightness falls half way from the centre to its surroundings, across. */
  readonly radius: number;
  /** Mean in the disc of that radius minus the local background, grey levels. */
  readonly intensity: number;
}

/**
 * Size and brightness of a blob from its radial profile in the plane of its centre.
 *
 * @param volume  [z, y, x]
 * @param centre  µm, z, y, x
 * @param typical radius looked for, µm; the answer lies within half and twice of it
 */
export function measure(volume: Volume, centre: readonly [number, number, number], typical: number): Measure {
  const [depth, height, width] = volume.shape;
  const iz = Math.min(depth - 1, Math.max(0, Math.round((centre[0] - volume.origin[0]) / volume.voxel[0])));
  const cy = (centre[1] - volume.origin[1]) / volume.voxel[1];
  const cx = (centre[2] - volume.origin[2]) / volume.voxel[2];
  const bins = 12;
  const reach = 3 * typical;
  const ring = reach / bins;
  const sum = new Float64Array(bins);
  const count = new Float64Array(bins);
  const ry = Math.ceil(reach / volume.voxel[1]);
  const rx = Math.ceil(reach / volume.voxel[2]);
  for (let y = Math.max(0, Math.floor(cy) - ry); y <= Math.min(height - 1, Math.ceil(cy) + ry); y++) {
    for (let x = Math.max(0, Math.floor(cx) - rx); x <= Math.min(width - 1, Math.ceil(cx) + rx); x++) {
      const away = Math.hypot((y - cy) * volume.voxel[1], (x - cx) * volume.voxel[2]);
      const at = Math.floor(away / ring);
      if (at >= bins) continue;
      sum[at] = sum[at]! + volume.data[(iz * height + y) * width + x]!;
      count[at] = count[at]! + 1;
    }
  }
  const profile: number[] = [];
  for (let i = 0; i < bins; i++) profile.push(count[i]! > 0 ? sum[i]! / count[i]! : (profile[i - 1] ?? 0));
  let foot = profile[0]!;
  for (let i = 1; i < bins; i++) foot = Math.min(foot, profile[i]!);
  const half = 0.5 * (profile[0]! + foot);
  let edge = bins - 1;
  for (let i = 1; i < bins; i++) {
    if (profile[i]! <= half) {
      edge = i - 1 + (profile[i - 1]! - half) / Math.max(profile[i - 1]! - profile[i]!, 1e-12);
      break;
    }
  }
  const radius = Math.min(2 * typical, Math.max(0.5 * typical, (edge + 0.5) * ring));
  let inside = 0;
  let pixels = 0;
  for (let i = 0; i < bins && (i + 0.5) * ring <= radius; i++) {
    inside += sum[i]!;
    pixels += count[i]!;
  }
  return { radius, intensity: (pixels > 0 ? inside / pixels : profile[0]!) - foot };
}
