const signature = 8;

/**
 * A PNG with its resolution and pieces of text (UTF-8) put behind its header.
 *
 * @param dots resolution, dots an inch
 */
export function withText(png: Uint8Array, dots: number, texts: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const size = new DataView(png.buffer, png.byteOffset).getUint32(signature);
  const behindHeader = signature + 12 + size;
  const resolution = new Uint8Array(9);
  const view = new DataView(resolution.buffer);
  view.setUint32(0, Math.round(dots / 0.0254));
  view.setUint32(4, Math.round(dots / 0.0254));
  resolution[8] = 1;
  const chunks = [
    chunkOf("pHYs", resolution),
    ...Object.entries(texts).map(([key, text]) => chunkOf("iTXt", encoder.encode(`${key}\0\0\0\0\0${text}`))),
  ];
  const parts = [png.subarray(0, behindHeader), ...chunks, png.subarray(behindHeader)];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(12 + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) chunk[4 + i] = type.charCodeAt(i);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc(chunk.subarray(4, 8 + data.length)));
  return chunk;
}

const remainders = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (remainders[(c ^ byte) & 255] as number) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
