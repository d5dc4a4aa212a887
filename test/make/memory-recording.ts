import { unsaid, type Channel, type PixelType, type RecordingInfo } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import type { Pixels } from "#contract/volume";
import { Failure } from "#contract/failure";

/** What a made recording holds; planes come from `pixels(t, c, z)`. */
export interface MemoryRecording {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  readonly planes?: number;
  readonly channels?: readonly Channel[];
  readonly dtype?: PixelType;
  readonly pixelSize?: readonly [number, number] | null;
  readonly zStep?: number | null;
  readonly interval?: number | null;
  readonly name?: string;
  readonly pixels: (t: number, c: number, z: number) => Pixels;
}

/** A recording that lives in memory and counts how often it is read. */
export function memoryRecording(made: MemoryRecording): FrameSource & { reads: number } {
  const channels = made.channels ?? [{ name: "GCaMP", role: "activity", wavelength: null }];
  const info: RecordingInfo = {
    path: `/memory/${made.name ?? "movie.tif"}`,
    name: made.name ?? "movie.tif",
    format: "memory",
    bytes: 0,
    shape: { t: made.frames, c: channels.length, z: made.planes ?? 1, y: made.height, x: made.width },
    dtype: made.dtype ?? "uint16",
    pixelSize: made.pixelSize === undefined ? [0.325, 0.325] : made.pixelSize === null ? null : [...made.pixelSize],
    zStep: made.zStep ?? unsaid.zStep,
    zOrigin: 0,
    interval: made.interval === undefined ? 0.25 : made.interval,
    times: null,
    channels: [...channels],
    virtual: null,
    missing: [],
    notes: [],
  };
  return {
    info,
    reads: 0,
    async read(t, c, z) {
      this.reads++;
      if (t < 0 || t >= made.frames) throw new Failure("out-of-range", `There is no frame ${t}.`, { t });
      return { data: made.pixels(t, c, z), dtype: info.dtype, shape: [made.height, made.width] };
    },
    async close() {},
  };
}

/** A dim background with a few soft spots that brighten with time, as 16-bit grey levels. */
export function spots(height: number, width: number, t: number, c = 0): Uint16Array {
  const frame = new Uint16Array(height * width);
  let state = 12345 + c;
  for (let i = 0; i < frame.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const y = Math.floor(i / width);
    const x = i % width;
    let light = 100 + (state >>> 28);
    for (let n = 0; n < 4; n++) {
      const dy = y - height * (0.2 + 0.2 * n);
      const dx = x - width * (0.25 + 0.15 * ((n * 3) % 4));
      light += (600 + 40 * t) * Math.exp(-(dy * dy + dx * dx) / (8 + 20 * n));
    }
    frame[i] = light;
  }
  return frame;
}
