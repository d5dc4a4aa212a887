import { bytesHeader, type BytesHeader } from "#contract/bytes";
import { Failure, type FailureRecord } from "#contract/failure";
import type { PixelType } from "#contract/recording";
import type { Pixels } from "#contract/volume";
import type { Encoding } from "#core/refocus/focus";

type HeaderOf<K extends BytesHeader["kind"]> = Extract<BytesHeader, { kind: K }>;

/** A recorded plane, grey levels [y, x]. */
export interface FramePixels {
  readonly data: Pixels;
  readonly shape: readonly [number, number];
}

/** A stack as it lies in the store: value = stored × scale + offset. */
export interface StoredVolume {
  readonly stored: Uint16Array | Float32Array;
  readonly shape: readonly [number, number, number];
  readonly scale: number;
  readonly offset: number;
  readonly voxel: readonly [number, number, number];
  readonly origin: readonly [number, number, number];
  readonly virtual: boolean;
}

/** A frame's depth coefficients, of which any plane is made in the window. */
export interface FocusEncoding extends Encoding {
  readonly stored: Uint16Array;
  readonly depth: HeaderOf<"encoding">["depth"];
  readonly axialDirection: 1 | -1;
  readonly model: string;
  readonly unlike: readonly string[];
}

export type Columns = Readonly<Record<string, Float64Array>>;

/** Activity [neuron, t] by signal. */
export interface TraceSet {
  readonly signals: Readonly<Record<string, Float32Array>>;
  readonly tracks: readonly number[];
  readonly names: readonly string[];
  readonly frames: readonly number[];
  readonly time: readonly (number | null)[];
}

const arrays = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const satisfies Record<PixelType, unknown>;

/** Header and body of an answer on the bytes plane, or the failure it carries. */
export async function readBody<K extends BytesHeader["kind"]>(
  response: Response,
  kind: K,
): Promise<{ header: HeaderOf<K>; body: ArrayBuffer }> {
  if (!response.ok) throw await failureOf(response);
  const text = response.headers.get(bytesHeader);
  if (text === null)
    throw new Failure("damaged", "The answer does not say what its bytes are; reload the window.", { header: bytesHeader });
  const header = JSON.parse(text) as BytesHeader;
  if (header.kind !== kind)
    throw new Failure("damaged", `The answer holds a ${header.kind} where a ${kind} was asked for; reload the window.`, {
      kind: header.kind,
    });
  // The kind was compared just above.
  return { header: header as HeaderOf<K>, body: await response.arrayBuffer() };
}

async function failureOf(response: Response): Promise<Failure> {
  try {
    const record = (await response.json()) as FailureRecord | { failure: FailureRecord };
    return Failure.from("failure" in record ? record.failure : record);
  } catch {
    return new Failure("engine-lost", "The pixels could not be read because NemaTrace did not answer.", { status: response.status });
  }
}

export function decodeFrame(header: HeaderOf<"frame">, body: ArrayBuffer): FramePixels {
  const [height, width] = header.shape;
  const view = arrays[header.dtype];
  expectBytes(body, height * width * view.BYTES_PER_ELEMENT);
  return { data: new view(body), shape: [height, width] };
}

export function decodeVolume(header: HeaderOf<"volume">, body: ArrayBuffer): StoredVolume {
  const [depth, height, width] = header.shape;
  const view = arrays[header.dtype];
  expectBytes(body, depth * height * width * view.BYTES_PER_ELEMENT);
  return {
    stored: header.dtype === "uint16" ? new Uint16Array(body) : new Float32Array(body),
    shape: [depth, height, width],
    scale: header.scale,
    offset: header.offset,
    voxel: header.voxel,
    origin: header.origin,
    virtual: header.virtual,
  };
}

export function decodeEncoding(header: HeaderOf<"encoding">, body: ArrayBuffer): FocusEncoding {
  const [count, height, width] = header.shape;
  expectBytes(body, count * height * width * 2);
  return { ...header, stored: new Uint16Array(body) };
}

export function decodeTable(header: HeaderOf<"table">, body: ArrayBuffer): Columns {
  expectBytes(body, header.rows * header.columns.length * 8);
  return Object.fromEntries(header.columns.map((name, i) => [name, new Float64Array(body, i * header.rows * 8, header.rows)]));
}

export function decodeTraces(header: HeaderOf<"traces">, body: ArrayBuffer): TraceSet {
  const length = header.tracks.length * header.frames;
  const times = header.frames * 8;
  expectBytes(body, times + header.signals.length * length * 4);
  const time = Array.from(new Float64Array(body, 0, header.frames), (s) => (Number.isNaN(s) ? null : s));
  const signals = Object.fromEntries(header.signals.map((name, i) => [name, new Float32Array(body, times + i * length * 4, length)]));
  return { signals, tracks: header.tracks, names: header.names, frames: time.map((_, t) => t), time };
}

/** Traces of several animals on one clock, [neuron, m] and [neuron, animal, m]. */
export interface JoinedColumns {
  readonly neurons: readonly string[];
  readonly animals: readonly string[];
  readonly lag: Float64Array;
  readonly mean: Float64Array;
  readonly sem: Float64Array;
  readonly values: Float32Array;
}

export function decodeJoined({ neurons, animals, points }: HeaderOf<"joined">, body: ArrayBuffer): JoinedColumns {
  const length = neurons.length * points;
  expectBytes(body, 8 * (points + 2 * length) + 4 * length * animals.length);
  const doubles = (from: number, count: number) => new Float64Array(body, from * 8, count);
  return {
    neurons,
    animals,
    lag: doubles(0, points),
    mean: doubles(points, length),
    sem: doubles(points + length, length),
    values: new Float32Array(body, 8 * (points + 2 * length), length * animals.length),
  };
}

function expectBytes(body: ArrayBuffer, bytes: number): void {
  if (body.byteLength !== bytes) {
    throw new Failure("truncated", `Only ${body.byteLength} of ${bytes} bytes arrived; try again.`, {
      bytes: body.byteLength,
      expected: bytes,
    });
  }
}
