import { readFile, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "#contract/failure";
import type { RecordingSettings } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { accessFailure } from "#io/recording/file";
import { omeSet } from "#io/recording/tiff/ome";
import { TiffParts, openPart } from "#io/recording/tiff/parts";
import { planesSource } from "#io/recording/tiff/planes-source";

const mostBytes = 256 * 1024 * 1024;

/**
 * A set of OME-TIFF files whose description lies in a file of its own (`.companion.ome`).
 *
 * @param path the file that was opened, the companion itself or one of the set
 * @param companion name of the companion, in the same folder
 * @throws Failure "not-found" | "damaged" | "truncated" | "unsupported" | "out-of-range"
 */
export async function openCompanion(path: string, companion: string, settings: RecordingSettings): Promise<FrameSource> {
  const file = join(dirname(path), companion);
  const xml = await companionText(file);
  const { said, parts } = omeSet(xml, 0, file, false);
  const present = new Set(await readdir(dirname(file)));
  const lacking = parts.filter((name) => !present.has(name));
  if (lacking.length > 0 || parts.length === 0)
    throw new Failure(
      "not-found",
      `${file} describes ${parts.length} files, and ${lacking.length} are not beside it (${lacking[0] ?? "none is named"}); copy the whole set.`,
      {
        path: file,
        lacking: lacking.slice(0, 20),
      },
    );
  const first = await openPart(join(dirname(file), parts[0] ?? ""));
  return planesSource(path, said, new TiffParts(first, parts), settings);
}

async function companionText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > mostBytes)
      throw new Failure("out-of-range", `${file} has ${size} bytes, more than a description has; check the file.`, {
        path: file,
        bytes: size,
      });
    return await readFile(file, "utf8");
  } catch (thrown) {
    throw thrown instanceof Failure ? thrown : accessFailure(file, thrown);
  }
}
