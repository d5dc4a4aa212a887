import { Failure } from "#contract/failure";
import { type Directory, type TiffFile, directoriesOf, numberOf, tag } from "#io/recording/tiff/directory";
import { type PageBlocks, type PageFormat, blocksOf, formatOf, sameFormat } from "#io/recording/tiff/layout";

/** The pages of a TIFF that are frames of one recording. */
export interface Pages {
  readonly format: PageFormat;
  readonly count: number;
  readonly first: Directory;
  readonly blocks: (page: number) => PageBlocks;
  /** Byte offset of a page stored in one uncompressed run; −1 where it is not. */
  readonly run: (page: number) => number;
  /** Where the walk ended at the end of a file that was cut short: offset of the directory that is lacking; null where all was walked. */
  readonly cutAt: number | null;
  readonly notes: readonly string[];
}

/**
 * Walks all pages, skips thumbnails, and checks that the rest are alike and inside the file.
 *
 * @param visit is called with each kept directory, for what stands in its other tags
 * @throws Failure "truncated" | "damaged" | "empty" | "unsupported" | "wrong-axes"
 */
export async function readPages(tiff: TiffFile, visit: (directory: Directory, page: number) => void): Promise<Pages> {
  const { path } = tiff.file;
  const runs: number[] = [];
  const directories: Directory[] = [];
  const split = new Map<number, PageBlocks>();
  let format: PageFormat | null = null;
  let first: Directory | null = null;
  let thumbnails = 0;
  let walked = 0;
  let cutAt: number | null = null;
  for (const directory of whileThere(directoriesOf(tiff), (offset) => (cutAt = offset))) {
    // The walk reads synchronously; a long chain lets others run in between.
    if (++walked % 2000 === 0) await new Promise((resolve) => setImmediate(resolve));
    if ((numberOf(tiff, directory, tag.subfile, 0) & 1) === 1) {
      thumbnails++;
      continue;
    }
    directories.push(directory);
    const page = runs.length;
    const own = formatOf(tiff, directory, page);
    if (!format || !first) {
      format = own;
      first = directory;
    } else if (!sameFormat(format, own)) {
      throw new Failure(
        "wrong-axes",
        `${path} mixes pages: page 0 is ${format.height} × ${format.width} ${format.dtype}, page ${page} is ${own.height} × ${own.width} ${own.dtype}; export one image series a file.`,
        {
          path,
          page,
        },
      );
    }
    const blocks = blocksThere(tiff, directory, own, page);
    if (blocks === null) {
      cutAt = directory.offset;
      break;
    }
    const run = runOf(own, blocks);
    runs.push(run);
    if (run < 0) {
      if (
        own.compression !== format.compression ||
        own.predictor !== format.predictor ||
        own.blockHeight !== format.blockHeight ||
        own.blockWidth !== format.blockWidth ||
        own.tiled !== format.tiled
      ) {
        throw new Failure(
          "unsupported",
          `${path} packs its pages in different ways (page ${page} unlike page 0); save it again with one compression.`,
          { path, page },
        );
      }
      split.set(page, blocks);
    }
    visit(directory, page);
  }
  if (!format || !first) throw new Failure("empty", `${path} holds no pages (zero frames); export it again.`, { path, frames: 0 });
  refuseOverlap(tiff, runs, directories, format);
  const notes = thumbnails > 0 ? [...format.notes, `${thumbnails} reduced copies (thumbnails) in the file are left out.`] : format.notes;
  return {
    format,
    first,
    count: runs.length,
    cutAt,
    run: (page) => runs[page] ?? -1,
    blocks: (page) => split.get(page) ?? { offsets: [], counts: [] },
    notes,
  };
}

/** Directories as far as the file goes; one that lies past its end, behind a first whole one, ends the walk. */
function* whileThere(directories: Generator<Directory>, cut: (offset: number) => void): Generator<Directory> {
  let seen = 0;
  try {
    for (const directory of directories) {
      yield directory;
      seen++;
    }
  } catch (thrown) {
    if (seen === 0 || !(thrown instanceof Failure) || thrown.code !== "truncated") throw thrown;
    cut(Number(thrown.facts["offset"] ?? 0));
  }
}

/** The blocks of a page; null where a page behind the first lies past the end of the file. */
function blocksThere(tiff: TiffFile, directory: Directory, format: PageFormat, page: number): PageBlocks | null {
  try {
    return blocksOf(tiff, directory, format, page);
  } catch (thrown) {
    if (page === 0 || !(thrown instanceof Failure) || thrown.code !== "truncated") throw thrown;
    return null;
  }
}

/** Pages that are stored as they are never share bytes with each other or with a directory; where they do, an offset is wrong. */
function refuseOverlap(tiff: TiffFile, runs: readonly number[], directories: readonly Directory[], format: PageFormat): void {
  const length = format.width * format.height * format.bytesPerPixel;
  const starts = Float64Array.from(runs.filter((run) => run >= 0)).sort();
  const tables = directories.toSorted((a, b) => a.offset - b.offset);
  const refuse = (offset: number): Failure =>
    new Failure("damaged", `${tiff.file.path} is damaged: parts of it lie over each other at byte ${offset}; export it again.`, {
      path: tiff.file.path,
      offset,
    });
  let next = 0;
  for (const [i, start] of starts.entries()) {
    if (i > 0 && start < (starts[i - 1] ?? 0) + length) throw refuse(start);
    while (next < tables.length && (tables[next]?.end ?? 0) <= start) next++;
    if ((tables[next]?.offset ?? Number.POSITIVE_INFINITY) < start + length) throw refuse(start);
  }
}

/** Offset of a page whose uncompressed strips follow one another, else −1. */
function runOf(format: PageFormat, blocks: PageBlocks): number {
  if (format.compression !== "none") return -1;
  if (format.tiled && (format.blockWidth !== format.width || format.blockHeight !== format.height)) return -1;
  for (let i = 1; i < blocks.offsets.length; i++) {
    if (blocks.offsets[i] !== (blocks.offsets[i - 1] ?? 0) + (blocks.counts[i - 1] ?? 0)) return -1;
  }
  return blocks.offsets[0] ?? -1;
}

/**
 * ImageJ writes stacks beyond 4 GB, and some writers any stack, as one page followed by all the others' pixels.
 *
 * @param images number of images that the file says it has
 * @returns the pages with every frame that is there in its place, or the pages as they are where the file holds them singly
 */
export function unrollPages(tiff: TiffFile, pages: Pages, images: number): Pages {
  const start = pages.run(0);
  if (pages.count !== 1 || images <= 1 || start < 0) return pages;
  const bytes = pages.format.width * pages.format.height * pages.format.bytesPerPixel;
  // A second directory behind all the pixels says that they lie in one run; one among them, that they do not.
  if (pages.cutAt !== null && pages.cutAt < start + images * bytes) return pages;
  const present = Math.min(images, Math.floor((tiff.file.size - start) / bytes));
  return { ...pages, count: present, cutAt: present < images ? tiff.file.size : null, run: (page) => start + page * bytes };
}
