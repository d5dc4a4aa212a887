import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { Failure } from "#contract/failure";
import type { RecordingSettings } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { wholeFrames } from "#io/recording/frame-prefix";
import type { Meaning } from "#io/recording/meaning";
import { type Directory, type TiffFile, tag, textOf } from "#io/recording/tiff/directory";
import { imageJImages, isImageJ } from "#io/recording/tiff/imagej";
import {
  type PageStamp,
  indexedMeaning,
  pageStamp,
  siblingsOf,
  summaryBeside,
  summaryName,
  withStamps,
} from "#io/recording/tiff/micro-manager";
import { isOme, metadataFile, omeSet } from "#io/recording/tiff/ome";
import { openCompanion } from "#io/recording/tiff/companion";
import { unrollPages } from "#io/recording/tiff/pages";
import { type TiffPart, TiffParts, openPart, placed } from "#io/recording/tiff/parts";
import { planesSource } from "#io/recording/tiff/planes-source";
import { singleMeaning } from "#io/recording/tiff/single-meaning";
import { scanImageStamp } from "#io/recording/tiff/scan-image";
import { shapedImages } from "#io/recording/tiff/shaped";

/** What stands with the pages of a file, besides their pixels. */
interface Notes {
  readonly stamps: Map<number, PageStamp | null>;
  readonly seconds: Map<number, number>;
}

/**
 * A recording in a TIFF, BigTIFF, ImageJ, OME, ScanImage or Micro-Manager file, or in a set of such files.
 *
 * @throws Failure "truncated" | "damaged" | "empty" | "unsupported" | "wrong-axes" | "out-of-range"
 */
export async function openTiff(path: string, settings: RecordingSettings): Promise<FrameSource> {
  const notes: Notes = { stamps: new Map(), seconds: new Map() };
  const walked = await openPart(path, (tiff, directory, page) => note(notes, tiff, directory, page, 0));
  try {
    const description = textOf(walked.tiff, walked.pages.first, tag.description);
    if (isOme(description)) {
      const companion = metadataFile(description, path);
      if (companion !== null) {
        await walked.file.close();
        return await openCompanion(path, companion, settings);
      }
    }
    const part = unrolled(walked, description);
    const { said, parts } = await meaningOf(part, description, notes);
    return planesSource(path, said, parts, settings);
  } catch (thrown) {
    await walked.file.close();
    throw thrown;
  }
}

function note({ stamps, seconds }: Notes, tiff: TiffFile, directory: Directory, page: number, part: number): void {
  // Only the writers that stamp their first page are read on each.
  if (page === 0 || stamps.size > 0) {
    const text = textOf(tiff, directory, tag.microManager);
    if (text) stamps.set(placed(part, page), pageStamp(text));
  }
  if (page === 0 || seconds.size > 0) {
    const second = scanImageStamp(textOf(tiff, directory, tag.description));
    if (second !== null) seconds.set(placed(part, page), second);
  }
}

function unrolled(part: TiffPart, description: string): TiffPart {
  const images = isImageJ(description)
    ? imageJImages(description)
    : isOme(description)
      ? 1
      : shapedImages(description, part.pages.cutAt !== null);
  return { ...part, pages: unrollPages(part.tiff, part.pages, images) };
}

async function meaningOf(part: TiffPart, description: string, notes: Notes): Promise<{ said: Meaning; parts: TiffParts }> {
  const { path } = part.file;
  const names = notes.stamps.size > 0 ? siblingsOf(path, await readdir(dirname(path))) : [basename(path)];
  const summary = notes.stamps.size > 0 ? await summaryBeside(path, summaryName(path)) : null;
  const stamp = (page: number) => notes.stamps.get(page) ?? null;
  if (isOme(description)) {
    const set = omeOr(notes.stamps.size > 0, () => omeSet(description, part.pages.count, path, part.pages.cutAt !== null));
    if (set) {
      const parts = new TiffParts(part, set.parts);
      return { said: withStamps(cutTo(set.said, part, set.parts.length > 1), stamp, summary), parts };
    }
  }
  if (names.length > 1) {
    const own = names.indexOf(basename(path));
    const all = await walkAll(part, names, own);
    const said = indexedMeaning(all);
    const byPage = new Map(all);
    if (said) return { said: withStamps(said, (page) => byPage.get(page) ?? null, summary), parts: new TiffParts(part, names, own) };
  }
  const indexed = notes.stamps.size === part.pages.count && part.pages.count > 1 ? indexedMeaning([...notes.stamps]) : null;
  const said = cutTo(indexed ?? singleMeaning(part, description, notes.seconds), part, false);
  return { said: withStamps(said, stamp, summary), parts: new TiffParts(part, [basename(path)]) };
}

/** Micro-Manager's OME description can be wrong where an acquisition was stopped; its own indices are then taken. */
function omeOr<T>(mayFail: boolean, work: () => T): T | null {
  try {
    return work();
  } catch (thrown) {
    if (mayFail && thrown instanceof Failure) return null;
    throw thrown;
  }
}

async function walkAll(first: TiffPart, names: readonly string[], own: number): Promise<(readonly [number, PageStamp | null])[]> {
  const all: (readonly [number, PageStamp | null])[] = [];
  const parts = new TiffParts(first, names, own);
  for (let part = 0; part < names.length; part++) {
    const path = parts.pathOf(part);
    const walked = await openPart(path, (tiff, directory, page) => {
      all.push([placed(part, page), pageStamp(textOf(tiff, directory, tag.microManager))]);
    });
    await walked.file.close();
  }
  return all;
}

/** The frames that are whole in a file that is known to be cut short. */
function cutTo(said: Meaning, part: TiffPart, ofSet: boolean): Meaning {
  const { count, cutAt } = part.pages;
  if (cutAt === null) return said;
  const whole = wholeFrames(said, (page) => page >= 0 && (ofSet || page < count));
  if (whole && whole !== said) return whole;
  if (whole && ofSet) return whole;
  if (whole) return { ...whole, notes: [...whole.notes, `The file is cut off behind page ${count}; what is there is read.`] };
  throw new Failure("truncated", `${part.file.path} is cut off before its first frame is whole; copy it again from the microscope.`, {
    path: part.file.path,
    present: count,
  });
}
