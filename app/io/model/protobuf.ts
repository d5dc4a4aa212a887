/** One field of a protobuf message: its number, its whole bytes, and its value or body. */
export interface Field {
  readonly number: number;
  /** Where the field begins and ends in the message's bytes, key included. */
  readonly start: number;
  readonly end: number;
  /** The number of a varint field; 0 for others. */
  readonly value: number;
  /** The bytes of a string, message or packed field; null for others. */
  readonly body: Uint8Array | null;
}

/**
 * The fields of a message, in order.
 *
 * @throws Error where the bytes are no protobuf
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  while (at < message.length) {
    const start = at;
    const [key, afterKey] = readVarint(message, at);
    const number = Math.floor(key / 8);
    let value = 0;
    let body: Uint8Array | null = null;
    switch (key % 8) {
      case 0:
        [value, at] = readVarint(message, afterKey);
        break;
      case 1:
        at = afterKey + 8;
        break;
      case 2: {
        const [length, from] = readVarint(message, afterKey);
        at = from + length;
        body = message.subarray(from, at);
        break;
      }
      case 5:
        at = afterKey + 4;
        break;
      default:
        throw new Error("The file is no protobuf.");
    }
    if (at > message.length) throw new Error("The ONNX file ends early.");
    yield { number, start, end: at, value, body };
  }
}

/** Pieces of a message, to be joined at the end so that large tensors are copied once. */
export type Parts = Uint8Array[];

export function messageField(number: number, parts: readonly Uint8Array[]): Parts {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [varint(number * 8 + 2), varint(length), ...parts];
}

export function textField(number: number, value: string): Parts {
  return messageField(number, [new TextEncoder().encode(value)]);
}

export function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

/** The numbers of a packed field. */
export function* packedIntegers(body: Uint8Array): Generator<number> {
  for (let at = 0; at < body.length; ) {
    const [value, next] = readVarint(body, at);
    yield value;
    at = next;
  }
}

export function integerField(number: number, value: number): Parts {
  return [varint(number * 8), varint(value)];
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

function readVarint(bytes: Uint8Array, start: number): [value: number, next: number] {
  let value = 0;
  let place = 1;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    value += (byte & 127) * place;
    if (byte < 128) return [value, at + 1];
    place *= 128;
  }
  throw new Error("The ONNX file ends early.");
}
