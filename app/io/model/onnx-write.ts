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
    ...graph.nodes.flatMap((node) => message(1, nodeParts(node))),
    ...text(2, "graph"),
    ...graph.weights.flatMap((tensor) => message(5, tensorParts(tensor))),
    ...message(11, portParts(graph.input)),
    ...message(12, portParts(graph.output)),
  ];
  return Buffer.concat([...integer(1, irVersion), ...text(2, "nematrace"), ...message(7, body), ...message(8, [...text(1, ""), ...integer(2, opset)])]);
}

type Parts = Uint8Array[];

function nodeParts(node: OnnxNode): Parts {
  return [
    ...node.inputs.flatMap((name) => text(1, name)),
    ...text(2, node.output),
    ...text(3, node.output),
    ...text(4, node.op),
    ...Object.entries(node.attributes ?? {}).flatMap(([name, value]) => message(5, [...text(1, name), ...attributeValue(value)])),
  ];
}

function attributeValue(value: number | string | readonly number[]): Parts {
  if (typeof value === "number") return [...integer(3, value), ...integer(20, 2)];
  if (typeof value === "string") return [...text(4, value), ...integer(20, 3)];
  return [...value.flatMap((v) => integer(8, v)), ...integer(20, 7)];
}

function tensorParts(tensor: OnnxTensor): Parts {
  const raw = new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  return [...tensor.dims.flatMap((n) => integer(1, n)), ...integer(2, tensor.data instanceof Float32Array ? 1 : 7), ...text(8, tensor.name), ...bytes(9, raw)];
}

function portParts(port: OnnxPort): Parts {
  const dims = port.dims.flatMap((n) => message(1, typeof n === "number" ? integer(1, n) : text(2, n)));
  return [...text(1, port.name), ...message(2, message(1, [...integer(1, 1), ...message(2, dims)]))];
}

function message(field: number, parts: Parts): Parts {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [varint(field * 8 + 2), varint(length), ...parts];
}

function bytes(field: number, value: Uint8Array): Parts {
  return message(field, [value]);
}

function text(field: number, value: string): Parts {
  return bytes(field, new TextEncoder().encode(value));
}

function integer(field: number, value: number): Parts {
  return [varint(field * 8), varint(value)];
}

function varint(value: number): Uint8Array {
  const out: number[] = [];
  let left = value;
  while (left >= 128) {
    out.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  return Uint8Array.from([...out, left]);
}
