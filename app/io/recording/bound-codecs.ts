import { gunzipSync, inflateSync } from "node:zlib";
import * as zarr from "zarrita";
import { crc32c } from "#io/zarr/crc32c";
import { zstdLength } from "#io/recording/zstd-length";

interface ChunkFacts {
  readonly shape: readonly number[];
}

/** Bytes that the values of a chunk may have beyond 8 each: checksums and the indices of shards. */
const slack = 1024 * 1024;
let bound = false;

/**
 * Has Zarr's packed chunks unpacked by Node where it can, and never to more than a chunk holds, so that a few bytes which
 * claim to be gigabytes end in an error.
 */
export function boundCodecs(): void {
  if (bound) return;
  bound = true;
  for (const name of ["gzip", "numcodecs.gzip"]) replace(name, (bytes, most) => gunzipSync(bytes, { maxOutputLength: most }));
  for (const name of ["zlib", "numcodecs.zlib"]) replace(name, (bytes, most) => inflateSync(bytes, { maxOutputLength: most }));
  zarr.registry.set("crc32c", () => Promise.resolve({ fromConfig: () => checksumCodec } as unknown as Entry));
  for (const name of ["blosc", "numcodecs.blosc"]) check(name, (bytes) => (bytes.length < 16 ? 0 : uint32(bytes, 4)));
  for (const name of ["zstd", "numcodecs.zstd"]) check(name, zstdLength);
  for (const name of ["lz4", "numcodecs.lz4"]) check(name, (bytes) => (bytes.length < 4 ? 0 : uint32(bytes, 0)));
}

/** Four bytes behind the others that say whether they are the ones that were written; zarrita drops them unread. */
const checksumCodec = {
  kind: "bytes_to_bytes" as const,
  encode: () => {
    throw new Error("crc32c is not written");
  },
  decode: (bytes: Uint8Array) => {
    if (bytes.length < 4) throw new Error("a chunk ends before its checksum");
    const body = bytes.subarray(0, bytes.length - 4);
    if (crc32c(body) !== uint32(bytes, bytes.length - 4)) throw new Error("a chunk is not what its checksum says");
    return body;
  },
  computeEncodedSize: (length: number) => length + 4,
};

type Entry = Awaited<ReturnType<NonNullable<ReturnType<typeof zarr.registry.get>>>>;

function replace(name: string, decode: (bytes: Uint8Array, most: number) => Uint8Array): void {
  const encode = () => {
    throw new Error(`${name} is not written`);
  };
  const entry = {
    fromConfig: (_: unknown, chunk: ChunkFacts) => ({
      kind: "bytes_to_bytes" as const,
      encode,
      decode: (bytes: Uint8Array) => {
        const plain = decode(bytes, mostOf(chunk));
        return new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength);
      },
    }),
  };
  // The registry's type asks for the codec of every data type; bytes are bytes.
  zarr.registry.set(name, () => Promise.resolve(entry as unknown as Entry));
}

/** Keeps a codec and refuses bytes whose own header claims more than a chunk holds. */
function check(name: string, claims: (bytes: Uint8Array) => number | null): void {
  const original = zarr.registry.get(name);
  if (!original) return;
  zarr.registry.set(name, async () => {
    const entry = await original();
    return {
      ...entry,
      fromConfig: (config: unknown, chunk: Parameters<Entry["fromConfig"]>[1]) => {
        const codec = entry.fromConfig(config, chunk) as unknown as { decode: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array> };
        const decode = codec.decode.bind(codec);
        codec.decode = (bytes: Uint8Array) => {
          const claimed = claims(bytes);
          if (claimed !== null && claimed > mostOf(chunk)) throw new Error(`a chunk claims to unpack to ${claimed} bytes`);
          return decode(bytes);
        };
        return codec as never;
      },
    } as unknown as Entry;
  });
}

function mostOf({ shape }: ChunkFacts): number {
  return shape.reduce((product, length) => product * length, 8) + slack;
}

function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}
