import type { CallInput, CallOutput } from "#contract/calls";
import { Failure } from "#contract/failure";
import { unsaid } from "#contract/recording";
import { listDatasets } from "#io/recording/datasets";
import { openRecording } from "#io/recording/open";
import type { Answers } from "#services/answers";
import { FrameReader } from "#services/frame-reader";
import { withCheckedFiles } from "#services/named-files";
import type { Places } from "#services/places";

const mostOpen = 8;

/** Recordings opened for looking at. The one looked at longest ago is closed when too many are open. */
export class Recordings {
  readonly #open = new Map<string, FrameReader>();
  #count = 0;

  constructor(
    readonly places: Places,
    readonly answers: Answers,
  ) {}

  async open({ path, settings }: CallInput<"recording.open">): Promise<CallOutput<"recording.open">> {
    const source = await openRecording(this.places.check(path), withCheckedFiles(settings ?? unsaid, this.places));
    const handle = `recording-${++this.#count}`;
    this.#open.set(handle, new FrameReader(source));
    if (this.#open.size > mostOpen) {
      const [oldest, reader] = this.#open.entries().next().value!;
      this.#open.delete(oldest);
      void reader.close();
    }
    return { handle, info: source.info, remembered: this.answers.recall(source.info.path) };
  }

  /** The arrays inside a file of many. @throws Failure of the reader */
  datasets(path: string): Promise<CallOutput<"recording.datasets">> {
    return listDatasets(this.places.check(path));
  }

  has(handle: string): boolean {
    return this.#open.has(handle);
  }

  /** @throws Failure "not-found" where the handle is unknown or was closed */
  reader(handle: string): FrameReader {
    const reader = this.#open.get(handle);
    if (!reader) throw new Failure("not-found", "This recording is not open any more; open it again.", { handle });
    this.#open.delete(handle);
    this.#open.set(handle, reader);
    return reader;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((reader) => reader.close()));
    this.#open.clear();
  }
}
