import * as z from "zod/mini";
import { focusSurface, type FocusSurface } from "#contract/surface";
import type { Database } from "#io/study/database";
import { isWhole, sealOf } from "#io/study/seal";

/** The surface that live focus follows; it changes no result, and one that cannot be read is as if there were none. */
export function readSurface(database: Database): FocusSurface | null {
  const row = database.get("SELECT * FROM meta WHERE key = 'surface'");
  if (row === null || !isWhole(row, "value")) return null;
  try {
    return z.parse(z.nullable(focusSurface), JSON.parse(String(row.value)));
  } catch {
    return null;
  }
}

export function writeSurface(database: Database, surface: FocusSurface | null): void {
  const value = JSON.stringify(surface);
  database.run(
    "INSERT INTO meta (key, value, seal) VALUES ('surface', ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, seal = excluded.seal",
    value,
    sealOf(value),
  );
}
