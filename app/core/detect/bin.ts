import { Failure } from "#contract/failure";
import type { Triple } from "#contract/geometry";
import type { Volume } from "#contract/volume";

/**
 * Averages blocks of `by` × `by` pixels in every plane: nuclei many pixels wide are found on a coarser grid
 * at no loss and a fraction of the time. Blocks at the far edges average what there is of them.
 *
 * @returns the binned stack; its first voxel is centred on its block
 * @throws Failure "not-finite" where a voxel is NaN or infinite, with its place
 */
export function bin(volume: Volume, by: number): Volume {
  const [depth, height, width] = volume.shape;
  const high = Math.ceil(height / by);
  const wide = Math.ceil(width / by);
  const data = new Float32Array(depth * high * wide);
  const row = new Float64Array(wide);
  const source = volume.data;
  for (let z = 0, to = 0; z < depth; z++) {
    for (let by0 = 0; by0 < high; by0++, to += wide) {
      const last = Math.min((by0 + 1) * by, height);
      row.fill(0);
      for (let y = by0 * by; y < last; y++) {
        let from = (z * height + y) * width;
        for (let x = 0, cell = 0, left = by; x < width; x++, from++) {
          row[cell] = row[cell]! + source[from]!;
          if (--left === 0) {
            cell++;
            left = by;
          }
        }
      }
      const rows = last - by0 * by;
      let sum = 0;
      for (let x = 0; x < wide; x++) {
        const columns = Math.min((x + 1) * by, width) - x * by;
        data[to + x] = row[x]! / (rows * columns);
        sum += row[x]!;
      }
      if (!Number.isFinite(sum)) throw notFinite(volume);
    }
  }
  const voxel: Triple = [volume.voxel[0], volume.voxel[1] * by, volume.voxel[2] * by];
  const half = (by - 1) / 2;
  const origin: Triple = [volume.origin[0], volume.origin[1] + half * volume.voxel[1], volume.origin[2] + half * volume.voxel[2]];
  return { data, shape: [depth, high, wide], voxel, origin };
}

function notFinite(volume: Volume): Failure {
  const [, height, width] = volume.shape;
  const at = volume.data.findIndex((value) => !Number.isFinite(value));
  const z = Math.floor(at / (height * width));
  const y = Math.floor(at / width) % height;
  const x = at % width;
  return new Failure(
    "not-finite",
    `The volume holds ${volume.data[at]} at z ${z}, y ${y}, x ${x}; replace such pixels (for example by 0) before neurons are looked for.`,
    {
      iz: z,
      iy: y,
      ix: x,
      value: String(volume.data[at]),
    },
  );
}
