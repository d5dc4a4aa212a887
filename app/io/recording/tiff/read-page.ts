import { Failure } from "#contract/failure";
import type { RandomFile } from "#io/recording/file";
import type { PageFormat } from "#io/recording/tiff/layout";
import type { Pages } from "#io/recording/tiff/pages";
import { swapBytes, undoDifference, undoFloatDifference } from "#io/recording/tiff/restore";
import { unpack } from "#io/recording/tiff/unpack";

/**
 * Reads one page into `into` (little-endian samples, [y, x]).
 *
 * @throws Failure "truncated" | "damaged" | "unreadable" with path and page
 */
export async function readPage(file: RandomFile, pages: Pages, littleEndian: boolean, page: number, into: Uint8Array): Promise<void> {
  const { format } = pages;
  const run = pages.run(page);
  if (run >= 0) {
    await file.read(into, run);
    if (!littleEndian && format.bytesPerPixel > 1) swapBytes(into, format.bytesPerPixel);
    return;
  }
  const { offsets, counts } = pages.blocks(page);
  const across = Math.ceil(format.width / format.blockWidth);
  const rowBytes = format.width * format.bytesPerPixel;
  const source = await packedBlocks(file, offsets, counts);
  const scratch = format.tiled ? new Uint8Array(format.blockWidth * format.blockHeight * format.bytesPerPixel) : null;
  for (let block = 0; block < offsets.length; block++) {
    const packed = await source(block);
    const top = Math.floor(block / across) * format.blockHeight;
    const rows = Math.min(format.blockHeight, format.height - top);
    const target = scratch ?? into.subarray(top * rowBytes, (top + rows) * rowBytes);
    try {
      // Only the last of several strips may be packed with rows beyond the page.
      const spare = !format.tiled && offsets.length > 1 && rows < format.blockHeight ? (format.blockHeight - rows) * rowBytes : 0;
      await unpack(format.compression, packed, target, spare);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw new Failure("damaged", `${file.path} is damaged: page ${page}, block ${block} (${reason}); copy or export it again.`, {
        path: file.path,
        page,
        block,
      });
    }
    restore(target, format, littleEndian);
    if (scratch) placeTile(scratch, into, format, top, (block % across) * format.blockWidth, rows);
  }
}

/** Blocks that lie close together are read at once, others one by one. */
async function packedBlocks(
  file: RandomFile,
  offsets: readonly number[],
  counts: readonly number[],
): Promise<(block: number) => Promise<Uint8Array>> {
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  let sum = 0;
  let most = 0;
  for (const [i, offset] of offsets.entries()) {
    const count = counts[i] ?? 0;
    from = Math.min(from, offset);
    to = Math.max(to, offset + count);
    sum += count;
    most = Math.max(most, count);
  }
  if (to - from <= sum + offsets.length * 256) {
    const all = new Uint8Array(to - from);
    await file.read(all, from);
    return async (block) => {
      const start = (offsets[block] ?? 0) - from;
      return all.subarray(start, start + (counts[block] ?? 0));
    };
  }
  const one = new Uint8Array(most);
  return async (block) => {
    const part = one.subarray(0, counts[block] ?? 0);
    await file.read(part, offsets[block] ?? 0);
    return part;
  };
}

function restore(bytes: Uint8Array, format: PageFormat, littleEndian: boolean): void {
  const size = format.bytesPerPixel;
  if (format.predictor === 3) {
    undoFloatDifference(bytes, format.blockWidth, size);
    return;
  }
  if (!littleEndian && size > 1) swapBytes(bytes, size);
  if (format.predictor === 2) undoDifference(bytes, format.blockWidth, size);
}

function placeTile(tile: Uint8Array, into: Uint8Array, format: PageFormat, top: number, left: number, rows: number): void {
  const size = format.bytesPerPixel;
  const columns = Math.min(format.blockWidth, format.width - left);
  for (let row = 0; row < rows; row++) {
    const from = row * format.blockWidth * size;
    into.set(tile.subarray(from, from + columns * size), ((top + row) * format.width + left) * size);
  }
}
