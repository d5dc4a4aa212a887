import { Failure } from "#contract/failure";
import type { PixelType, RecordingShape } from "#contract/recording";
import type { Frame, Pixels } from "#contract/volume";

/** Bytes of one sample. */
export const sampleBytes = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  float64: 8,
} as const satisfies Record<PixelType, number>;

/** A typed view of `length` samples at the start of `bytes`, little-endian. */
export function pixelsOf(bytes: ArrayBuffer, dtype: PixelType, length: number): Pixels {
  switch (dtype) {
    case "uint8":
      return new Uint8Array(bytes, 0, length);
    case "int8":
      return new Int8Array(bytes, 0, length);
    case "uint16":
      return new Uint16Array(bytes, 0, length);
    case "int16":
      return new Int16Array(bytes, 0, length);
    case "uint32":
      return new Uint32Array(bytes, 0, length);
    case "int32":
      return new Int32Array(bytes, 0, length);
    case "float32":
      return new Float32Array(bytes, 0, length);
    case "float64":
      return new Float64Array(bytes, 0, length);
  }
}

/**
 * Two plane buffers used in turn, filled by one read at a time: what a read returned stays as it is
 * until the read after the next one starts.
 */
export class PlaneBuffers {
  readonly #buffers: readonly [ArrayBuffer, ArrayBuffer];
  #turn = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly path: string,
    readonly shape: RecordingShape,
    readonly dtype: PixelType,
  ) {
    const bytes = shape.y * shape.x * sampleBytes[dtype];
    this.#buffers = [new ArrayBuffer(bytes), new ArrayBuffer(bytes)];
  }

  /**
   * Fills the next buffer and gives it as a frame.
   *
   * @throws Failure "out-of-range" for a plane the recording does not have, "not-finite" for NaN or infinite pixels
   */
  read(t: number, c: number, z: number, fill: (into: Uint8Array) => Promise<void>): Promise<Frame> {
    const next = this.#last.then(async () => {
      this.#check(t, c, z);
      this.#turn = 1 - this.#turn;
      const buffer = this.#buffers[this.#turn === 0 ? 0 : 1];
      await fill(new Uint8Array(buffer));
      const data = pixelsOf(buffer, this.dtype, this.shape.y * this.shape.x);
      if (data instanceof Float32Array || data instanceof Float64Array) this.#checkFinite(data, t, c, z);
      return { data, dtype: this.dtype, shape: [this.shape.y, this.shape.x] } as const;
    });
    this.#last = next.catch(() => undefined);
    return next;
  }

  #check(t: number, c: number, z: number): void {
    const { shape } = this;
    const inside = (index: number, size: number) => Number.isInteger(index) && index >= 0 && index < size;
    if (inside(t, shape.t) && inside(c, shape.c) && inside(z, shape.z)) return;
    throw new Failure(
      "out-of-range",
      `${this.path} has ${shape.t} frames, ${shape.c} channels and ${shape.z} planes (from 0); frame ${t}, channel ${c}, plane ${z} is not among them.`,
      {
        path: this.path,
        t,
        c,
        z,
      },
    );
  }

  #checkFinite(data: Float32Array | Float64Array, t: number, c: number, z: number): void {
    let sum = 0;
    // A value minus itself is 0 where it is finite and NaN where it is not, so one sum tells.
    for (let i = 0; i < data.length; i++) sum += (data[i] as number) - (data[i] as number);
    if (sum === 0) return;
    throw new Failure(
      "not-finite",
      `${this.path} holds pixels that are not numbers (NaN or infinite) in frame ${t}, channel ${c}, plane ${z}; replace them (for example by 0) and export it again.`,
      {
        path: this.path,
        frame: t,
        channel: c,
        plane: z,
      },
    );
  }
}
