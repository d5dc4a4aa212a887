import { readFile } from "node:fs/promises";
import { Failure } from "#contract/failure";
import type { PixelType } from "#contract/recording";
import { accessFailure, openFile } from "#io/recording/file";
import { pngHead, readPng } from "#io/recording/folder/png";
import type { Meaning } from "#io/recording/meaning";
import { tag, textOf } from "#io/recording/tiff/directory";
import { openPart } from "#io/recording/tiff/parts";
import { readPage } from "#io/recording/tiff/read-page";
import { singleMeaning } from "#io/recording/tiff/single-meaning";

/** What one image of a folder is. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  readonly dtype: PixelType;
  readonly pages: number;
  /** What the image says itself; null for a PNG. */
  readonly said: Meaning | null;
}

const mostPngBytes = 1024 ** 3;

/** Reads what an image is. @throws Failure of the reader */
export async function imageFacts(path: string): Promise<ImageFacts> {
  if (isPng(path)) return { ...pngHead(await pngBytes(path), path), pages: 1, said: null };
  const part = await openPart(path);
  const { format, count, first } = part.pages;
  const said = singleMeaning(part, textOf(part.tiff, first, tag.description), new Map());
  await part.file.close();
  return { width: format.width, height: format.height, dtype: format.dtype, pages: count, said };
}

/**
 * Reads one page of an image into `into`, [y, x], little-endian.
 *
 * @throws Failure "wrong-axes" where the image is not like the first one, and of the reader
 */
export async function readImage(path: string, page: number, like: ImageFacts, into: Uint8Array): Promise<void> {
  if (isPng(path)) {
    const bytes = await pngBytes(path);
    const head = pngHead(bytes, path);
    alike(path, like, head);
    readPng(bytes, head, path, into);
    return;
  }
  const part = await openPart(path);
  try {
    const { format, count } = part.pages;
    alike(path, like, format);
    if (page >= count)
      throw new Failure("truncated", `${path} holds ${count} pages, and the first image of the folder ${like.pages}; copy it again.`, {
        path,
        page,
        present: count,
      });
    await readPage(part.file, part.pages, part.tiff.littleEndian, page, into);
  } finally {
    await part.file.close();
  }
}

function alike(path: string, like: ImageFacts, own: Pick<ImageFacts, "width" | "height" | "dtype">): void {
  if (own.width === like.width && own.height === like.height && own.dtype === like.dtype) return;
  throw new Failure(
    "wrong-axes",
    `${path} is ${own.height} × ${own.width} ${own.dtype}, and the first image of its folder ${like.height} × ${like.width} ${like.dtype}; keep images of one recording in a folder.`,
    { path },
  );
}

async function pngBytes(path: string): Promise<Uint8Array> {
  const file = await openFile(path);
  await file.close();
  if (file.size > mostPngBytes)
    throw new Failure("out-of-range", `${path} has ${file.size} bytes, more than a picture has; check the file.`, {
      path,
      bytes: file.size,
    });
  try {
    return await readFile(path);
  } catch (thrown) {
    throw accessFailure(path, thrown);
  }
}

function isPng(path: string): boolean {
  return path.toLowerCase().endsWith(".png");
}
