import type { OnnxGraph, OnnxNode, OnnxTensor } from "#io/model/onnx-write";

/** Channels after the first and the second convolution of each level. */
const down = [
  [25, 48],
  [72, 96],
  [144, 192],
  [288, 384],
  [576, 768],
  [1152, 1536],
] as const;
const up = [
  [48, 72, 48],
  [96, 144, 96],
  [192, 288, 192],
  [384, 576, 384],
  [768, 1152, 768],
] as const;

/**
 * The generator of Deep-Z with random weights: what the faithful network costs to run, not what it can
 * do. Input [1, 2, h, w] (image, z/10) to output [1, 1, h, w], h and w multiples of 32; 77.8 million
 * parameters. Layer table: Wu et al. (2019), doi:10.1038/s41592-019-0622-5, released graphs.
 *
 * @param seed of the weights
 */
export function deepZGraph(seed: number): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const weights: OnnxTensor[] = [];
  const random = uniform(seed);

  function node(op: string, inputs: readonly string[], output: string, attributes: NonNullable<OnnxNode["attributes"]> = {}): string {
    nodes.push({ op, inputs, output, attributes });
    return output;
  }
  function layer(
    op: "Conv" | "ConvTranspose",
    x: string,
    from: number,
    to: number,
    name: string,
    attributes: NonNullable<OnnxNode["attributes"]>,
  ): string {
    const spread = Math.sqrt(6 / (from * 9));
    const kernel = new Float32Array(from * to * 9);
    for (let i = 0; i < kernel.length; i++) kernel[i] = (random() * 2 - 1) * spread;
    weights.push({ name: `${name}.w`, dims: op === "Conv" ? [to, from, 3, 3] : [from, to, 3, 3], data: kernel });
    weights.push({ name: `${name}.b`, dims: [to], data: new Float32Array(to) });
    return node(op, [x, `${name}.w`, `${name}.b`], name, { kernel_shape: [3, 3], ...attributes });
  }
  const conv = (x: string, from: number, to: number, name: string) => layer("Conv", x, from, to, name, { pads: [1, 1, 1, 1] });
  const relu = (x: string) => node("Relu", [x], `${x}.relu`);

  let x = "input";
  let channels = 2;
  const skips: string[] = [];
  down.forEach(([first, second], level) => {
    const name = `down${level}`;
    const inner = relu(conv(x, channels, first, `${name}.1`));
    const outer = relu(conv(inner, first, second, `${name}.2`));
    weights.push({ name: `${name}.pads`, dims: [8], data: BigInt64Array.from([0, 0, 0, 0, 0, second - channels, 0, 0], BigInt) });
    x = node("Add", [outer, node("Pad", [x, `${name}.pads`], `${name}.pad`)], `${name}.sum`);
    channels = second;
    skips.push(x);
    if (level < down.length - 1) x = node("MaxPool", [x], `${name}.pool`, { kernel_shape: [2, 2], strides: [2, 2] });
  });
  up.toReversed().forEach(([grown, first, second], i) => {
    const level = up.length - 1 - i;
    const name = `up${level}`;
    const u = layer("ConvTranspose", x, channels, grown, `${name}.grow`, { strides: [2, 2], pads: [0, 0, 1, 1] });
    const both = node("Concat", [u, skips[level] as string], `${name}.both`, { axis: 1 });
    const outer = relu(conv(relu(conv(both, grown * 2, first, `${name}.1`)), first, second, `${name}.2`));
    x = node("Add", [outer, u], `${name}.sum`);
    channels = second;
  });
  conv(x, channels, 1, "output");
  return { nodes, weights, input: { name: "input", dims: [1, 2, "h", "w"] }, output: { name: "output", dims: [1, 1, "h", "w"] } };
}

/** Numbers in [0, 1) from a seed (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
