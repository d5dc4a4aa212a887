import { Failure } from "#contract/failure";
import type { PixelType } from "#contract/recording";
import { type Directory, type TiffFile, numberOf, numbersOf, tag } from "#io/recording/tiff/directory";

/** How every page of a recording is stored. */
export interface PageFormat {
  readonly width: number;
  readonly height: number;
  readonly dtype: PixelType;
  readonly bytesPerPixel: number;
  readonly compression: Compression;
  readonly predictor: 1 | 2 | 3;
  /** Columns and rows of a strip or tile; a strip is as wide as the page. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly tiled: boolean;
  readonly notes: readonly string[];
}

/** Where the strips or tiles of one page lie. */
export interface PageBlocks {
  readonly offsets: readonly number[];
  readonly counts: readonly number[];
}

export type Compression = "none" | "lzw" | "deflate" | "packbits" | "zstd";

const compressions: Readonly<Record<number, Compression>> = {
  1: "none",
  5: "lzw",
  8: "deflate",
  32946: "deflate",
  32773: "packbits",
  50000: "zstd",
  34926: "zstd",
};

/** Most bytes a compressed byte can unfold to; a page that claims more is damaged. */
const unfolding: Readonly<Record<Compression, number>> = { none: 1, packbits: 64, deflate: 1100, lzw: 4096, zstd: 1e6 };

/** Bytes of one plane beyond which a file is refused: four times the largest camera in use. */
const mostPlaneBytes = 512 * 1024 * 1024;

/**
 * Storage of one page.
 *
 * @throws Failure "unsupported" | "out-of-range" | "damaged"
 */
export function formatOf(tiff: TiffFile, directory: Directory, page: number): PageFormat {
  const { path } = tiff.file;
  const read = (id: number, otherwise: number) => numberOf(tiff, directory, id, otherwise);
  const width = read(tag.width, 0);
  const height = read(tag.height, 0);
  const bits = read(tag.bits, 1);
  const samples = read(tag.samples, 1);
  const photometric = read(tag.photometric, 1);
  if (width < 1 || height < 1)
    throw new Failure("damaged", `${path} is damaged: page ${page} is ${height} × ${width} pixels; export it again.`, { path, page });
  if (samples > 1 || photometric === 2 || photometric === 6) {
    throw new Failure(
      "unsupported",
      `${path} is a colour (RGB) picture, which does not hold grey levels as recorded; export each channel as a grey-level TIFF (Fiji: Image ▸ Color ▸ Split Channels).`,
      {
        path,
        samples,
        photometric,
      },
    );
  }
  const dtype = pixelType(bits, read(tag.sampleFormat, 1));
  if (!dtype) {
    throw new Failure(
      "unsupported",
      `${path} stores ${bits}-bit pixels of format ${read(tag.sampleFormat, 1)}; save it as 8-, 16- or 32-bit grey levels.`,
      { path, bits },
    );
  }
  const bytesPerPixel = bits / 8;
  const planeBytes = width * height * bytesPerPixel;
  if (!Number.isSafeInteger(planeBytes) || planeBytes > mostPlaneBytes) {
    throw new Failure(
      "out-of-range",
      `${path} claims planes of ${height} × ${width} pixels (${Math.round(planeBytes / 2 ** 20)} MiB), more than the ${mostPlaneBytes / 2 ** 20} MiB that can be read; crop the recording or check the file.`,
      {
        path,
        width,
        height,
        limit: mostPlaneBytes,
      },
    );
  }
  const scheme = read(tag.compression, 1);
  const compression = compressions[scheme];
  if (!compression) {
    throw new Failure(
      "unsupported",
      `${path} is packed in a way that is not read (TIFF compression ${scheme}); save it uncompressed, or with Deflate, LZW, PackBits or Zstd.`,
      {
        path,
        compression: scheme,
      },
    );
  }
  const predictor = read(tag.predictor, 1);
  if (predictor !== 1 && predictor !== 2 && predictor !== 3)
    throw new Failure("unsupported", `${path} uses TIFF predictor ${predictor}, which is not read; save it without a predictor.`, {
      path,
      predictor,
    });
  if (predictor === 2 && bits === 64)
    throw new Failure("unsupported", `${path} uses TIFF predictor 2 on 64-bit pixels, which is not read; save it without a predictor.`, {
      path,
      predictor,
    });
  if (predictor === 3 && dtype !== "float32" && dtype !== "float64")
    throw new Failure("damaged", `${path} is damaged: it has a floating-point predictor on whole numbers; export it again.`, { path });
  if (read(tag.fillOrder, 1) !== 1)
    throw new Failure("unsupported", `${path} stores its bits in reverse (fill order 2); save it again from Fiji.`, { path });
  const tiled = directory.entries.has(tag.tileOffsets);
  const blockWidth = tiled ? read(tag.tileWidth, 0) : width;
  const blockHeight = tiled ? read(tag.tileHeight, 0) : Math.min(read(tag.rowsPerStrip, height), height);
  if (blockWidth < 1 || blockHeight < 1 || blockWidth * blockHeight * bytesPerPixel > mostPlaneBytes) {
    throw new Failure("damaged", `${path} is damaged: page ${page} has blocks of ${blockHeight} × ${blockWidth} pixels; export it again.`, {
      path,
      page,
    });
  }
  const notes: string[] = [];
  if (photometric === 0) notes.push("Stored with an inverted display (white is zero); grey levels are read as stored.");
  if (photometric === 3) notes.push("Stored with a colour table for display; grey levels are read as stored, the table is not used.");
  return {
    width,
    height,
    dtype,
    bytesPerPixel,
    compression,
    predictor: compression === "none" ? 1 : predictor,
    blockWidth,
    blockHeight,
    tiled,
    notes,
  };
}

/**
 * Strips or tiles of one page, checked against the file's size.
 *
 * @throws Failure "truncated" | "damaged"
 */
export function blocksOf(tiff: TiffFile, directory: Directory, format: PageFormat, page: number): PageBlocks {
  const { path, size } = tiff.file;
  const across = Math.ceil(format.width / format.blockWidth);
  const down = Math.ceil(format.height / format.blockHeight);
  const offsetTag = format.tiled ? tag.tileOffsets : tag.stripOffsets;
  const countTag = format.tiled ? tag.tileBytes : tag.stripBytes;
  const blocks = directory.entries.get(offsetTag)?.count ?? 0;
  if (blocks < across * down)
    throw new Failure("damaged", `${path} is damaged: page ${page} lists ${blocks} of ${across * down} blocks; export it again.`, {
      path,
      page,
    });
  const offsets = numbersOf(tiff, directory, offsetTag).slice(0, across * down);
  let counts = numbersOf(tiff, directory, countTag).slice(0, across * down);
  const full = format.blockWidth * format.blockHeight * format.bytesPerPixel;
  if (format.compression === "none") {
    counts = offsets.map((_, i) =>
      format.tiled ? full : Math.min(full, (format.height - i * format.blockHeight) * format.width * format.bytesPerPixel),
    );
  }
  let packed = 0;
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i] ?? 0;
    const count = counts[i] ?? 0;
    packed += count;
    if (offset + count > size) {
      throw new Failure(
        "truncated",
        `${path} is cut off: page ${page} lies past its end at ${size} bytes; copy it again from the microscope.`,
        { path, page, bytes: size },
      );
    }
    if (offset < 8 || count === 0)
      throw new Failure("damaged", `${path} is damaged: page ${page} has no data; export it again.`, { path, page });
  }
  if (format.width * format.height * format.bytesPerPixel > packed * unfolding[format.compression] + 4096) {
    throw new Failure(
      "damaged",
      `${path} is damaged: page ${page} cannot unfold from ${packed} bytes to ${format.height} × ${format.width} pixels; export it again.`,
      { path, page },
    );
  }
  return { offsets, counts };
}

/** Whether two pages can be frames of one recording. */
export function sameFormat(a: PageFormat, b: PageFormat): boolean {
  return a.width === b.width && a.height === b.height && a.dtype === b.dtype;
}

function pixelType(bits: number, format: number): PixelType | null {
  const kind = format === 2 ? "int" : format === 3 ? "float" : "uint";
  const name = `${kind}${bits}`;
  const known: Readonly<Record<string, PixelType>> = {
    uint8: "uint8",
    int8: "int8",
    uint16: "uint16",
    int16: "int16",
    uint32: "uint32",
    int32: "int32",
    float32: "float32",
    float64: "float64",
  };
  return known[name] ?? null;
}
