import { Failure } from "#contract/failure";
import type { RecordingSettings } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import type { RandomFile } from "#io/recording/file";
import { recordingInfoOf } from "#io/recording/info";
import { type Meaning, plainMeaning, withAxes } from "#io/recording/meaning";
import { PlaneBuffers } from "#io/recording/pixel-buffer";
import { type TiffFile, numberOf, readHeader, tag, textOf } from "#io/recording/tiff/directory";
import { type Resolution, imageJImages, imageJMeaning, isImageJ } from "#io/recording/tiff/imagej";
import { type PageStamp, pageStamp } from "#io/recording/tiff/micro-manager";
import { isOme, omeMeaning } from "#io/recording/tiff/ome";
import { type Pages, readPages, unrollPages } from "#io/recording/tiff/pages";
import { readPage } from "#io/recording/tiff/read-page";
import { shapedImages, shapedMeaning } from "#io/recording/tiff/shaped";

/**
 * A recording in a TIFF, BigTIFF, ImageJ, OME or Micro-Manager file.
 *
 * @throws Failure "truncated" | "damaged" | "empty" | "unsupported" | "wrong-axes" | "out-of-range"
 */
export async function openTiff(file: RandomFile, settings: RecordingSettings): Promise<FrameSource> {
  const tiff = readHeader(file);
  const stamps: (PageStamp | null)[] = [];
  const walked = await readPages(tiff, (directory, page) => {
    if (page > 0 && stamps.length === 0) return;
    const text = textOf(tiff, directory, tag.microManager);
    if (text) stamps[page] = pageStamp(text);
  });
  const description = textOf(tiff, walked.first, tag.description);
  const images = isImageJ(description) ? imageJImages(description) : shapedImages(description);
  const pages = isOme(description) ? walked : unrollPages(tiff, walked, images);
  let said = withStamps(meaningOf(tiff, pages, description), stamps);
  if (settings.axes !== null) said = withAxes(said, settings.axes, pages.count, file.path);
  said = { ...said, notes: [...said.notes, ...pages.notes] };
  const { format } = pages;
  const info = recordingInfoOf(
    { path: file.path, bytes: file.size },
    { y: format.height, x: format.width, dtype: format.dtype },
    said,
    settings,
  );
  const buffers = new PlaneBuffers(file.path, info.shape, format.dtype);
  return {
    info,
    read: (t, c, z) =>
      buffers.read(t, c, z, (into) => {
        const page = said.pageOf(t, c, z);
        if (page < 0)
          throw new Failure("damaged", `${file.path} has no page for frame ${t}, channel ${c}, plane ${z}; export it again.`, {
            path: file.path,
            t,
            c,
            z,
          });
        return readPage(file, pages, tiff.littleEndian, page, into);
      }),
    close: () => file.close(),
  };
}

function meaningOf(tiff: TiffFile, pages: Pages, description: string): Meaning {
  const resolution = resolutionOf(tiff, pages);
  if (isOme(description)) return omeMeaning(description, pages.count, tiff.file.path);
  if (isImageJ(description)) return imageJMeaning(description, pages.count, resolution);
  const said = shapedMeaning(description, pages.count) ?? plainMeaning(tiff.big ? "BigTIFF" : "TIFF", pages.count);
  return withResolution(said, resolution);
}

function resolutionOf(tiff: TiffFile, pages: Pages): Resolution {
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

function withStamps(said: Meaning, stamps: readonly (PageStamp | null)[]): Meaning {
  const pixel = stamps[0]?.pixelSize ?? null;
  if (stamps.length === 0) return said;
  const times: number[] = [];
  for (let t = 0; t < said.sizes.t; t++) {
    const time = stamps[said.pageOf(t, 0, 0)]?.time ?? null;
    if (time !== null && (t === 0 || time > (times[t - 1] ?? 0))) times.push(time);
  }
  const complete = times.length === said.sizes.t && said.sizes.t > 1;
  const start = times[0] ?? 0;
  return {
    ...said,
    format: said.format === "TIFF" || said.format === "BigTIFF" ? "Micro-Manager TIFF" : `Micro-Manager ${said.format}`,
    pixelSize: said.pixelSize ?? (pixel === null ? null : [pixel, pixel]),
    times: said.times ?? (complete ? times.map((time) => time - start) : null),
  };
}
