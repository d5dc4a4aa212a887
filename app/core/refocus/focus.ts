import { type DepthNodes, keys } from "#core/refocus/depth-weights";

/** An encoded frame: everything its planes are made of. */
export interface Encoding {
  /** Coefficients [k, y, x] on the frame's own pixels; grey level = stored × scale + offset. */
  readonly stored: Uint16Array | Float32Array;
  /** [k, y, x]. */
  readonly shape: readonly [number, number, number];
  readonly scale: number;
  readonly offset: number;
}

/**
 * One plane of an encoded frame: the weighted sum of its coefficients.
 *
 * @param weights one per coefficient, a row of `depthWeights`
 * @param out     receives grey levels above background [y, x]
 */
export function focusPlane({ stored, shape, scale, offset }: Encoding, weights: Float32Array, out: Float32Array): void {
  const size = shape[1] * shape[2];
  let rest = 0;
  out.fill(0);
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number;
    if (weight === 0) continue;
    rest += weight * offset;
    const share = weight * scale;
    for (let i = 0, at = k * size; i < size; i++, at++) out[i] = (out[i] as number) + share * (stored[at] as number);
  }
  if (rest !== 0) for (let i = 0; i < size; i++) out[i] = (out[i] as number) + rest;
}

/**
 * An encoding whose coefficients are the planes at the nodes, as `focusSurface` takes them: itself, unless the
 * model mixes its coefficients.
 */
export function planesAtNodes(encoding: Encoding, { nodes, mixing }: DepthNodes): Encoding {
  if (mixing === null) return encoding;
  const [, height, width] = encoding.shape;
  const size = height * width;
  const planes = new Float32Array(nodes.length * size);
  nodes.forEach((_, n) => focusPlane(encoding, Float32Array.from(mixing[n] ?? []), planes.subarray(n * size, (n + 1) * size)));
  return { stored: planes, shape: [nodes.length, height, width], scale: 1, offset: 0 };
}

/** Steps between two nodes for which weights are kept ready. */
const steps = 64;

/**
 * A surface through an encoded frame: at each pixel the plane of its own depth. Weights are those of the
 * nearest of 64 depths between two nodes.
 *
 * Wu et al. (2019), doi:10.1038/s41592-019-0622-5: a propagation matrix that varies over the frame.
 *
 * @param nodes depths of the coefficients, µm, ascending and evenly spaced, at least four
 * @param depth µm at each pixel [y, x], within the outer nodes
 * @param out   receives grey levels above background [y, x]
 */
export function focusSurface(encoding: Encoding, nodes: readonly number[], depth: Float32Array, out: Float32Array): void {
  const { stored, shape, scale, offset } = encoding;
  const size = shape[1] * shape[2];
  const first = nodes[0] as number;
  const density = steps / ((nodes[1] as number) - first);
  const lowest = steps;
  const highest = (nodes.length - 2) * steps - 1;
  const near = Float32Array.from({ length: steps }, (_, s) => keys(s / steps) * scale);
  const below = Float32Array.from({ length: steps }, (_, s) => keys(1 + s / steps) * scale);
  const above = Float32Array.from({ length: steps }, (_, s) => keys(1 - s / steps) * scale);
  const beyond = Float32Array.from({ length: steps }, (_, s) => keys(2 - s / steps) * scale);
  for (let i = 0; i < size; i++) {
    let fine = ((depth[i] as number) - first) * density + 0.5;
    if (fine < lowest) fine = lowest;
    else if (fine > highest) fine = highest;
    const whole = fine | 0;
    const node = (whole / steps) | 0;
    const s = whole - node * steps;
    const at = node * size + i;
    out[i] =
      (below[s] as number) * (stored[at - size] as number) +
      (near[s] as number) * (stored[at] as number) +
      (above[s] as number) * (stored[at + size] as number) +
      (beyond[s] as number) * (stored[at + 2 * size] as number) +
      offset;
  }
}

/**
 * Coefficients as 16-bit numbers between their lowest and highest, which halves what travels to the window.
 *
 * @param coefficients [k, y, x], grey levels
 */
export function packEncoding(coefficients: Float32Array, shape: Encoding["shape"]): Encoding {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < coefficients.length; i++) {
    const value = coefficients[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = (high - low) / 65535 || 1;
  const stored = new Uint16Array(coefficients.length);
  const factor = 1 / scale;
  const shift = 0.5 - low * factor;
  for (let i = 0; i < stored.length; i++) stored[i] = Math.min((coefficients[i] as number) * factor + shift, 65535);
  return { stored, shape, scale, offset: low };
}
