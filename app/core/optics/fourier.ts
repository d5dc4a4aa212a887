/**
 * Two-dimensional discrete Fourier transforms of one size, in place (radix 2).
 * Forward is Σ x·exp(−2πi…) without a factor; inverse divides by the number of samples.
 *
 * A butterfly works on two whole rows at once, so that memory is read in order; rows are transformed as the
 * columns of the transposed samples.
 */
export class Fourier2 {
  readonly #columns: Tables;
  readonly #rows: Tables;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  /**
   * @param height rows, a power of two
   * @param width  columns, a power of two
   */
  constructor(
    readonly height: number,
    readonly width: number,
  ) {
    this.#columns = tablesOf(height);
    this.#rows = height === width ? this.#columns : tablesOf(width);
    this.#re = new Float64Array(height * width);
    this.#im = new Float64Array(height * width);
  }

  /** Transforms complex samples [y, x] in place. */
  forward(re: Float64Array, im: Float64Array): void {
    const { height, width } = this;
    transformColumns(re, im, this.#columns, width);
    transpose(re, this.#re, height, width);
    transpose(im, this.#im, height, width);
    transformColumns(this.#re, this.#im, this.#rows, height);
    transpose(this.#re, re, width, height);
    transpose(this.#im, im, width, height);
  }

  /** Transforms complex samples [y, x] back in place. */
  inverse(re: Float64Array, im: Float64Array): void {
    // With real and imaginary parts exchanged, the forward transform runs backwards.
    this.forward(im, re);
    const factor = 1 / (this.height * this.width);
    for (let i = 0; i < re.length; i++) {
      re[i] = (re[i] as number) * factor;
      im[i] = (im[i] as number) * factor;
    }
  }
}

/** One-dimensional transforms of one size, in place, of the same convention. */
export class Fourier1 {
  readonly #tables: Tables;

  /** @param length samples, a power of two from 2 */
  constructor(readonly length: number) {
    this.#tables = tablesOf(length);
  }

  /** Transforms complex samples in place. */
  forward(re: Float64Array, im: Float64Array): void {
    transformColumns(re, im, this.#tables, 1);
  }
}

interface Tables {
  readonly length: number;
  readonly reversed: Uint32Array;
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
}

function tablesOf(length: number): Tables {
  const bits = Math.log2(length);
  if (!Number.isInteger(bits) || bits < 1) throw new Error(`a transform of ${length} samples is not a power of two`);
  const reversed = new Uint32Array(length);
  for (let i = 1; i < length; i++) reversed[i] = ((reversed[i >> 1] as number) >> 1) | ((i & 1) << (bits - 1));
  const cosine = new Float64Array(length / 2);
  const sine = new Float64Array(length / 2);
  for (let i = 0; i < length / 2; i++) {
    cosine[i] = Math.cos((2 * Math.PI * i) / length);
    sine[i] = -Math.sin((2 * Math.PI * i) / length);
  }
  return { length, reversed, cosine, sine };
}

/** Cooley–Tukey along y for every column of [length, width]. */
function transformColumns(re: Float64Array, im: Float64Array, tables: Tables, width: number): void {
  const { length, reversed, cosine, sine } = tables;
  for (let i = 0; i < length; i++) {
    const j = reversed[i] as number;
    if (j > i) {
      exchange(re, i * width, j * width, width);
      exchange(im, i * width, j * width, width);
    }
  }
  for (let half = 1, step = length >> 1; half < length; half <<= 1, step >>= 1) {
    for (let block = 0; block < length; block += half << 1) {
      for (let k = 0; k < half; k++) {
        butterfly(re, im, (block + k) * width, (block + k + half) * width, width, cosine[k * step] as number, sine[k * step] as number);
      }
    }
  }
}

function butterfly(re: Float64Array, im: Float64Array, a: number, b: number, width: number, c: number, s: number): void {
  for (let x = 0; x < width; x++) {
    const xr = re[b + x] as number;
    const xi = im[b + x] as number;
    const tr = xr * c - xi * s;
    const ti = xr * s + xi * c;
    const ar = re[a + x] as number;
    const ai = im[a + x] as number;
    re[b + x] = ar - tr;
    im[b + x] = ai - ti;
    re[a + x] = ar + tr;
    im[a + x] = ai + ti;
  }
}

function exchange(values: Float64Array, a: number, b: number, width: number): void {
  for (let x = 0; x < width; x++) {
    const held = values[a + x] as number;
    values[a + x] = values[b + x] as number;
    values[b + x] = held;
  }
}

const tile = 16;

function transpose(from: Float64Array, to: Float64Array, height: number, width: number): void {
  for (let top = 0; top < height; top += tile) {
    const bottom = Math.min(top + tile, height);
    for (let left = 0; left < width; left += tile) {
      const right = Math.min(left + tile, width);
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) to[x * height + y] = from[y * width + x] as number;
      }
    }
  }
}
