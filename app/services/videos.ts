import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { CallInput, CallOutput } from "#contract/calls";
import { Failure } from "#contract/failure";
import { createOmeTiff, type OmeTiffWriter } from "#io/recording/write-ome-tiff";
import type { Places } from "#services/places";

/** Endings of files that the window decodes. */
const videoEnding = /\.(mp4|m4v|mov|webm)$/i;

interface Import {
  readonly path: string;
  readonly planeBytes: number;
  readonly writer: OmeTiffWriter;
  /** Writes follow one another. */
  last: Promise<unknown>;
}

/**
 * Videos that a window decodes, because the browser can and the program cannot: it reads the file from here, and hands the
 * luminance of every frame back, which is kept without further loss as an OME-TIFF beside the video.
 */
export class Videos {
  readonly #open = new Map<string, Import>();
  #count = 0;

  constructor(readonly places: Places) {}

  /** The file itself. @throws Failure "forbidden" | "unsupported" | "not-found" */
  async file(path: string): Promise<Uint8Array> {
    return readFile(this.#checked(path));
  }

  /** `video` null where the video was converted before: `path` is what was made of it. */
  async begin({ path, frames, shape: [y, x], interval }: CallInput<"video.begin">): Promise<CallOutput<"video.begin">> {
    const made = `${this.#checked(path)}.ome.tif`;
    this.places.allow(made);
    if (existsSync(made)) return { video: null, path: made };
    const writer = await createOmeTiff(made, {
      shape: { t: frames, c: 1, z: 1, y, x },
      dtype: "uint8",
      pixelSize: null,
      zStep: null,
      interval,
      channels: [{ name: "luminance", role: "activity", wavelength: null }],
    });
    const video = `video-${++this.#count}`;
    this.#open.set(video, { path: made, planeBytes: y * x, writer, last: Promise.resolve() });
    return { video, path: made };
  }

  /** The next frames, one after another. @throws Failure "not-found" | "invalid-input" | "disk-full" */
  async put(video: string, planes: Uint8Array): Promise<void> {
    const open = this.#get(video);
    if (planes.length === 0 || planes.length % open.planeBytes !== 0)
      throw new Failure("invalid-input", `Frames of ${open.planeBytes} bytes were expected, and ${planes.length} came.`, { video });
    const turn = open.last.then(async () => {
      for (let at = 0; at < planes.length; at += open.planeBytes) await open.writer.write(planes.subarray(at, at + open.planeBytes));
    });
    open.last = turn.catch(() => undefined);
    return turn;
  }

  /** Gives the recording its name. @throws Failure "incomplete" where frames are lacking */
  async finish(video: string): Promise<CallOutput<"video.finish">> {
    const open = this.#get(video);
    this.#open.delete(video);
    await open.last;
    await open.writer.finish();
    return { path: open.path };
  }

  async abort(video: string): Promise<void> {
    const open = this.#open.get(video);
    this.#open.delete(video);
    await open?.last;
    await open?.writer.abort();
  }

  async close(): Promise<void> {
    for (const video of [...this.#open.keys()]) await this.abort(video);
  }

  #checked(path: string): string {
    const file = this.places.check(path);
    if (videoEnding.test(file)) return file;
    throw new Failure("unsupported", `${path} is not a video that the window decodes (MP4, MOV, WebM).`, { path });
  }

  #get(video: string): Import {
    const open = this.#open.get(video);
    if (!open) throw new Failure("not-found", "This video is not being converted any more; open it again.", { video });
    return open;
  }
}
