import type { ExtractParameters } from "#contract/parameters";
import type { TrackTable } from "#contract/table";
import type { Volume } from "#contract/volume";
import { rowsOfFrame, typicalRadii } from "#core/activity/track-index";

/** What one frame says about the neurons, one value a track; NaN where a neuron has no position. */
export interface ReadOut {
  /** Mean of the brightest voxels minus background, grey levels. */
  readonly f: Float32Array;
  /** Local background that was subtracted, grey levels; 0 where none was asked for. */
  readonly background: Float32Array;
  /** The same as `f` in the reference channel; null without one. */
  readonly reference: Float32Array | null;
}

/** Nuclei of a stack made from wide-field frames are longer along z: half-axis along z in radii. */
const axial = 1.5;
/** The ring lies between these radii. */
const ringFrom = 1.6;
const ringTo = 2.6;

/**
 * Reads the neurons' brightness out of one frame.
 *
 * F is the mean of the brightest share of the voxels in an ellipsoid around the nucleus (half-axes: the
 * track's median radius across, 1.5 × that along z). Voxels nearer to another neuron are left out. The ring
 * is the median of a shell around the nucleus, neighbours left out.
 *
 * @param volume    activity channel, [z, y, x]
 * @param reference red channel of the same frame and shape; null without one
 * @param tracks    positions of all frames, µm
 * @param t         the frame
 * @param trackIds  tracks to read, in the order of the answer
 */
export function readOutFrame(
  volume: Volume,
  reference: Volume | null,
  tracks: TrackTable,
  t: number,
  trackIds: Int32Array,
  parameters: Pick<ExtractParameters, "brightest" | "background">,
): ReadOut {
  const count = trackIds.length;
  const f = new Float32Array(count).fill(Number.NaN);
  const background = new Float32Array(count).fill(Number.NaN);
  const red = reference === null ? null : new Float32Array(count).fill(Number.NaN);
  const rows = rowsOfFrame(tracks, t).filter((row) => tracks.track[row]! >= 0);
  const radii = typicalRadii(tracks);
  const rowOf = new Map(rows.map((row) => [tracks.track[row]!, row]));
  trackIds.forEach((track, i) => {
    const row = rowOf.get(track);
    if (row === undefined) return;
    const voxels = voxelsAround(volume, tracks, rows, row, radii);
    if (voxels.inside.length === 0) return;
    const own = brightness(volume.data, voxels, parameters);
    f[i] = own.f;
    background[i] = own.background;
    if (red !== null && reference !== null) red[i] = brightness(reference.data, voxels, parameters).f;
  });
  return { f, background, reference: red };
}

interface Voxels {
  readonly inside: readonly number[];
  readonly ring: readonly number[];
}

/** Indices of the voxels of a nucleus and of its ring; voxels nearer to another nucleus belong to that. */
function voxelsAround(
  volume: Volume,
  tracks: TrackTable,
  rows: readonly number[],
  row: number,
  radii: ReadonlyMap<number, number>,
): Voxels {
  const [depth, height, width] = volume.shape;
  const radius = radii.get(tracks.track[row]!) ?? 1;
  const z0 = tracks.z[row]!;
  const y0 = tracks.y[row]!;
  const x0 = tracks.x[row]!;
  const inside: number[] = [];
  const ring: number[] = [];
  const near = rows.filter(
    (other) =>
      other !== row && Math.hypot((tracks.z[other]! - z0) / axial, tracks.y[other]! - y0, tracks.x[other]! - x0) < (ringTo + 2) * radius,
  );
  const range = (centre: number, half: number, d: 0 | 1 | 2): readonly [number, number] => [
    Math.max(0, Math.ceil((centre - half - volume.origin[d]) / volume.voxel[d])),
    Math.min(volume.shape[d] - 1, Math.floor((centre + half - volume.origin[d]) / volume.voxel[d])),
  ];
  const [zLow, zHigh] = depth > 1 ? range(z0, ringTo * radius * axial, 0) : [0, 0];
  const [yLow, yHigh] = range(y0, ringTo * radius, 1);
  const [xLow, xHigh] = range(x0, ringTo * radius, 2);
  for (let k = zLow; k <= zHigh; k++) {
    const z = depth > 1 ? volume.origin[0] + k * volume.voxel[0] : z0;
    const dz = ((z - z0) / axial) ** 2;
    for (let j = yLow; j <= yHigh; j++) {
      const y = volume.origin[1] + j * volume.voxel[1];
      const dyz = dz + (y - y0) ** 2;
      if (dyz > (ringTo * radius) ** 2) continue;
      for (let i = xLow; i <= xHigh; i++) {
        const x = volume.origin[2] + i * volume.voxel[2];
        const d2 = dyz + (x - x0) ** 2;
        const isInside = d2 <= radius * radius;
        const isRing = d2 >= (ringFrom * radius) ** 2 && d2 <= (ringTo * radius) ** 2;
        if (!isInside && !isRing) continue;
        let isFree = true;
        for (const other of near) {
          const reach2 = isInside ? d2 : (1.3 * (radii.get(tracks.track[other]!) ?? radius)) ** 2;
          if (((z - tracks.z[other]!) / axial) ** 2 + (y - tracks.y[other]!) ** 2 + (x - tracks.x[other]!) ** 2 < reach2) {
            isFree = false;
            break;
          }
        }
        if (isFree) (isInside ? inside : ring).push((k * height + j) * width + i);
      }
    }
  }
  return { inside, ring };
}

function brightness(
  data: Float32Array,
  voxels: Voxels,
  parameters: Pick<ExtractParameters, "brightest" | "background">,
): { readonly f: number; readonly background: number } {
  const inside = Float64Array.from(voxels.inside, (at) => data[at]!).sort();
  const used = Math.max(1, Math.round((inside.length * parameters.brightest) / 100));
  let sum = 0;
  for (let i = inside.length - used; i < inside.length; i++) sum += inside[i]!;
  const ring = parameters.background === "ring" ? Float64Array.from(voxels.ring, (at) => data[at]!).sort() : new Float64Array(0);
  const half = ring.length >> 1;
  const background = ring.length === 0 ? 0 : ring.length % 2 === 1 ? ring[half]! : 0.5 * (ring[half - 1]! + ring[half]!);
  return { f: sum / used - background, background };
}
