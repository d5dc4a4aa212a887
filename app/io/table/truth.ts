import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#contract/failure";
import type { TraceMatrix, TrackTable } from "#contract/table";
import { readTracks } from "#io/table/tracks";
import { readTraces } from "#io/table/traces";

/** What a simulated recording really held. */
export interface Truth {
  readonly positions: TrackTable;
  /** Null where the folder holds none. */
  readonly traces: TraceMatrix | null;
  /** truth.json: pixel size, interval, planes, optics, seed; empty where the folder holds none. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * Reads a truth folder as `simulate` writes it.
 *
 * @throws Failure "not-found" | "invalid-input" | "unreadable"
 */
export async function readTruth(folder: string): Promise<Truth> {
  const { table: positions } = await readTracks(join(folder, "positions.csv"));
  const traces = await readTraces(join(folder, "traces.csv")).catch(absent);
  const text = await readFile(join(folder, "truth.json"), "utf8").catch(() => "{}");
  try {
    // JSON.parse gives unknown data; only its own fields are read, each checked where it is used.
    return { positions, traces, facts: JSON.parse(text) as Record<string, unknown> };
  } catch {
    throw new Failure("damaged", `${join(folder, "truth.json")} is not JSON; simulate the recording again.`, { path: folder });
  }
}

function absent(error: unknown): null {
  if (error instanceof Failure && error.code === "not-found") return null;
  throw error;
}
