import { type Meaning, plainMeaning } from "#io/recording/meaning";
import { fromFirst } from "#io/recording/stamps";
import { numberOf, tag, textOf } from "#io/recording/tiff/directory";
import { type Resolution, imageJImages, imageJMeaning, isImageJ } from "#io/recording/tiff/imagej";
import type { TiffPart } from "#io/recording/tiff/parts";
import { isScanImage, scanImageMeaning } from "#io/recording/tiff/scan-image";
import { shapedImages, shapedMeaning } from "#io/recording/tiff/shaped";

/** What one TIFF without OME-XML says: ImageJ's, ScanImage's or tifffile's words, or only its resolution. */
export function singleMeaning(part: TiffPart, description: string, seconds: ReadonlyMap<number, number>): Meaning {
  const { tiff, pages } = part;
  const resolution = resolutionOf(part);
  const cut = pages.cutAt !== null;
  if (isImageJ(description)) return imageJMeaning(description, cut ? imageJImages(description) : pages.count, resolution);
  const header = [description, textOf(tiff, pages.first, tag.software), textOf(tiff, pages.first, tag.artist)].join("\n");
  if (isScanImage(header)) return withSeconds(scanImageMeaning(header, pages.count, pages.format.width, pages.format.height), seconds);
  const shaped = shapedMeaning(description, cut ? Math.max(shapedImages(description, true), pages.count) : pages.count);
  return withResolution(shaped ?? plainMeaning(tiff.big ? "BigTIFF" : "TIFF", pages.count), resolution);
}

function withSeconds(said: Meaning, seconds: ReadonlyMap<number, number>): Meaning {
  if (!said.axesKnown) return said;
  const times = fromFirst(Array.from({ length: said.sizes.t }, (_, t) => seconds.get(said.pageOf(t, 0, 0))));
  return { ...said, times };
}

function resolutionOf({ tiff, pages }: TiffPart): Resolution {
  return {
    y: numberOf(tiff, pages.first, tag.yResolution, 0),
    x: numberOf(tiff, pages.first, tag.xResolution, 0),
    unit: numberOf(tiff, pages.first, tag.resolutionUnit, 2),
  };
}

/** Largest pixel, µm, that can come from a microscope; printers' and screens' resolutions give larger ones. */
const largestPixel = 15;

function withResolution(said: Meaning, resolution: Resolution): Meaning {
  const unit = resolution.unit === 3 ? 1e4 : resolution.unit === 2 ? 25400 : null;
  if (unit === null || !(resolution.y > 0) || !(resolution.x > 0) || !Number.isFinite(resolution.y + resolution.x)) return said;
  const y = unit / resolution.y;
  const x = unit / resolution.x;
  if (y <= largestPixel && x <= largestPixel) return { ...said, pixelSize: [y, x] };
  return {
    ...said,
    notes: [
      ...said.notes,
      `The file states ${Math.round(resolution.x)} dots per ${resolution.unit === 3 ? "cm" : "inch"}, a screen's or printer's resolution, which is not taken for the pixel size.`,
    ],
  };
}
