import Blosc from "numcodecs/blosc";
import { compressorOf } from "#io/volume/metadata";
import type { VolumeSpec } from "#io/volume/spec";

/** Turns the bytes of a chunk into those on disk and back. */
export interface ChunkCodec {
  encode(bytes: Uint8Array): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<Uint8Array>;
}

export function chunkCodec(spec: Pick<VolumeSpec, "compression">): ChunkCodec {
  const config = compressorOf(spec);
  if (config === null) return { encode: async (bytes) => bytes, decode: async (bytes) => bytes };
  const blosc = Blosc.fromConfig(config);
  return { encode: async (bytes) => blosc.encode(bytes), decode: async (bytes) => blosc.decode(bytes) };
}

/** How many bytes a Blosc chunk says it unpacks to; a wrong size is refused before it is made room for. */
export function unpackedSize(packed: Uint8Array): number {
  return packed.length < 16 ? -1 : new DataView(packed.buffer, packed.byteOffset).getUint32(4, true);
}
