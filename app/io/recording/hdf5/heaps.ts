import { Failure } from "#contract/failure";
import { type RandomFile, openFile } from "#io/recording/file";

/** Bytes that are searched at either end of a file; texts lie there. */
const reach = 16 * 1024 * 1024;
const block = 1024 * 1024;
const signature = Buffer.from([0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0]);

/**
 * Looks at the heaps in which an HDF5 file keeps its texts (HDF5 File Format Specification, III.E). A free entry of no
 * length has the library walk in place for ever, so such a file is refused before the library sees it.
 *
 * @throws Failure "damaged", and as `openFile`
 */
export async function checkHeaps(path: string): Promise<void> {
  const file = await openFile(path);
  try {
    const ends =
      file.size <= 2 * reach
        ? [[0, file.size]]
        : [
            [0, reach],
            [file.size - reach, file.size],
          ];
    for (const [from = 0, to = 0] of ends) await search(file, from, to);
  } finally {
    await file.close();
  }
}

async function search(file: RandomFile, from: number, to: number): Promise<void> {
  const buffer = Buffer.alloc(block);
  for (let at = from; at < to; at += block - signature.length) {
    const part = buffer.subarray(0, Math.min(block, to - at));
    await file.read(part, at);
    for (let found = part.indexOf(signature); found >= 0; found = part.indexOf(signature, found + 1)) check(file, at + found);
  }
}

function check(file: RandomFile, start: number): void {
  if (start + 16 > file.size) return;
  const end = Math.min(start + Number(file.view(start + 8, 8).getBigUint64(0, true)), file.size);
  for (let at = start + 16; at + 16 <= end; ) {
    const entry = file.view(at, 16);
    const index = entry.getUint16(0, true);
    const size = Number(entry.getBigUint64(8, true));
    const step = index === 0 ? size : 16 + Math.ceil(size / 8) * 8;
    if (step < 16 || at + step > end + 8)
      throw new Failure("damaged", `${file.path} is damaged: its texts at byte ${at} cannot be walked; copy or export it again.`, {
        path: file.path,
        offset: at,
      });
    at += step;
  }
}
