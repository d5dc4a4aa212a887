import { fieldsOf } from "#io/model/protobuf";

/** Messages of an ONNX file that can hold a tensor, and by which field numbers they hold each other. */
const nested = {
  model: { 7: "graph", 20: "training", 25: "function" },
  training: { 1: "graph", 2: "graph" },
  function: { 7: "node", 11: "attribute" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: {},
} as const satisfies Record<string, Readonly<Record<number, string>>>;
type Message = keyof typeof nested;

const externalData = 13;
const dataLocation = 14;
const deepest = 64;

/**
 * Whether any tensor of an ONNX file lies in another file (`external_data`, `data_location`).
 *
 * @throws Error where the bytes are no protobuf
 */
export function hasExternalData(bytes: Uint8Array): boolean {
  return search(bytes, "model", 0);
}

function search(bytes: Uint8Array, message: Message, depth: number): boolean {
  if (depth > deepest) throw new Error("The ONNX graph is nested too deeply.");
  const inside: Readonly<Record<number, Message>> = nested[message];
  for (const { number, value, body } of fieldsOf(bytes)) {
    if (message === "tensor" && (number === externalData || (number === dataLocation && value !== 0))) return true;
    const inner = inside[number];
    if (inner !== undefined && body !== null && search(body, inner, depth + 1)) return true;
  }
  return false;
}
