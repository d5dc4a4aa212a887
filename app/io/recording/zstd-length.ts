/** Length that a Zstandard frame's header states (RFC 8878, section 3.1.1); null where it states none. */
export function zstdLength(packed: Uint8Array): number | null {
  if (packed.length < 14) return null;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.getUint32(0, true) !== 0xfd2fb528) return null;
  const descriptor = packed[4] ?? 0;
  const single = (descriptor & 32) !== 0;
  const at = 5 + (single ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  switch (descriptor >> 6) {
    case 0:
      return single ? (packed[at] ?? 0) : null;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
