import { tensorParts } from "#io/model/onnx-write";
import { fieldsOf, messageField, packedIntegers, textOf } from "#io/model/protobuf";

/** A last layer that planes can be folded into: its weights [outputs, inputs] and bias [outputs], and what makes them. */
export interface LastLayer {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  readonly inputs: number;
  /** The same graph with another last layer of this kind. */
  replace(weights: Float32Array, bias: Float32Array): Uint8Array;
}

/**
 * Finds the layer that makes a graph's output, where it is a 1×1 convolution with weights of its own.
 *
 * @param bytes of the ONNX file
 * @returns     null where the last layer is another, or other layers use its weights
 */
export function lastLayer(bytes: Uint8Array): LastLayer | null {
  const fields = [...fieldsOf(bytes)];
  const graph = fields.find(({ number }) => number === 7)?.body;
  if (!graph) return null;
  const nodes: GraphNode[] = [];
  const tensors = new Map<string, Uint8Array>();
  let output = "";
  for (const { number, body } of fieldsOf(graph)) {
    if (body === null) continue;
    if (number === 1) nodes.push(nodeOf(body));
    if (number === 5) tensors.set(nameOf(body, 8), body);
    if (number === 12) output = nameOf(body, 1);
  }
  const convolution = nodes.find(({ outputs }) => outputs.includes(output));
  if (convolution?.kind !== "Conv" || convolution.inputs.length !== 3) return null;
  /** The tensor behind a name, through a cast; null where others use it too. */
  const source = (name: string): string | null => {
    const cast = nodes.find(({ kind, outputs }) => kind === "Cast" && outputs.includes(name));
    const stored = cast?.inputs[0] ?? name;
    const users = nodes.filter(({ inputs }) => inputs.includes(stored) || inputs.includes(name));
    return tensors.has(stored) && users.length === (cast ? 2 : 1) ? stored : null;
  };
  const [, weightName = "", biasName = ""] = convolution.inputs;
  const weightSource = source(weightName);
  const biasSource = source(biasName);
  if (weightSource === null || biasSource === null) return null;
  const weights = tensorOf(tensors.get(weightSource) as Uint8Array);
  const bias = tensorOf(tensors.get(biasSource) as Uint8Array);
  if (weights === null || bias === null) return null;
  const [, inputs = 0, height, width] = weights.dims;
  if (weights.dims.length !== 4 || height !== 1 || width !== 1) return null;
  return {
    weights: weights.data,
    bias: bias.data,
    inputs,
    replace: (folded, foldedBias) => {
      const fresh = [
        { name: weightName, dims: [folded.length / inputs, inputs, 1, 1], data: folded },
        { name: biasName, dims: [foldedBias.length], data: foldedBias },
      ];
      const dropped = new Set([weightName, biasName, weightSource, biasSource]);
      const kept: Uint8Array[] = [];
      for (const { number, start, end, body } of fieldsOf(graph)) {
        const made = number === 1 && body !== null ? nodeOf(body).outputs : [];
        const tensor = number === 5 && body !== null ? nameOf(body, 8) : "";
        if (!dropped.has(tensor) && !made.some((name) => dropped.has(name))) kept.push(graph.subarray(start, end));
      }
      const parts = [...kept, ...fresh.flatMap((tensor) => messageField(5, tensorParts(tensor)))];
      return Buffer.concat(
        fields.flatMap(({ number, start, end }) => (number === 7 ? messageField(7, parts) : [bytes.subarray(start, end)])),
      );
    },
  };
}

/**
 * Folds the weights of planes into a last layer whose outputs are coefficients in blocks of 2×2 pixels, so
 * that the network makes the planes themselves: sums of sums are one sum.
 *
 * @param weights [plane, coefficient]
 * @returns       ONNX bytes whose output is [4 · plane, y / 2, x / 2]
 */
export function foldPlanes(layer: LastLayer, weights: Float32Array): Uint8Array {
  const corners = 4;
  const coefficients = layer.bias.length / corners;
  const planes = weights.length / coefficients;
  const { inputs } = layer;
  const folded = new Float32Array(planes * corners * inputs);
  const bias = new Float32Array(planes * corners);
  for (let p = 0; p < planes; p++) {
    for (let k = 0; k < coefficients; k++) {
      const w = weights[p * coefficients + k] as number;
      if (w === 0) continue;
      for (let c = 0; c < corners; c++) {
        const to = p * corners + c;
        const from = k * corners + c;
        bias[to] = (bias[to] as number) + w * (layer.bias[from] as number);
        for (let i = 0; i < inputs; i++) {
          folded[to * inputs + i] = (folded[to * inputs + i] as number) + w * (layer.weights[from * inputs + i] as number);
        }
      }
    }
  }
  return layer.replace(folded, bias);
}

interface GraphNode {
  readonly kind: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

function nodeOf(bytes: Uint8Array): GraphNode {
  const node = { kind: "", inputs: [] as string[], outputs: [] as string[] };
  for (const { number, body } of fieldsOf(bytes)) {
    if (body === null) continue;
    if (number === 1) node.inputs.push(textOf(body));
    if (number === 2) node.outputs.push(textOf(body));
    if (number === 4) node.kind = textOf(body);
  }
  return node;
}

function nameOf(message: Uint8Array, field: number): string {
  for (const { number, body } of fieldsOf(message)) if (number === field && body !== null) return textOf(body);
  return "";
}

const float32 = 1;
const float16 = 10;

/** A tensor kept as raw bytes of float32 or float16; null for others. */
function tensorOf(bytes: Uint8Array): { dims: number[]; data: Float32Array } | null {
  const dims: number[] = [];
  let type = 0;
  let raw: Uint8Array | null = null;
  for (const { number, value, body } of fieldsOf(bytes)) {
    if (number === 1 && body === null) dims.push(value);
    if (number === 1 && body !== null) dims.push(...packedIntegers(body));
    if (number === 2) type = value;
    if (number === 9) raw = body;
  }
  if (raw === null || (type !== float32 && type !== float16)) return null;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const data =
    type === float32
      ? Float32Array.from({ length: raw.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
      : Float32Array.from({ length: raw.length / 2 }, (_, i) => halfToNumber(view.getUint16(2 * i, true)));
  return { dims, data };
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
