import { crc32 } from "node:zlib";

/** CRC-32 of a file's bytes, going on from that of what came before. */
export function checksum(bytes: Uint8Array, before = 0): number {
  return crc32(bytes, before);
}
