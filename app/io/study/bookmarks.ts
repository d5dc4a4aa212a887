import * as z from "zod/mini";
import { bookmark, type Bookmark } from "#contract/view";
import type { Database } from "#io/study/database";
import { isWhole, sealOf } from "#io/study/seal";

const list = z.array(bookmark);

/** Views kept with a study, oldest first. They change no result: rows that cannot be read are as if there were none. */
export function readBookmarks(database: Database): Bookmark[] {
  const row = database.get("SELECT * FROM meta WHERE key = 'views'");
  if (row === null || !isWhole(row, "value")) return [];
  try {
    return z.parse(list, JSON.parse(String(row.value)));
  } catch {
    return [];
  }
}

export function writeBookmarks(database: Database, bookmarks: readonly Bookmark[]): void {
  const value = JSON.stringify(bookmarks);
  database.run(
    "INSERT INTO meta (key, value, seal) VALUES ('views', ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, seal = excluded.seal",
    value,
    sealOf(value),
  );
}
