import { type Edit, editsOf, type LoggedEdit } from "#contract/edit";
import { decimal } from "#io/table/csv";

export const editColumns = ["id", "at", "undone", "kind", "track", "t", "until", "z", "y", "x", "other", "name"] as const;

/** The curator's log, one row an edit, undone ones too; edits made at once share their id. */
export function* editRows(log: readonly LoggedEdit[]): Generator<string[]> {
  for (const { id, at, undone, edit: step } of log) {
    for (const edit of editsOf(step)) {
      yield [
        String(id),
        at,
        String(undone),
        edit.kind,
        String(edit.track),
        "t" in edit ? String(edit.t) : "",
        "until" in edit && edit.until !== undefined ? String(edit.until) : "",
        ...("z" in edit ? [decimal(edit.z, 4), decimal(edit.y, 4), decimal(edit.x, 4)] : ["", "", ""]),
        "other" in edit ? String(edit.other) : "",
        textOf(edit),
      ];
    }
  }
}

function textOf(edit: Edit): string {
  if (edit.kind === "name") return edit.name;
  if (edit.kind === "group") return edit.group;
  if (edit.kind === "note") return edit.note;
  return edit.kind === "colour" ? edit.colour : "";
}
