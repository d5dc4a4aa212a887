/** Depths of the coefficients, µm, ascending and evenly spaced; mixing [node, coefficient] where the model mixes them. */
export interface DepthNodes {
  readonly nodes: readonly number[];
  readonly mixing: readonly (readonly number[])[] | null;
}

/**
 * Weights that turn depth coefficients into planes: the Keys cubic kernel (a = −½) on evenly spaced
 * nodes, then the model's mixing matrix where it has one. Depths beyond the outer nodes take the
 * missing neighbours from the end node, so rows sum to 1.
 *
 * Keys (1981), doi:10.1109/TASSP.1981.1163711.
 *
 * @param depths µm from the recorded plane, in the model's axial direction
 * @param depth  nodes in µm, ascending and evenly spaced; mixing [node, coefficient] or null
 * @returns      weights [plane, coefficient]
 */
export function depthWeights(depths: readonly number[], depth: DepthNodes): Float32Array {
  const nodes = depth.nodes;
  const count = nodes.length;
  const first = nodes[0] ?? 0;
  const spacing = count > 1 ? ((nodes[count - 1] as number) - first) / (count - 1) : 1;
  const kernel = new Float64Array(depths.length * count);
  depths.forEach((z, plane) => {
    const position = (z - first) / spacing;
    const below = Math.floor(position);
    for (let node = below - 1; node <= below + 2; node++) {
      const at = plane * count + Math.min(Math.max(node, 0), count - 1);
      kernel[at] = (kernel[at] as number) + keys(position - node);
    }
  });
  return depth.mixing === null ? Float32Array.from(kernel) : mixed(kernel, depths.length, count, depth.mixing);
}

/** Keys kernel with a = −½ at a distance in node spacings. */
export function keys(distance: number): number {
  const t = Math.abs(distance);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  if (t < 2) return ((-0.5 * t + 2.5) * t - 4) * t + 2;
  return 0;
}

function mixed(kernel: Float64Array, planes: number, nodes: number, mixing: readonly (readonly number[])[]): Float32Array {
  const coefficients = mixing[0]?.length ?? 0;
  const weights = new Float32Array(planes * coefficients);
  for (let p = 0; p < planes; p++) {
    for (let k = 0; k < coefficients; k++) {
      let sum = 0;
      for (let n = 0; n < nodes; n++) sum += (kernel[p * nodes + n] as number) * (mixing[n]?.[k] ?? 0);
      weights[p * coefficients + k] = sum;
    }
  }
  return weights;
}
