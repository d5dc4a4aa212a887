import * as z from "zod/mini";
import { bookmark, type Bookmark, stageView, type StageView } from "#contract/view";
import type { Database } from "#io/study/database";
import { isWhole, sealOf } from "#io/study/seal";

const list = z.array(bookmark);

/** Views kept with a study, oldest first. They change no result: rows that cannot be read are as if there were none. */
export function readBookmarks(database: Database): Bookmark[] {
  return readRow(database, "views", list) ?? [];
}

export function writeBookmarks(database: Database, bookmarks: readonly Bookmark[]): void {
  writeRow(database, "views", bookmarks);
}

/** How the study was looked at when it was left; null where that is not known. */
export function readLastView(database: Database): StageView | null {
  return readRow(database, "last view", stageView);
}

export function writeLastView(database: Database, view: StageView): void {
  writeRow(database, "last view", view);
}

function readRow<T extends z.core.$ZodType>(database: Database, key: string, schema: T): z.infer<T> | null {
  const row = database.get("SELECT * FROM meta WHERE key = ?", key);
  if (row === null || !isWhole(row, "value")) return null;
  try {
    return z.parse(schema, JSON.parse(String(row.value)));
  } catch {
    return null;
  }
}

function writeRow(database: Database, key: string, value: unknown): void {
  const text = JSON.stringify(value);
  database.run(
    "INSERT INTO meta (key, value, seal) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, seal = excluded.seal",
    key,
    text,
    sealOf(text),
  );
}
