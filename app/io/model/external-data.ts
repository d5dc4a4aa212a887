/**
 * Finds weights that an ONNX file keeps in other files. ONNX is protobuf: this walks the messages that
 * can hold a tensor, by field number, and looks for `TensorProto.external_data` or `data_location`.
 */

type Message = "model" | "graph" | "node" | "attribute" | "tensor" | "sparse" | "function" | "training";

const nested = {
  model: { 7: "graph", 20: "training", 25: "function" },
  training: { 1: "graph", 2: "graph" },
  function: { 7: "node", 11: "attribute" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: {},
} as const satisfies Record<Message, Readonly<Record<number, Message>>>;

const externalData = 13;
const dataLocation = 14;

/**
 * Whether any tensor of the file lies outside it.
 *
 * @throws Error where the bytes are no protobuf
 */
export function hasExternalData(bytes: Uint8Array): boolean {
  return scan(bytes, 0, bytes.length, "model", 0);
}

function scan(bytes: Uint8Array, start: number, end: number, message: Message, depth: number): boolean {
  if (depth > 64) throw new Error("The ONNX graph is nested too deeply.");
  const fields: Readonly<Record<number, Message>> = nested[message];
  let at = start;
  while (at < end) {
    const [key, afterKey] = varint(bytes, at, end);
    const field = Math.floor(key / 8);
    at = afterKey;
    switch (key % 8) {
      case 0: {
        const [value, next] = varint(bytes, at, end);
        if (message === "tensor" && field === dataLocation && value !== 0) return true;
        at = next;
        break;
      }
      case 1:
        at += 8;
        break;
      case 2: {
        const [length, body] = varint(bytes, at, end);
        at = body + length;
        if (at > end) throw new Error("The ONNX file ends early.");
        if (message === "tensor" && field === externalData) return true;
        const inner = fields[field];
        if (inner !== undefined && scan(bytes, body, at, inner, depth + 1)) return true;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new Error("The file is no protobuf.");
    }
  }
  if (at !== end) throw new Error("The ONNX file ends early.");
  return false;
}

function varint(bytes: Uint8Array, start: number, end: number): [value: number, next: number] {
  let value = 0;
  let place = 1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    value += (byte & 127) * place;
    if (byte < 128) return [value, at + 1];
    place *= 128;
  }
  throw new Error("The ONNX file ends early.");
}
