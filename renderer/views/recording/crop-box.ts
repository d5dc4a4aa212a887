import type { Preparation } from "#contract/preparation";

type Pair = readonly [number, number];
type Crop = Pick<Preparation, "cropTop" | "cropLeft" | "cropHeight" | "cropWidth">;

/** What is kept of a frame, px: rows top to bottom, columns left to right, the far ends left out. */
export interface CropBox {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** What a drag does: draws anew, moves all, or moves the edges named. */
export type Grip = "draw" | "move" | readonly (keyof CropBox)[];

/** Smallest box that a drag makes, px; anything smaller was a click. */
const smallest = 8;

/** The box of a preparation on a frame of `shape`, px [y, x]. */
export function boxOf({ cropTop, cropLeft, cropHeight, cropWidth }: Crop, [height, width]: Pair): CropBox {
  const top = Math.min(cropTop, height - 1);
  const left = Math.min(cropLeft, width - 1);
  return {
    top,
    left,
    bottom: cropHeight > 0 ? Math.min(top + cropHeight, height) : height,
    right: cropWidth > 0 ? Math.min(left + cropWidth, width) : width,
  };
}

/** The preparation's numbers for a box; null for one that is too small to be meant. A side that reaches the border is 0: "to the end". */
export function cropOf({ top, left, bottom, right }: CropBox, [height, width]: Pair): Crop | null {
  if (bottom - top < smallest || right - left < smallest) return null;
  return {
    cropTop: top,
    cropLeft: left,
    cropHeight: bottom === height ? 0 : bottom - top,
    cropWidth: right === width ? 0 : right - left,
  };
}

/** What a drag from a place does: near an edge it moves that edge, inside a drawn box it moves the box, else it draws a new one. */
export function gripAt(box: CropBox, [height, width]: Pair, [y, x]: Pair, reach: number): Grip {
  const within = y > box.top - reach && y < box.bottom + reach && x > box.left - reach && x < box.right + reach;
  // The frame's own border is no edge to take hold of: a first drag may begin there.
  const edges: [keyof CropBox, boolean][] = [
    ["top", box.top > 0 && Math.abs(y - box.top) < reach],
    ["bottom", box.bottom < height && Math.abs(y - box.bottom) < reach],
    ["left", box.left > 0 && Math.abs(x - box.left) < reach],
    ["right", box.right < width && Math.abs(x - box.right) < reach],
  ];
  const taken = edges.filter(([, hit]) => hit).map(([edge]) => edge);
  if (within && taken.length > 0) return taken;
  const whole = box.top === 0 && box.left === 0 && box.bottom === height && box.right === width;
  return within && !whole ? "move" : "draw";
}

/** The box after a drag from one place to another, px; it stays in the frame. */
export function dragBox(box: CropBox, grip: Grip, from: Pair, to: Pair, [height, width]: Pair): CropBox {
  const clip = (value: number, most: number) => Math.min(Math.max(Math.round(value), 0), most);
  if (grip === "draw") {
    const [ys, xs] = [
      [from[0], to[0]],
      [from[1], to[1]],
    ].map((pair) => pair.toSorted((a, b) => a - b)) as [number[], number[]];
    return { top: clip(ys[0]!, height), left: clip(xs[0]!, width), bottom: clip(ys[1]!, height), right: clip(xs[1]!, width) };
  }
  const [dy, dx] = [Math.round(to[0] - from[0]), Math.round(to[1] - from[1])];
  if (grip === "move") {
    const my = Math.min(Math.max(dy, -box.top), height - box.bottom);
    const mx = Math.min(Math.max(dx, -box.left), width - box.right);
    return { top: box.top + my, left: box.left + mx, bottom: box.bottom + my, right: box.right + mx };
  }
  const moved = { ...box };
  for (const edge of grip) {
    if (edge === "top") moved.top = Math.min(clip(box.top + dy, height), box.bottom - smallest);
    if (edge === "bottom") moved.bottom = Math.max(clip(box.bottom + dy, height), box.top + smallest);
    if (edge === "left") moved.left = Math.min(clip(box.left + dx, width), box.right - smallest);
    if (edge === "right") moved.right = Math.max(clip(box.right + dx, width), box.left + smallest);
  }
  return moved;
}
