import { dirname, join } from "node:path";
import { Failure } from "#contract/failure";
import { openFile, type RandomFile } from "#io/recording/file";
import { type Directory, type TiffFile, readHeader } from "#io/recording/tiff/directory";
import { sameFormat } from "#io/recording/tiff/layout";
import { type Pages, readPages } from "#io/recording/tiff/pages";
import { readPage } from "#io/recording/tiff/read-page";

/** More than the pages that one file can have. */
const room = 0x1000000;

/** Number of a page in a set of files. */
export function placed(part: number, page: number): number {
  return part * room + page;
}

/** One file of a set, walked. */
export interface TiffPart {
  readonly file: RandomFile;
  readonly tiff: TiffFile;
  readonly pages: Pages;
}

/** Opens a file and walks its pages. @throws Failure of the reader */
export async function openPart(
  path: string,
  visit: (tiff: TiffFile, directory: Directory, page: number) => void = () => undefined,
): Promise<TiffPart> {
  const file = await openFile(path);
  try {
    const tiff = readHeader(file);
    return { file, tiff, pages: await readPages(tiff, (directory, page) => visit(tiff, directory, page)) };
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

/** The files of a recording, opened when a page of theirs is first asked for; a few are held open at once. */
export class TiffParts {
  readonly #folder: string;
  readonly #open = new Map<number, Promise<TiffPart>>();

  constructor(
    readonly first: TiffPart,
    readonly names: readonly string[],
    /** Which of the names the first is. */
    readonly at = 0,
  ) {
    this.#folder = dirname(first.file.path);
    this.#open.set(at, Promise.resolve(first));
  }

  /**
   * Reads a page numbered by `placed` into `into`.
   *
   * @throws Failure "damaged" | "truncated" | "not-found" | "wrong-axes" | "unreadable"
   */
  async read(number: number, into: Uint8Array): Promise<void> {
    const page = number % room;
    const part = await this.#part(Math.floor(number / room));
    if (page >= part.pages.count)
      throw new Failure(
        "truncated",
        `${part.file.path} holds ${part.pages.count} pages, and page ${page} (from 0) is asked for; copy it again.`,
        {
          path: part.file.path,
          page,
          present: part.pages.count,
        },
      );
    await readPage(part.file, part.pages, part.tiff.littleEndian, page, into);
  }

  pathOf(part: number): string {
    return join(this.#folder, this.names[part] ?? "");
  }

  async close(): Promise<void> {
    const parts = await Promise.allSettled(this.#open.values());
    await Promise.all(parts.map((part) => (part.status === "fulfilled" ? part.value.file.close() : undefined)));
  }

  async #part(index: number): Promise<TiffPart> {
    const held = this.#open.get(index);
    if (held) return held;
    if (this.#open.size >= mostOpen) {
      const oldest = [...this.#open.keys()].find((key) => key !== this.at) as number;
      const part = await this.#open.get(oldest);
      this.#open.delete(oldest);
      await part?.file.close();
    }
    const path = this.pathOf(index);
    const opening = openPart(path).then(async (part) => {
      if (sameFormat(part.pages.format, this.first.pages.format)) return part;
      await part.file.close();
      throw new Failure(
        "wrong-axes",
        `${path} holds other images than ${this.first.file.path}, though both belong to one set; export it again.`,
        { path },
      );
    });
    this.#open.set(index, opening);
    opening.catch(() => this.#open.delete(index));
    return opening;
  }
}

const mostOpen = 24;
