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
  const split = new Map<number, PageBlocks>();
  let format: PageFormat | null = null;
  let first: Directory | null = null;
  let thumbnails = 0;
  let walked = 0;
  for (const directory of directoriesOf(tiff)) {
    // The walk reads synchronously; a long chain lets others run in between.
    if (++walked % 2000 === 0) await new Promise((resolve) => setImmediate(resolve));
    if ((numberOf(tiff, directory, tag.subfile, 0) & 1) === 1) {
      thumbnails++;
      continue;
    }
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
    const blocks = blocksOf(tiff, directory, own, page);
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
  const notes = thumbnails > 0 ? [...format.notes, `${thumbnails} reduced copies (thumbnails) in the file are left out.`] : format.notes;
  return {
    format,
    first,
    count: runs.length,
    run: (page) => runs[page] ?? -1,
    blocks: (page) => split.get(page) ?? { offsets: [], counts: [] },
    notes,
  };
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
 * @returns the pages with every frame in its place, or the pages as they are where the file holds them singly
 * @throws Failure "truncated" where the file is shorter than its description says
 */
export function unrollPages(tiff: TiffFile, pages: Pages, images: number): Pages {
  if (pages.count !== 1 || images <= 1) return pages;
  const { path, size } = tiff.file;
  const start = pages.run(0);
  const bytes = pages.format.width * pages.format.height * pages.format.bytesPerPixel;
  const present = start < 0 ? 1 : Math.floor((size - start) / bytes);
  if (present < images) {
    throw new Failure("truncated", `${path} says that it has ${images} frames and holds ${present}; copy it again from the microscope.`, {
      path,
      frames: images,
      present,
    });
  }
  return { ...pages, count: images, run: (page) => start + page * bytes };
}
