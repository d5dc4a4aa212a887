import { Failure } from "#contract/failure";
import type { FrameSource } from "#contract/source";
import type { Frame } from "#contract/volume";

/** Reads planes of a recording one at a time, each into an array of its own. */
export class FrameReader {
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly source: FrameSource) {}

  /** @throws Failure "out-of-range" | "truncated" | "unreadable" */
  read(t: number, c: number, z: number): Promise<Frame> {
    const { shape, path } = this.source.info;
    for (const [axis, index, size] of [
      ["t", t, shape.t],
      ["c", c, shape.c],
      ["z", z, shape.z],
    ] as const) {
      if (!Number.isInteger(index) || index < 0 || index >= size) {
        throw new Failure("out-of-range", `${axis} runs from 0 to ${size - 1} in ${path}, and ${index} was asked for.`, {
          path,
          axis,
          value: index,
          size,
        });
      }
    }
    return this.#inTurn(async () => {
      const frame = await this.source.read(t, c, z);
      return { ...frame, data: frame.data.slice() };
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.source.close());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
