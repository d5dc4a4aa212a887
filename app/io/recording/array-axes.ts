import { Failure } from "#contract/failure";
import type { Sizes } from "#io/recording/meaning";

/** Axes of an array of recorded pixels. */
export type ArrayAxis = "t" | "c" | "z" | "y" | "x";

/** What each dimension of an array is; "1" is a dimension of length 1 that says nothing. */
export interface ArrayLayout {
  readonly order: readonly (ArrayAxis | "1")[];
  readonly sizes: Sizes;
  readonly y: number;
  readonly x: number;
}

/**
 * Reads the axes of an array from letters, slowest first. "t", "tc", "zt" speak of the dimensions before the image
 * and take its two last ones in the order `image`; letters with y and x among them speak of all ("xyt", "tczyx").
 * Dimensions of length 1 may be left out.
 *
 * @param shape length of each dimension, slowest first
 * @param image order of the image's own axes where the letters leave them out
 * @throws Failure "wrong-axes" where the letters do not fit the array
 */
export function arrayLayout(letters: string, shape: readonly number[], path: string, image: "yx" | "xy" = "yx"): ArrayLayout {
  const text = letters.toLowerCase().replaceAll(/[\s,]/g, "");
  const refuse = (why: string): Failure =>
    new Failure(
      "wrong-axes",
      `The axes "${letters}" do not fit ${path}, an array of ${shape.join(" × ")}: ${why}; give one letter of t, c, z, y, x for each dimension, slowest first, for example tyx or tzyx.`,
      { path, axes: letters, shape },
    );
  if (!/^[tczyx]*$/.test(text)) throw refuse("only t, c, z, y and x are known");
  const whole = /[yx]/.test(text) ? text : text + image;
  if (new Set(whole).size !== whole.length) throw refuse("a letter is given twice");
  if (!whole.includes("y") || !whole.includes("x")) throw refuse("y and x are both needed");
  const order = placed([...whole] as ArrayAxis[], shape);
  if (!order) throw refuse(`they name ${whole.length} of ${shape.length} dimensions`);
  const size = (axis: ArrayAxis) => shape[order.indexOf(axis)] ?? 1;
  return { order, sizes: { t: size("t"), c: size("c"), z: size("z") }, y: size("y"), x: size("x") };
}

/** The layout that is looked at until someone says better: the image last, planes before it, time first. */
export function supposedLayout(shape: readonly number[], path: string, image: "yx" | "xy" = "yx"): ArrayLayout {
  const long = shape.filter((length) => length > 1).length;
  const front = ["", "", "", "t", "tz", "tcz"][Math.min(Math.max(long, 2), shape.length)] ?? "tcz";
  return arrayLayout(front, shape, path, image);
}

/** Letters laid on the dimensions: one each, or one for each longer than 1; null where they do not fit. */
function placed(axes: readonly ArrayAxis[], shape: readonly number[]): (ArrayAxis | "1")[] | null {
  if (axes.length === shape.length) return [...axes];
  if (axes.length > shape.length) return null;
  let spare = shape.length - axes.length;
  const order: (ArrayAxis | "1")[] = [];
  for (const length of shape) {
    if (length === 1 && spare > 0) {
      spare--;
      order.push("1");
    } else {
      order.push(axes[order.filter((axis) => axis !== "1").length] ?? "1");
    }
  }
  return spare === 0 && order.filter((axis) => axis !== "1").length === axes.length ? order : null;
}

/** Where a block of an array begins and how long it is along each dimension. */
export interface Block {
  readonly offset: readonly number[];
  readonly count: readonly number[];
}

/** The block that is one image, widened along the other axes by `span` (chunks that hold several frames). */
export function imageBlock(
  layout: ArrayLayout,
  at: Readonly<Record<"t" | "c" | "z", number>>,
  span: readonly number[],
  shape: readonly number[],
): Block {
  const offset: number[] = [];
  const count: number[] = [];
  layout.order.forEach((axis, i) => {
    const length = shape[i] ?? 1;
    if (axis === "y" || axis === "x" || axis === "1") {
      offset.push(0);
      count.push(axis === "1" ? 1 : length);
      return;
    }
    const step = span[i] ?? 1;
    const from = Math.floor(at[axis] / step) * step;
    offset.push(from);
    count.push(Math.min(step, length - from));
  });
  return { offset, count };
}

/** Picks one image [y, x] out of a block's values. */
export function imageOf(
  layout: ArrayLayout,
  block: Block,
  values: ArrayLike<number>,
  at: Readonly<Record<"t" | "c" | "z", number>>,
  into: { [index: number]: number; set(array: ArrayLike<number>): void; readonly length: number },
): void {
  const strides: number[] = [];
  let step = 1;
  for (let i = block.count.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= block.count[i] ?? 1;
  }
  let start = 0;
  layout.order.forEach((axis, i) => {
    if (axis === "t" || axis === "c" || axis === "z") start += (at[axis] - (block.offset[i] ?? 0)) * (strides[i] ?? 0);
  });
  const down = strides[layout.order.indexOf("y")] ?? 0;
  const across = strides[layout.order.indexOf("x")] ?? 0;
  const { y: height, x: width } = layout;
  if (across === 1 && down === width && step === into.length) {
    into.set(values);
    return;
  }
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = start + y * down; x < width; x++, to++, from += across) into[to] = values[from] as number;
  }
}

/** Bytes of chunks that hold several frames and are unpacked at once. */
const mostBlock = 64 * 1024 * 1024;

/** How many frames, channels and planes are read at once along each dimension: those of one chunk, where they fit into memory. */
export function spanOf(layout: ArrayLayout, shape: readonly number[], chunks: readonly number[] | null, sample: number): number[] {
  const single = shape.map(() => 1);
  if (!chunks) return single;
  const bytes = layout.order.reduce<number>(
    (product, axis, i) => product * ((axis === "y" || axis === "x" ? shape[i] : chunks[i]) ?? 1),
    sample,
  );
  return bytes <= mostBlock ? shape.map((_, i) => chunks[i] ?? 1) : single;
}
