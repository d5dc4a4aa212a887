import { Failure } from "#contract/failure";
import type { Triple } from "#contract/geometry";
import type { Volume } from "#contract/volume";

/**
 * Averages blocks of voxels: nuclei many voxels wide are found on a coarser grid at no loss and a fraction of
 * the time. Blocks at the far edges average what there is of them.
 *
 * @param by voxels a block, [z, y, x], whole numbers from 1 on
 * @returns  the binned stack; its first voxel is centred on its block
 * @throws   Failure "not-finite" where a voxel is NaN or infinite, with its place
 */
export function bin(volume: Volume, by: Triple): Volume {
  const { shape, data: source } = volume;
  const [depth, height, width] = shape;
  const [deep, high, wide] = [0, 1, 2].map((d) => Math.ceil(shape[d as 0 | 1 | 2] / by[d as 0 | 1 | 2])) as [number, number, number];
  const whole = Math.floor(width / by[2]);
  const data = new Float32Array(deep * high * wide);
  const sums = new Float64Array(wide);
  for (let k = 0, to = 0; k < deep; k++) {
    const below = Math.min((k + 1) * by[0], depth);
    for (let j = 0; j < high; j++, to += wide) {
      const last = Math.min((j + 1) * by[1], height);
      sums.fill(0);
      for (let z = k * by[0]; z < below; z++) {
        for (let y = j * by[1]; y < last; y++) addRow(source, (z * height + y) * width, width, by[2], whole, sums);
      }
      const lines = (below - k * by[0]) * (last - j * by[1]);
      let total = 0;
      for (let i = 0; i < wide; i++) {
        total += sums[i]!;
        data[to + i] = sums[i]! / (lines * (i < whole ? by[2] : width - whole * by[2]));
      }
      if (!Number.isFinite(total)) throw notFinite(volume);
    }
  }
  const each = (of: (d: 0 | 1 | 2) => number): Triple => [of(0), of(1), of(2)];
  return {
    data,
    shape: [deep, high, wide],
    voxel: each((d) => volume.voxel[d] * by[d]),
    // The first block may be cut short by a small stack.
    origin: each((d) => volume.origin[d] + ((Math.min(by[d], shape[d]) - 1) / 2) * volume.voxel[d]),
  };
}

/** Adds a row of voxels to the sums of its blocks. */
function addRow(source: Float32Array, start: number, width: number, by: number, whole: number, sums: Float64Array): void {
  let from = start;
  if (by === 2) {
    for (let i = 0; i < whole; i++, from += 2) sums[i] = sums[i]! + (source[from]! + source[from + 1]!);
  } else {
    for (let i = 0; i < whole; i++) for (let n = 0; n < by; n++, from++) sums[i] = sums[i]! + source[from]!;
  }
  for (; from < start + width; from++) sums[whole] = sums[whole]! + source[from]!;
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
