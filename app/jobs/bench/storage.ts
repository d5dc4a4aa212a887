import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "#contract/source";
import type { Model } from "#io/model/open";
import type { Compression, StorageType } from "#io/volume/spec";
import { testMovie } from "#jobs/bench/test-movie";
import { refocus } from "#jobs/refocus";

/** A movie converted and stored in one way; seconds and bytes a frame. */
export interface StorageTime {
  readonly storage: StorageType;
  readonly compression: Compression;
  readonly store: number;
  readonly total: number;
  /** Share of the run that is not the network, 0..1. */
  readonly around: number;
  readonly bytes: number;
}

const ways = [
  ["uint16", "none"],
  ["uint16", "lz4"],
  ["uint16", "zstd"],
  ["float32", "none"],
] as const;
const frames = 4;

/** Times conversion with storing, in each way that volumes can be kept. */
export async function* timeStorage(model: Model, folder: string): AsyncGenerator<Progress, readonly StorageTime[]> {
  const times: StorageTime[] = [];
  for (const [storage, compression] of ways) {
    yield { done: times.length, total: ways.length, message: `storing as ${storage}, ${compression}` };
    const path = join(folder, `${storage}-${compression}.ome.zarr`);
    const job = { model, plan: { min: -10, max: 10, step: 0.5 }, channels: [0], axialDirection: 1, pixelSize: [0.325, 0.325] } as const;
    const run = refocus(testMovie(frames), { path, storage, compression }, job);
    let next = await run.next();
    while (!next.done) next = await run.next();
    const { seconds, bytes } = next.value;
    const work = seconds.read + seconds.encode + seconds.planes + seconds.store;
    times.push({
      storage,
      compression,
      store: seconds.store / frames,
      total: work / frames,
      around: (work - seconds.encode) / work,
      bytes: bytes / frames,
    });
    await rm(path, { recursive: true, force: true });
  }
  return times;
}
