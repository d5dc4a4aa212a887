import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { checksum } from "#io/volume/checksum";
import { chunkPaths, readMarker } from "#io/volume/frame-marker";
import { metadataFiles } from "#io/volume/metadata";
import type { VolumeSpec } from "#io/volume/spec";

/** Something amiss in a store. */
export interface Damage {
  /** Null where the file is of the whole store. */
  readonly frame: number | null;
  /** Path inside the store; null where the frame was never finished. */
  readonly file: string | null;
  readonly kind: "unfinished" | "missing" | "truncated" | "altered";
}

/** Reads every chunk of a frame and compares it with the frame's marker; nothing where the frame is whole. */
export async function frameDamages(path: string, spec: VolumeSpec, frame: number): Promise<Damage[]> {
  const marker = await readMarker(path, frame);
  if (marker === null) return [{ frame, file: null, kind: "unfinished" }];
  const damages: Damage[] = [];
  for (const file of chunkPaths(spec, frame)) {
    const wanted = marker.chunks[file];
    const bytes = await readFile(join(path, file)).catch(() => null);
    if (bytes === null || wanted === undefined) damages.push({ frame, file, kind: "missing" });
    else if (bytes.length < wanted[0]) damages.push({ frame, file, kind: "truncated" });
    else if (bytes.length !== wanted[0] || checksum(bytes) !== wanted[1]) damages.push({ frame, file, kind: "altered" });
  }
  return damages;
}

/** Compares the metadata files of a store with what its spec says; the store's name and the program's version are free. */
export async function metadataDamages(path: string, spec: VolumeSpec): Promise<Damage[]> {
  const damages: Damage[] = [];
  for (const [file, text] of metadataFiles(spec, "")) {
    const found = await readFile(join(path, file), "utf8").catch(() => null);
    if (found === null) damages.push({ frame: null, file, kind: "missing" });
    else if (!isDeepStrictEqual(bare(found), bare(text))) damages.push({ frame: null, file, kind: "altered" });
  }
  return damages;
}

interface Attributes {
  readonly multiscales?: readonly { name?: string; type?: string }[];
  readonly nematrace?: { program?: string; seal?: number };
}

function bare(text: string): unknown {
  let value: Attributes | null;
  try {
    value = JSON.parse(text) as Attributes | null;
  } catch {
    return null;
  }
  if (Array.isArray(value?.multiscales) && typeof value.multiscales[0] === "object") {
    delete value.multiscales[0].name;
    delete value.multiscales[0].type;
  }
  if (typeof value?.nematrace === "object") {
    delete value.nematrace.program;
    delete value.nematrace.seal;
  }
  return value;
}
