import type { ExtractParameters } from "#contract/parameters";
import type { TrackTable } from "#contract/table";
import type { Labels, Volume } from "#contract/volume";
import { percentile } from "#core/image/percentile";

/** Nuclei of a stack made from wide-field frames are longer along z: half-axis along z in radii. */
const axial = 1.5;
/** The shell of the background, in radii: it begins where a nucleus' own blurred light has fallen below a hundredth. */
const shell = [2.5, 5] as const;

/** What a nucleus' voxels say. */
export interface VoxelReading {
  /** Mean of the voxels used less the background, grey levels. */
  readonly f: number;
  readonly background: number;
  /** Standard deviation of the voxels used, grey levels. */
  readonly spread: number;
}

type VoxelParameters = Pick<ExtractParameters, "brightest" | "background">;

/**
 * Brightness of a nucleus: the mean of the voxels of its mask, or of the brightest share of those in an ellipsoid
 * around it (half-axes: the radius across, 1.5 × that along z). Voxels nearer to another neuron are left out of the
 * ellipsoid and of the surroundings.
 *
 * @param volumes activity channel and, where there is one, the red, each [z, y, x] of one shape
 * @param labels  masks, row i of `rows` labelled i + 1; null for the brightest of the ellipsoid
 * @param rows    rows of the frame's neurons
 * @param row     the neuron's
 * @returns       a reading a channel; null where no voxel of the stack is the neuron's
 */
export function readVoxels(
  volumes: readonly Volume[],
  labels: Labels | null,
  tracks: TrackTable,
  rows: readonly number[],
  row: number,
  radii: ReadonlyMap<number, number>,
  parameters: VoxelParameters,
): VoxelReading[] | null {
  const around = voxelsAround(volumes[0]!, tracks, rows, row, radii, parameters.background);
  const inside =
    labels === null ? around.inside : maskOf(labels, rows.indexOf(row) + 1, tracks, row, 3 * (radii.get(tracks.track[row]!) ?? 1));
  const share = labels === null ? parameters.brightest : 100;
  return inside.length === 0 ? null : volumes.map(({ data }) => brightness(data, inside, around.ring, share, parameters.background));
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
  background: string,
): Voxels {
  const ringFrom = shell[0];
  const ringTo = background === "none" ? ringFrom : shell[1];
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

/** Voxels that carry a label, looked for within a distance of the row's place. */
function maskOf({ data, shape, voxel, origin }: Labels, label: number, tracks: TrackTable, row: number, far: number): number[] {
  const [depth, height, width] = shape;
  const near = (centre: number, d: 0 | 1 | 2, reach: number): readonly [number, number] => [
    Math.max(0, Math.floor((centre - reach - origin[d]) / voxel[d])),
    Math.min(shape[d] - 1, Math.ceil((centre + reach - origin[d]) / voxel[d])),
  ];
  const [z0, z1] = depth === 1 ? [0, 0] : near(tracks.z[row]!, 0, axial * far);
  const [y0, y1] = near(tracks.y[row]!, 1, far);
  const [x0, x1] = near(tracks.x[row]!, 2, far);
  const inside: number[] = [];
  for (let z = z0; z <= z1; z++)
    for (let y = y0; y <= y1; y++)
      for (let x = x0; x <= x1; x++) {
        const at = (z * height + y) * width + x;
        if (data[at] === label) inside.push(at);
      }
  return inside;
}

function brightness(
  data: Float32Array,
  voxels: readonly number[],
  ring: readonly number[],
  share: number,
  background: string,
): VoxelReading {
  const inside = Float64Array.from(voxels, (at) => data[at]!).sort();
  const used = inside.subarray(inside.length - Math.max(1, Math.round((inside.length * share) / 100)));
  const mean = used.reduce((sum, value) => sum + value, 0) / used.length;
  const squares = used.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const around = background === "none" ? new Float64Array(0) : Float64Array.from(ring, (at) => data[at]!);
  const level = around.length === 0 ? 0 : percentile(around, background === "local" ? 25 : 50);
  return { f: mean - level, background: level, spread: Math.sqrt(squares / used.length) };
}
