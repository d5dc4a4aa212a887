import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#contract/failure";
import { checksum, chunkPaths, readMarker } from "#io/volume/frame-marker";
import { readSpec } from "#io/volume/store";

/** Something amiss in a store. */
export interface Damage {
  readonly frame: number;
  /** Path inside the store; null where the frame was never finished. */
  readonly file: string | null;
  readonly kind: "unfinished" | "missing" | "truncated" | "altered";
}

/**
 * Reads every chunk of a store and compares it with its frame's marker.
 *
 * @returns what is amiss, frame by frame; nothing where the store is whole
 * @throws  Failure "not-found" where there is no store
 */
export async function verifyStore(path: string): Promise<Damage[]> {
  const spec = await readSpec(path);
  if (spec === null) throw new Failure("not-found", `There is no volume store at ${path}.`, { path });
  const damages: Damage[] = [];
  for (let frame = 0; frame < spec.frames; frame++) {
    const marker = await readMarker(path, frame);
    if (marker === null) {
      damages.push({ frame, file: null, kind: "unfinished" });
      continue;
    }
    for (const file of chunkPaths(spec, frame)) {
      const wanted = marker.chunks[file];
      const bytes = await readFile(join(path, file)).catch(() => null);
      if (bytes === null || wanted === undefined) damages.push({ frame, file, kind: "missing" });
      else if (bytes.length < wanted[0]) damages.push({ frame, file, kind: "truncated" });
      else if (bytes.length !== wanted[0] || checksum(bytes) !== wanted[1]) damages.push({ frame, file, kind: "altered" });
    }
  }
  return damages;
}
