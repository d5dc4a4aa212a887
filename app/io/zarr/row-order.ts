type Values = { readonly length: number; readonly [index: number]: number };

/**
 * Values of an array with the last axis running fastest, however it is stored: arrays in Fortran's order, or turned by a
 * codec, come with strides of their own.
 *
 * @returns the data themselves where they are in this order, else a copy of the same type
 */
export function inRowOrder<T extends Values>(data: T, shape: readonly number[], stride: readonly number[]): T {
  let step = 1;
  let straight = true;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d] !== 1 && stride[d] !== step) straight = false;
    step *= shape[d] ?? 1;
  }
  if (straight) return data;
  // A typed array's own constructor makes another of its kind.
  const out = new (data.constructor as new (length: number) => T & { [index: number]: number })(step);
  const place = shape.map(() => 0);
  for (let to = 0, from = 0; to < step; to++) {
    out[to] = data[from]!;
    for (let d = shape.length - 1; d >= 0; d--) {
      from += stride[d]!;
      if (++place[d]! < shape[d]!) break;
      from -= stride[d]! * shape[d]!;
      place[d] = 0;
    }
  }
  return out;
}
