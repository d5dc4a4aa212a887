import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { RecordingSettings } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { accessFailure } from "#io/recording/file";
import { type ImageFacts, imageFacts, readImage } from "#io/recording/folder/image-file";
import { type Numbering, numberingOf } from "#io/recording/folder/numbering";
import { recordingInfoOf } from "#io/recording/info";
import { type Meaning, pageNumbering, plainMeaning } from "#io/recording/meaning";
import { PlaneBuffers } from "#io/recording/pixel-buffer";
import { summaryBeside, withStamps } from "#io/recording/tiff/micro-manager";

/**
 * A recording in a folder of numbered images (TIFF or grey PNG), one image or stack a file.
 *
 * @throws Failure "unsupported" | "wrong-axes" | "incomplete" and of the images' reader
 */
export async function openFolder(path: string, settings: RecordingSettings): Promise<FrameSource> {
  const names = await readdir(path).catch((thrown: unknown) => {
    throw accessFailure(path, thrown);
  });
  const numbering = numberingOf(names, path, settings.axes);
  const first = join(path, numbering.images[0]?.[0]?.[0] ?? "");
  const image = await imageFacts(first);
  const { said, at } = meaningOf(numbering, image);
  const summary = image.pages === 1 ? await summaryBeside(first) : null;
  const inOrder = numbering.images.flat(2);
  const stamped = summary ? withStamps(said, (page) => summary.stamps.get(inOrder[page] ?? "") ?? null, summary) : said;
  const info = recordingInfoOf(
    { path, bytes: await bytesOf(path, numbering) },
    { y: image.height, x: image.width, dtype: image.dtype },
    stamped,
    settings,
  );
  const buffers = new PlaneBuffers(path, info.shape, image.dtype);
  return {
    info,
    read: (t, c, z) =>
      buffers.read(t, c, z, (into) => {
        const { name, page } = at(t, c, z);
        return readImage(join(path, name), page, image, into);
      }),
    close: () => Promise.resolve(),
  };
}

/** Numbers of the names, and inside each file its pages. */
function meaningOf(
  numbering: Numbering,
  image: ImageFacts,
): { said: Meaning; at: (t: number, c: number, z: number) => { name: string; page: number } } {
  const { images, frameNumbers, channelNames } = numbering;
  const files = { t: images.length, c: images[0]?.length ?? 1, z: images[0]?.[0]?.length ?? 1 };
  const free = (["z", "c", "t"] as const).find((axis) => files[axis] === 1) ?? "z";
  const pageAxis = numbering.pageAxis ?? free;
  const told = numbering.pageAxis !== null || (image.said?.axesKnown === true && image.said.sizes[free] === image.pages);
  const sizes = { ...files, [pageAxis]: image.pages > 1 ? image.pages : files[pageAxis] };
  const plain = plainMeaning("Numbered images", sizes.t * sizes.c * sizes.z);
  const known = numbering.known && (image.pages === 1 || told);
  return {
    at: (t, c, z) => {
      const index = { t, c, z };
      const page = image.pages > 1 ? index[pageAxis] : 0;
      if (image.pages > 1) index[pageAxis] = 0;
      return { name: images[index.t]?.[index.c]?.[index.z] ?? "", page };
    },
    said: {
      ...plain,
      sizes,
      axesKnown: known,
      pageOf: pageNumbering(["t", "c", "z"], sizes),
      pixelSize: image.said?.pixelSize ?? null,
      zStep: image.said?.zStep ?? null,
      ...(frameNumbers && pageAxis !== "t" && { frameNumbers }),
      channelNames,
      notes: [
        ...numbering.notes,
        ...(known
          ? []
          : [
              image.pages > 1
                ? `Each of the files holds ${image.pages} pages, and nothing says what they are; they are looked at as ${pageAxis}. Say so with the axes, for example t${pageAxis === "t" ? "z" : pageAxis}.`
                : "The names do not say what their numbers count; they are looked at as frames in time. Say so with the axes: t, or z for a stack.",
            ]),
      ],
    },
  };
}

async function bytesOf(folder: string, { images }: Numbering): Promise<number> {
  const sizes = await Promise.all(
    images.flat(2).map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        (thrown: unknown) => {
          throw accessFailure(join(folder, name), thrown);
        },
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
