import type { Volume } from "#contract/volume";
import { type WatershedOptions, watershedMasks } from "#core/detect/watershed";
import { type Balls, drawBalls } from "#core/image/draw-balls";

/** Sizes that a nucleus can have, × the ball of its radius; others come of noise around a neuron that cannot be seen. */
const likely = { least: 1 / 8, most: 4 } as const;

/**
 * Draws neurons that were followed into a label image: each as the voxels of its nucleus (`watershedMasks`). One that does
 * not stand out from its surroundings, which its nucleus tells by an unlikely size, is drawn as the ball of its radius,
 * where no other neuron lies.
 *
 * @param volume  [z, y, x], grey levels; all finite
 * @param neurons centre and radius, µm, and the value that stands for each (1..65535)
 * @param options see `WatershedOptions`
 * @param into    [z, y, x]; zeroed first
 * @throws        Failure "out-of-range" for more neurons than labels
 */
export function drawNeurons(volume: Volume, neurons: Balls, options: Partial<WatershedOptions>, into: Uint16Array): void {
  const column = (values: ArrayLike<number>) => Float64Array.from(values);
  const { data } = watershedMasks(
    volume,
    { z: column(neurons.z), y: column(neurons.y), x: column(neurons.x), radius: column(neurons.radius) },
    options,
  );
  const faint = unlikely(data, volume, neurons.radius);
  into.fill(0);
  if (faint.size > 0) {
    const of = (values: ArrayLike<number>) => Array.from(faint, (n) => values[n]!);
    const balls = { z: of(neurons.z), y: of(neurons.y), x: of(neurons.x), radius: of(neurons.radius), label: of(neurons.label) };
    drawBalls(balls, volume.shape, volume.voxel, volume.origin, into);
  }
  for (let i = 0; i < data.length; i++) if (data[i] !== 0 && !faint.has(data[i]! - 1)) into[i] = neurons.label[data[i]! - 1]!;
}

/** Neurons whose masks (`row` + 1 in `data`) have a size that no nucleus of their radius, µm, has. */
function unlikely(data: Uint16Array, { voxel: [z, y, x] }: Volume, radius: ArrayLike<number>): Set<number> {
  const sizes = new Uint32Array(radius.length + 1);
  for (const label of data) sizes[label] = sizes[label]! + 1;
  const found = new Set<number>();
  for (let n = 0; n < radius.length; n++) {
    const ball = (4 / 3) * Math.PI * radius[n]! ** 3;
    const size = sizes[n + 1]! * z * y * x;
    if (size < likely.least * ball || size > Math.max(likely.most * ball, z * y * x)) found.add(n);
  }
  return found;
}
