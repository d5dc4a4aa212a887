import type { Pair } from "#contract/geometry";
import type { RecordingInfo } from "#contract/recording";
import type { FrameSource } from "#contract/source";

/** A movie of one channel that lies in memory; its pictures come round and round, so that any length takes the same memory. */
export function memoryMovie(name: string, pictures: readonly Uint16Array[], shape: Pair, frames = pictures.length): FrameSource {
  const info: RecordingInfo = {
    path: name,
    name,
    format: "memory",
    bytes: 0,
    shape: { t: frames, c: 1, z: 1, y: shape[0], x: shape[1] },
    dtype: "uint16",
    pixelSize: [0.325, 0.325],
    zStep: null,
    zOrigin: 0,
    interval: 0.25,
    times: null,
    channels: [{ name: "GCaMP", role: "activity", wavelength: 520 }],
    virtual: null,
    missing: [],
    notes: [],
  };
  return {
    info,
    read: async (t) => ({ data: pictures[t % pictures.length] as Uint16Array, dtype: "uint16", shape }),
    close: async () => {},
  };
}

/** A recording of one frame that was recorded at one or more planes. @param zStep µm between them; null for one plane */
export function memoryStack(name: string, planes: readonly Uint16Array[], shape: Pair, zStep: number | null): FrameSource {
  const still = memoryMovie(name, planes.slice(0, 1), shape);
  const { info } = still;
  return {
    ...still,
    info: { ...info, zStep, shape: { ...info.shape, z: planes.length } },
    read: async (_, __, z) => ({ data: planes[z] as Uint16Array, dtype: "uint16", shape }),
  };
}
