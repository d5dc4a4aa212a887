import type { Pair } from "#contract/geometry";
import type { BlobTable } from "#contract/table";
import type { RefocusSpread } from "#contract/trust";
import type { Volume } from "#contract/volume";
import { median } from "#core/image/percentile";
import { type Turn, turnedShape, turns, unturned } from "#core/image/turn";

/** Pixels a side of one cell of the map. */
const cell = 8;
/** How far from a neuron's depth its peak is looked for in the other stacks, µm. */
const reach = 3;

/**
 * Gathers stacks of one frame, refocused as it lies and turned, and tells how far they scatter: the network alone
 * differs between them, so the scatter is what it is unsure of.
 */
export class SpreadGatherer {
  readonly #sum: Float32Array;
  readonly #square: Float32Array;
  readonly #shape: Pair;
  readonly #depths: number;
  readonly #z: number[][];
  readonly #light: number[][];
  #count = 0;

  /**
   * @param first   the stack of the frame as it lies
   * @param neurons found in it
   */
  constructor(
    readonly first: Pick<Volume, "shape" | "voxel" | "origin">,
    readonly neurons: Pick<BlobTable, "z" | "y" | "x" | "radius">,
  ) {
    const [depths, height, width] = first.shape;
    this.#depths = depths;
    this.#shape = [height, width];
    this.#sum = new Float32Array(depths * height * width);
    this.#square = new Float32Array(depths * height * width);
    this.#z = Array.from(neurons.z, () => []);
    this.#light = Array.from(neurons.z, () => []);
  }

  /** Takes the stack [z, y, x] that came of the frame turned by `turn`. */
  add(stack: Float32Array, turn: Turn): void {
    const [height, width] = this.#shape;
    const [rows, columns] = turnedShape(this.#shape, turn);
    const size = height * width;
    const upright = new Float32Array(stack.length);
    for (let y = 0, i = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++, i++) {
        const [v, u] = unturned(this.#shape, turn, y, x);
        for (let k = 0; k < this.#depths; k++) upright[k * size + v * width + u] = stack[k * size + i]!;
      }
    }
    for (let i = 0; i < upright.length; i++) {
      const value = upright[i]!;
      this.#sum[i] = this.#sum[i]! + value;
      this.#square[i] = this.#square[i]! + value * value;
    }
    this.#z.forEach((values, n) => {
      const { z, light } = this.#peak(upright, n);
      values.push(z);
      this.#light[n]!.push(light);
    });
    this.#count++;
  }

  /** @param scale grey levels of one unit of the map */
  spread(scale: number): RefocusSpread {
    const [height, width] = this.#shape;
    const size = height * width;
    const coarse: Pair = [Math.ceil(height / cell), Math.ceil(width / cell)];
    const values = new Float64Array(coarse[0] * coarse[1]);
    const pixels = new Float64Array(values.length);
    for (let i = 0; i < size; i++) {
      let variance = 0;
      for (let k = 0; k < this.#depths; k++) {
        const mean = this.#sum[k * size + i]! / this.#count;
        variance += Math.max(this.#square[k * size + i]! / this.#count - mean * mean, 0);
      }
      const at = Math.floor(Math.floor(i / width) / cell) * coarse[1] + Math.floor((i % width) / cell);
      values[at] = values[at]! + variance / this.#depths;
      pixels[at] = pixels[at]! + 1;
    }
    const { z, y, x } = this.neurons;
    const neurons = Array.from(z, (depth, n) => {
      const [meanLight, lightSpread] = momentsOf(this.#light[n]!);
      return {
        place: [depth, y[n]!, x[n]!] as [number, number, number],
        // Where every stack is brightest on its last plane, the depth is known to within that plane.
        zError: momentsOf(this.#z[n]!)[1] || this.first.voxel[0] / Math.sqrt(12),
        lightError: meanLight > 0 ? lightSpread / meanLight : 0,
      };
    });
    const middle = (read: (one: (typeof neurons)[number]) => number) =>
      neurons.length === 0 ? 0 : median(Float64Array.from(neurons, read));
    return {
      map: {
        shape: [coarse[0], coarse[1]],
        values: Array.from(values, (value, at) => Number((Math.sqrt(value / pixels[at]!) / scale).toPrecision(3))),
      },
      neurons,
      medianZ: middle(({ zError }) => zError),
      medianLight: middle(({ lightError }) => lightError),
    };
  }

  /** Where along z a neuron is brightest in a stack, by a parabola through the peak, and how bright: mean over its disc. */
  #peak(stack: Float32Array, n: number): { z: number; light: number } {
    const [height, width] = this.#shape;
    const { voxel, origin } = this.first;
    const { z, y, x, radius } = this.neurons;
    const [row, column] = [Math.round((y[n]! - origin[1]) / voxel[1]), Math.round((x[n]! - origin[2]) / voxel[2])];
    const wide = Math.max(1, Math.round((0.7 * radius[n]!) / voxel[1]));
    const profile = Array.from({ length: this.#depths }, (_, k) => {
      let [sum, count] = [0, 0];
      for (let v = Math.max(0, row - wide); v <= Math.min(height - 1, row + wide); v++) {
        for (let u = Math.max(0, column - wide); u <= Math.min(width - 1, column + wide); u++) {
          sum += stack[(k * height + v) * width + u]!;
          count++;
        }
      }
      return sum / Math.max(count, 1);
    });
    const middle = (z[n]! - origin[0]) / voxel[0];
    const [from, to] = [
      Math.max(0, Math.round(middle - reach / voxel[0])),
      Math.min(this.#depths - 1, Math.round(middle + reach / voxel[0])),
    ];
    let top = from;
    for (let k = from; k <= to; k++) if (profile[k]! > profile[top]!) top = k;
    const [a, b, c] = [profile[top - 1], profile[top]!, profile[top + 1]];
    const bend = a === undefined || c === undefined ? 0 : a - 2 * b + c;
    // At the end of the search the top need not be a peak, and its parabola may turn anywhere.
    const shift = bend < 0 ? Math.min(Math.max((0.5 * (a! - c!)) / bend, -0.5), 0.5) : 0;
    return { z: origin[0] + (top + shift) * voxel[0], light: b };
  }
}

/** Every turn but the frame as it lies. */
export const otherTurns = turns.slice(1);

function momentsOf(values: readonly number[]): [mean: number, deviation: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(values.length - 1, 1))];
}
