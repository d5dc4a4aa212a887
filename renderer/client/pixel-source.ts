import {
  type Columns,
  decodeEncoding,
  decodeFrame,
  decodeJoined,
  type JoinedColumns,
  decodeTable,
  decodeTraces,
  decodeVolume,
  type FocusEncoding,
  type FramePixels,
  readBody,
  type StoredVolume,
  type TraceSet,
} from "#renderer/client/decode.ts";
import { Failure, type FailureRecord } from "#contract/failure";
import type { Series } from "#contract/series";
import { LruCache } from "#renderer/client/lru-cache.ts";
import type { Transport } from "#renderer/client/transport.ts";

const frameLimit = 128 * 2 ** 20;
const encodingLimit = 160 * 2 ** 20;
const volumeLimit = 448 * 2 ** 20;

/** Pixels and tables of open recordings and studies, the last ones kept. */
export class PixelSource {
  private readonly frames = new LruCache<FramePixels>(frameLimit);
  private readonly volumes = new LruCache<StoredVolume>(volumeLimit);
  private readonly encodings = new LruCache<FocusEncoding>(encodingLimit);
  private readonly pending = new Map<string, Promise<unknown>>();

  constructor(private readonly transport: Transport) {}

  /** A recorded plane. */
  frame(handle: string, t: number, c: number, z: number): Promise<FramePixels> {
    const path = `/bytes/recording/${encodeURIComponent(handle)}/frame?t=${t}&c=${c}&z=${z}`;
    return this.kept(path, this.frames, async () => {
      const { header, body } = await readBody(await this.transport.bytes(path), "frame");
      return [decodeFrame(header, body), body.byteLength];
    });
  }

  /** A refocused or scanned stack. `version` tells stacks of different runs apart. */
  volume(handle: string, version: string, t: number, c: number): Promise<StoredVolume> {
    const path = `/bytes/study/${encodeURIComponent(handle)}/volume?t=${t}&c=${c}`;
    return this.kept(`${path}#${version}`, this.volumes, async () => {
      const { header, body } = await readBody(await this.transport.bytes(path), "volume");
      return [decodeVolume(header, body), body.byteLength];
    });
  }

  /** A frame's depth coefficients; `how` is the query of a recording that no study keeps the settings of. */
  encoding(handle: string, t: number, c: number, how: string): Promise<FocusEncoding> {
    const path = `/bytes/recording/${encodeURIComponent(handle)}/encoding?t=${t}&c=${c}${how}`;
    return this.kept(path, this.encodings, async () => {
      const { header, body } = await readBody(await this.transport.bytes(path), "encoding");
      return [decodeEncoding(header, body), body.byteLength];
    });
  }

  /** A depth map from a file, µm [y, x]. @throws Failure where it does not fit the recording */
  depthMap(handle: string, file: string): Promise<FramePixels> {
    const path = `/bytes/recording/${encodeURIComponent(handle)}/depths?file=${encodeURIComponent(file)}`;
    return this.kept(path, this.frames, async () => {
      const { header, body } = await readBody(await this.transport.bytes(path), "frame");
      return [decodeFrame(header, body), body.byteLength];
    });
  }

  async table(handle: string, name: "blobs" | "tracks"): Promise<Columns> {
    const { header, body } = await readBody(await this.transport.bytes(`/bytes/study/${encodeURIComponent(handle)}/${name}`), "table");
    return decodeTable(header, body);
  }

  /** Samples of a series from elsewhere: s on the recording's clock, and values. */
  async series(handle: string, name: string): Promise<Pick<Series, "time" | "values">> {
    const path = `/bytes/study/${encodeURIComponent(handle)}/series?name=${encodeURIComponent(name)}`;
    const { header, body } = await readBody(await this.transport.bytes(path), "table");
    const { time_s: time, value: values } = decodeTable(header, body);
    return { time: time ?? new Float64Array(0), values: values ?? new Float64Array(0) };
  }

  /** Traces of several animals that were joined. */
  async joined(handle: string): Promise<JoinedColumns> {
    const { header, body } = await readBody(await this.transport.bytes(`/bytes/joined/${encodeURIComponent(handle)}/values`), "joined");
    return decodeJoined(header, body);
  }

  async traces(handle: string): Promise<TraceSet> {
    const { header, body } = await readBody(await this.transport.bytes(`/bytes/study/${encodeURIComponent(handle)}/traces`), "traces");
    return decodeTraces(header, body);
  }

  /** A video as it lies on disk. @throws Failure where it cannot be read */
  async video(path: string): Promise<Blob> {
    return (await answered(await this.transport.bytes(`/bytes/video/file?path=${encodeURIComponent(path)}`))).blob();
  }

  /** Hands decoded frames over, luminance uint8 [frame, y, x]. @throws Failure where they cannot be kept */
  async sendFrames(video: string, planes: Uint8Array<ArrayBuffer>): Promise<void> {
    await answered(await this.transport.bytes(`/bytes/video/${encodeURIComponent(video)}/frames`, undefined, planes));
  }

  forget(): void {
    this.frames.clear();
    this.volumes.clear();
    this.encodings.clear();
  }

  private kept<V>(key: string, cache: LruCache<V>, load: () => Promise<[V, number]>): Promise<V> {
    const held = cache.get(key);
    if (held !== undefined) return Promise.resolve(held);
    const running = this.pending.get(key);
    // One key always leads to one kind of value.
    if (running) return running as Promise<V>;
    const promise = load()
      .then(([value, bytes]) => {
        cache.set(key, value, bytes);
        return value;
      })
      .finally(() => this.pending.delete(key));
    this.pending.set(key, promise);
    return promise;
  }
}

/** The answer, or the failure it carries. */
async function answered(response: Response): Promise<Response> {
  if (response.ok) return response;
  // Whatever is not an answer of the bytes plane is a failure record.
  throw Failure.from((await response.json()) as FailureRecord);
}

/** Address of an exported file, for a download link. */
export function exportAddress(handle: string, file: string): string {
  return `/bytes/study/${encodeURIComponent(handle)}/export?file=${encodeURIComponent(file)}`;
}
