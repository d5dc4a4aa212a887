import type { Triple } from "#contract/geometry";

/**
 * Watershed from seeds: regions grow from their seeds downhill, brightest voxel first, and meet in the valleys
 * between nuclei (Meyer's flooding; Beucher & Meyer 1993). Equal voxels are taken in the order they were
 * reached, so the result does not hang on chance. Six neighbours a voxel. With `allows` a mask, the same as
 * skimage.segmentation.watershed of the negated image.
 *
 * @param data   [z, y, x]
 * @param labels [z, y, x]; holds the seeds' labels (above 0) on entry, the regions on return
 * @param seeds  index of every labelled voxel
 * @param allows whether a region may take a voxel
 */
export function flood(
  data: Float32Array,
  shape: Triple,
  labels: Uint16Array,
  seeds: Iterable<number>,
  allows: (voxel: number, label: number) => boolean,
): void {
  const [depth, height, width] = shape;
  const plane = height * width;
  const edge = new Shore(data);
  for (const seed of seeds) edge.push(seed);
  for (let at = edge.pop(); at >= 0; at = edge.pop()) {
    const label = labels[at]!;
    const x = at % width;
    const y = Math.floor(at / width) % height;
    const z = Math.floor(at / plane);
    const reach = (next: number): void => {
      if (labels[next] !== 0 || !allows(next, label)) return;
      labels[next] = label;
      edge.push(next);
    };
    if (z > 0) reach(at - plane);
    if (y > 0) reach(at - width);
    if (x > 0) reach(at - 1);
    if (x < width - 1) reach(at + 1);
    if (y < height - 1) reach(at + width);
    if (z < depth - 1) reach(at + plane);
  }
}

/** Voxels waiting to be grown from, brightest first, among equals the one that came first: a binary heap. */
class Shore {
  readonly #voxels: number[] = [];
  readonly #ages: number[] = [];
  #age = 0;

  constructor(readonly data: Float32Array) {}

  push(voxel: number): void {
    const voxels = this.#voxels;
    let at = voxels.length;
    voxels.push(voxel);
    this.#ages.push(this.#age++);
    for (; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.#before(at, above)) break;
      this.#exchange(at, above);
      at = above;
    }
  }

  /** Takes the first voxel; −1 where none is left. */
  pop(): number {
    const voxels = this.#voxels;
    if (voxels.length === 0) return -1;
    this.#exchange(0, voxels.length - 1);
    // There is a last voxel: the length was tested.
    const first = voxels.pop() as number;
    this.#ages.pop();
    for (let at = 0; ; ) {
      let best = at;
      for (const below of [2 * at + 1, 2 * at + 2]) if (below < voxels.length && this.#before(below, best)) best = below;
      if (best === at) return first;
      this.#exchange(at, best);
      at = best;
    }
  }

  #before(a: number, b: number): boolean {
    const difference = this.data[this.#voxels[a]!]! - this.data[this.#voxels[b]!]!;
    return difference !== 0 ? difference > 0 : this.#ages[a]! < this.#ages[b]!;
  }

  #exchange(a: number, b: number): void {
    const voxel = this.#voxels[a]!;
    const age = this.#ages[a]!;
    this.#voxels[a] = this.#voxels[b]!;
    this.#ages[a] = this.#ages[b]!;
    this.#voxels[b] = voxel;
    this.#ages[b] = age;
  }
}
