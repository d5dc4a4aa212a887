import type { Pair } from "#contract/geometry";
import { Fourier2 } from "#core/optics/fourier";
import { PointSpread } from "#core/optics/point-spread";
import type { Optics } from "#core/optics/pupil";

/** A complex spectrum, [y, x]. */
export interface Spectrum {
  readonly re: Float32Array;
  readonly im: Float32Array;
}

/** Pixels mirrored round the frame, so that light does not come in from the other side. */
const margin = 32;
const spotPixels = 128;

/** The blur of a microscope that is known exactly, as transfer functions on a padded frame. */
export class KnownBlur {
  /** Padded frame, a power of two along each side. */
  readonly size: Pair;
  readonly fourier: Fourier2;
  readonly #spread: PointSpread;
  readonly #known = new Map<number, Spectrum>();

  /**
   * @param shape    pixels of the frame [y, x]
   * @param pitch    camera pixel, µm
   * @param emitters depths in which light is looked for, µm; an even number of them
   */
  constructor(
    optics: Optics,
    readonly shape: Pair,
    pitch: number,
    readonly emitters: readonly number[],
  ) {
    const padded = (length: number) => 2 ** Math.ceil(Math.log2(Math.max(length + 2 * margin, spotPixels)));
    this.size = [padded(shape[0]), padded(shape[1])];
    this.fourier = new Fourier2(...this.size);
    this.#spread = new PointSpread(optics, spotPixels, pitch);
  }

  /** Transfer function of an emitter that lies `defocus` µm beyond the focus. */
  transfer(defocus: number): Spectrum {
    const key = Math.round(defocus * 1000);
    const known = this.#known.get(key);
    if (known) return known;
    const spot = this.#spread.at(defocus);
    const [height, width] = this.size;
    const re = new Float64Array(height * width);
    const im = new Float64Array(re.length);
    const half = spotPixels / 2;
    for (let y = -half; y < half; y++) {
      for (let x = -half; x < half; x++) {
        const from = ((y + spotPixels) % spotPixels) * spotPixels + ((x + spotPixels) % spotPixels);
        re[((y + height) % height) * width + ((x + width) % width)] = spot[from]!;
      }
    }
    this.fourier.forward(re, im);
    const made = { re: Float32Array.from(re), im: Float32Array.from(im) };
    this.#known.set(key, made);
    return made;
  }

  /** A frame [y, x] on the padded grid, mirrored beyond its edges. */
  pad(image: Float32Array): Float64Array {
    const [height, width] = this.size;
    const [rows, columns] = this.shape;
    const [top, left] = [(height - rows) >> 1, (width - columns) >> 1];
    const padded = new Float64Array(height * width);
    for (let y = 0; y < height; y++) {
      const from = mirrored(y - top, rows) * columns;
      for (let x = 0; x < width; x++) padded[y * width + x] = image[from + mirrored(x - left, columns)]!;
    }
    return padded;
  }

  /** The frame [y, x] out of the padded grid. */
  crop(padded: Float64Array): Float32Array {
    const [height, width] = this.size;
    const [rows, columns] = this.shape;
    const [top, left] = [(height - rows) >> 1, (width - columns) >> 1];
    const image = new Float32Array(rows * columns);
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) image[y * columns + x] = padded[(y + top) * width + x + left]!;
    return image;
  }
}

function mirrored(index: number, length: number): number {
  const period = 2 * (length - 1);
  const i = ((index % period) + period) % period;
  return i < length ? i : period - i;
}
