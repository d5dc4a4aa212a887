import { integerField, messageField, textField, type Parts } from "#io/model/protobuf";

/** Writes small ONNX graphs: just enough of its protobuf for convolutional networks. */

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | string | readonly number[]>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** A tensor that comes in or goes out; a named dimension is free. */
export interface OnnxPort {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly OnnxTensor[];
  readonly input: OnnxPort;
  readonly output: OnnxPort;
}

const irVersion = 8;
const opset = 13;

/** The bytes of an ONNX file (float32, opset 13). */
export function writeOnnx(graph: OnnxGraph): Uint8Array {
  const body: Parts = [
    ...graph.nodes.flatMap((node) => messageField(1, nodeParts(node))),
    ...textField(2, "graph"),
    ...graph.weights.flatMap((tensor) => messageField(5, tensorParts(tensor))),
    ...messageField(11, portParts(graph.input)),
    ...messageField(12, portParts(graph.output)),
  ];
  return Buffer.concat([
    ...integerField(1, irVersion),
    ...textField(2, "nematrace"),
    ...messageField(7, body),
    ...messageField(8, [...textField(1, ""), ...integerField(2, opset)]),
  ]);
}

function nodeParts(node: OnnxNode): Parts {
  return [
    ...node.inputs.flatMap((name) => textField(1, name)),
    ...textField(2, node.output),
    ...textField(3, node.output),
    ...textField(4, node.op),
    ...Object.entries(node.attributes ?? {}).flatMap(([name, value]) => messageField(5, [...textField(1, name), ...attributeValue(value)])),
  ];
}

function attributeValue(value: number | string | readonly number[]): Parts {
  if (typeof value === "number") return [...integerField(3, value), ...integerField(20, 2)];
  if (typeof value === "string") return [...textField(4, value), ...integerField(20, 3)];
  return [...value.flatMap((v) => integerField(8, v)), ...integerField(20, 7)];
}

/** The body of a tensor message. */
export function tensorParts(tensor: OnnxTensor): Parts {
  const raw = new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  return [
    ...tensor.dims.flatMap((n) => integerField(1, n)),
    ...integerField(2, tensor.data instanceof Float32Array ? 1 : 7),
    ...textField(8, tensor.name),
    ...messageField(9, [raw]),
  ];
}

function portParts(port: OnnxPort): Parts {
  const dims = port.dims.flatMap((n) => messageField(1, typeof n === "number" ? integerField(1, n) : textField(2, n)));
  return [...textField(1, port.name), ...messageField(2, messageField(1, [...integerField(1, 1), ...messageField(2, dims)]))];
}
