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
 * Error of a depth over its scatter between the turned stacks: turns tell which neurons are unsure, but all eight share what
 * the network has learnt wrong. Set so that on simulated scenes two thirds of the true depths lie within one error.
 */
export const depthErrorPerScatter = 3.4;

/** How far one neuron scatters between the stacks of one frame. */
export interface NeuronScatter {
  /** Standard deviation of the depth at which it is brightest, µm. */
  readonly zError: number;
  /** Standard deviation of its light over the mean. */
  readonly lightError: number;
}

/** A stack [z, y, x] that came of a frame turned by `turn`, with its pixels where the frame's are. @param shape of the frame, [y, x] */
export function upright(stack: Float32Array, shape: Pair, turn: Turn): Float32Array {
  const [height, width] = shape;
  const [rows, columns] = turnedShape(shape, turn);
  const size = height * width;
  const out = new Float32Array(stack.length);
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      const [v, u] = unturned(shape, turn, y, x);
      for (let at = v * width + u, from = i; at < stack.length; at += size, from += size) out[at] = stack[from]!;
    }
  }
  return out;
}

/** Gathers where along z each neuron is brightest, and how bright, in several stacks of one frame. */
export class ScatterGatherer {
  readonly #z: number[][];
  readonly #light: number[][];

  /**
   * @param frame   what all the stacks share
   * @param neurons places and radii, µm
   */
  constructor(
    readonly frame: Pick<Volume, "shape" | "voxel" | "origin">,
    readonly neurons: Pick<BlobTable, "z" | "y" | "x" | "radius">,
  ) {
    this.#z = Array.from(neurons.z, () => []);
    this.#light = Array.from(neurons.z, () => []);
  }

  /** Takes a stack [z, y, x], upright. */
  add(stack: Float32Array): void {
    this.#z.forEach((values, n) => {
      const { z, light } = this.#peak(stack, n);
      values.push(z);
      this.#light[n]!.push(light);
    });
  }

  /** One entry a neuron. */
  scatter(): NeuronScatter[] {
    return this.#z.map((depths, n) => {
      const [meanLight, lightSpread] = momentsOf(this.#light[n]!);
      const depthSpread = momentsOf(depths)[1];
      // Where all stacks agree, as when each is brightest on its last plane, the depth is known to within a plane.
      const zError = depthSpread > 1e-6 ? depthSpread : this.frame.voxel[0] / Math.sqrt(12);
      return { zError, lightError: meanLight > 0 ? lightSpread / meanLight : 0 };
    });
  }

  /** Where along z a neuron is brightest in a stack, by a parabola through the peak, and how bright: mean over its disc. */
  #peak(stack: Float32Array, n: number): { z: number; light: number } {
    const { shape, voxel, origin } = this.frame;
    const [depths, height, width] = shape;
    const { z, y, x, radius } = this.neurons;
    const [row, column] = [Math.round((y[n]! - origin[1]) / voxel[1]), Math.round((x[n]! - origin[2]) / voxel[2])];
    const wide = Math.max(1, Math.round((0.7 * radius[n]!) / voxel[1]));
    const profile = Array.from({ length: depths }, (_, k) => {
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
    const [from, to] = [Math.max(0, Math.round(middle - reach / voxel[0])), Math.min(depths - 1, Math.round(middle + reach / voxel[0]))];
    let top = from;
    for (let k = from; k <= to; k++) if (profile[k]! > profile[top]!) top = k;
    const [a, b, c] = [profile[top - 1], profile[top]!, profile[top + 1]];
    const bend = a === undefined || c === undefined ? 0 : a - 2 * b + c;
    // At the end of the search the top need not be a peak, and its parabola may turn anywhere.
    const shift = bend < 0 ? Math.min(Math.max((0.5 * (a! - c!)) / bend, -0.5), 0.5) : 0;
    return { z: origin[0] + (top + shift) * voxel[0], light: b };
  }
}

/**
 * Gathers stacks of one frame, refocused as it lies and turned, and tells how far they scatter: the network alone
 * differs between them, so the scatter is what it is unsure of.
 */
export class SpreadGatherer {
  readonly #sum: Float32Array;
  readonly #square: Float32Array;
  readonly #shape: Pair;
  readonly #depths: number;
  readonly #scatter: ScatterGatherer;
  #count = 0;

  /**
   * @param first   the stack of the frame as it lies
   * @param neurons found in it
   */
  constructor(
    first: Pick<Volume, "shape" | "voxel" | "origin">,
    readonly neurons: Pick<BlobTable, "z" | "y" | "x" | "radius">,
  ) {
    const [depths, height, width] = first.shape;
    this.#depths = depths;
    this.#shape = [height, width];
    this.#sum = new Float32Array(depths * height * width);
    this.#square = new Float32Array(depths * height * width);
    this.#scatter = new ScatterGatherer(first, neurons);
  }

  /** Takes the stack [z, y, x] that came of the frame turned by `turn`. */
  add(stack: Float32Array, turn: Turn): void {
    const lying = upright(stack, this.#shape, turn);
    for (let i = 0; i < lying.length; i++) {
      const value = lying[i]!;
      this.#sum[i] = this.#sum[i]! + value;
      this.#square[i] = this.#square[i]! + value * value;
    }
    this.#scatter.add(lying);
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
    const neurons = this.#scatter.scatter().map((scatter, n) => ({ place: [z[n]!, y[n]!, x[n]!] as [number, number, number], ...scatter }));
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
}

/** Every turn but the frame as it lies. */
export const otherTurns = turns.slice(1);

function momentsOf(values: readonly number[]): [mean: number, deviation: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(values.length - 1, 1))];
}
