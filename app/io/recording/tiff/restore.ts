/** Reverses the bytes of each sample in place, for files of the other byte order. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  if (size === 2) {
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      const a = bytes[i] ?? 0;
      bytes[i] = bytes[i + 1] ?? 0;
      bytes[i + 1] = a;
    }
    return;
  }
  for (let i = 0; i + size <= bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}

/** Undoes horizontal differencing (TIFF predictor 2) row by row, in place; samples are of `size` bytes, little-endian. */
export function undoDifference(bytes: Uint8Array, width: number, size: number): void {
  const samples = sampleView(bytes, size);
  for (let row = 0; row + width <= samples.length; row += width) {
    for (let i = row + 1; i < row + width; i++) samples[i] = (samples[i] ?? 0) + (samples[i - 1] ?? 0);
  }
}

/**
 * Undoes the floating-point predictor (TIFF predictor 3, Adobe Technical Note 3) row by row, in place:
 * bytes of a row were split by significance, most significant first, and differenced. The result is little-endian.
 */
export function undoFloatDifference(bytes: Uint8Array, width: number, size: number): void {
  const rowBytes = width * size;
  const row = new Uint8Array(rowBytes);
  for (let at = 0; at + rowBytes <= bytes.length; at += rowBytes) {
    for (let i = 1; i < rowBytes; i++) bytes[at + i] = ((bytes[at + i] ?? 0) + (bytes[at + i - 1] ?? 0)) & 255;
    for (let x = 0; x < width; x++) {
      for (let b = 0; b < size; b++) row[x * size + (size - 1 - b)] = bytes[at + b * width + x] ?? 0;
    }
    bytes.set(row, at);
  }
}

function sampleView(bytes: Uint8Array, size: number): Uint8Array | Uint16Array | Uint32Array {
  if (size === 2) return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  if (size === 4) return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return bytes;
}
