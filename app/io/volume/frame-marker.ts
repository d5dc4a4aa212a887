import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { levelsOf, type VolumeSpec } from "#io/volume/spec";

/**
 * Says that a frame is finished: one small file a frame, written after all its chunks, with the size
 * and CRC-32 of each, so that missing, truncated and altered chunks are found.
 */
export const frameMarker = z.object({
  clipped: z.number(),
  chunks: z.record(z.string(), z.readonly(z.tuple([z.number(), z.number()]))),
});
export type FrameMarker = z.infer<typeof frameMarker>;

export const markerFolder = "nematrace-frames";

export function markerPath(store: string, t: number): string {
  return join(store, markerFolder, `${String(t).padStart(6, "0")}.json`);
}

/** The marker of a frame; null where there is none, or none that can be understood. */
export async function readMarker(store: string, t: number): Promise<FrameMarker | null> {
  const text = await readFile(markerPath(store, t), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return frameMarker.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Chunk files of a frame, by their path inside the store. */
export function chunkPaths(spec: VolumeSpec, t: number): string[] {
  return levelsOf(spec).flatMap((level, n) =>
    spec.channels.flatMap((_, c) =>
      Array.from({ length: level.rows * level.columns }, (_, i) => chunkPath(n, t, c, Math.floor(i / level.columns), i % level.columns)),
    ),
  );
}

export function chunkPath(level: number, t: number, c: number, row: number, column: number): string {
  return `${level}/${t}/${c}/0/${row}/${column}`;
}
