import type { LoggedEdit } from "#contract/edit";
import { decimal } from "#io/table/csv";

export const editColumns = ["id", "at", "undone", "kind", "track", "t", "z", "y", "x", "other", "name"] as const;

/** The curator's log, one row an edit, undone ones too. */
export function* editRows(log: readonly LoggedEdit[]): Generator<string[]> {
  for (const { id, at, undone, edit } of log) {
    const place = edit.kind === "move" ? [decimal(edit.z, 4), decimal(edit.y, 4), decimal(edit.x, 4)] : ["", "", ""];
    yield [
      String(id),
      at,
      String(undone),
      edit.kind,
      String(edit.track),
      "t" in edit ? String(edit.t) : "",
      ...place,
      edit.kind === "swap" ? String(edit.other) : "",
      edit.kind === "name" ? edit.name : "",
    ];
  }
}
