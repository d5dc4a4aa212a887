import * as z from "zod/mini";
import { type Edit, editStep, type EditStep, editsOf, type LoggedEdit } from "#contract/edit";
import { Failure } from "#contract/failure";
import type { SqlRow } from "#io/study/database";
import { isWhole, sealOf } from "#io/study/seal";
import type { Study } from "#io/study/study";

/** The whole log, oldest first, undone rows too. @throws Failure "damaged" */
export function editLog(study: Study): readonly LoggedEdit[] {
  return study.database.all("SELECT * FROM edits ORDER BY id").map((row) => {
    const logged = loggedEdit(row);
    if (logged !== null) return logged;
    throw new Failure(
      "damaged",
      `Edit ${Number(row.id)} of the study ${study.path} was altered on disk; repair the study to set it aside.`,
      {
        path: study.path,
        edit: Number(row.id),
      },
    );
  });
}

/** A row of the log; null where it is not what was written. */
export function loggedEdit(row: SqlRow): LoggedEdit | null {
  // An undone edit has its seal raised by one, so that its standing cannot change by itself.
  const { seal = null, undone = null } = row;
  if (!isWhole({ ...row, seal: seal === null ? null : Number(seal) - Number(undone) }, "edit")) return null;
  try {
    return { id: Number(row.id), at: String(row.at), edit: z.parse(editStep, JSON.parse(String(row.edit))), undone: row.undone === 1 };
  } catch {
    return null;
  }
}

/** Edits that hold, in the order they were made. */
export function standingEdits(study: Study): readonly Edit[] {
  return editLog(study)
    .filter((row) => !row.undone)
    .flatMap((row) => editsOf(row.edit));
}

/** Logs an edit, or several that are undone at once. What had been undone and not redone can be redone no more, and leaves the log. */
export function logEdit(study: Study, edit: EditStep): void {
  const text = JSON.stringify(edit);
  study.database.transaction(() => {
    study.database.run("DELETE FROM edits WHERE undone = 1");
    study.database.run("INSERT INTO edits (at, edit, seal) VALUES (?, ?, ?)", new Date().toISOString(), text, sealOf(text));
  });
}

/** Takes the newest standing edit back; false where there is none. */
export function undoEdit(study: Study): boolean {
  const row = study.database.get("SELECT max(id) AS id FROM edits WHERE undone = 0");
  if (row?.id == null) return false;
  study.database.run("UPDATE edits SET seal = seal + 1 - undone, undone = 1 WHERE id = ?", row.id);
  return true;
}

/** Makes the oldest edit that was undone stand again; false where there is none. */
export function redoEdit(study: Study): boolean {
  const row = study.database.get("SELECT min(id) AS id FROM edits WHERE undone = 1");
  if (row?.id == null) return false;
  study.database.run("UPDATE edits SET seal = seal - undone, undone = 0 WHERE id = ?", row.id);
  return true;
}

/** Lets the log stand up to and with a row, and undoes what came after it; row 0 undoes everything. False where the row is unknown. */
export function rewindEdits(study: Study, id: number): boolean {
  if (id !== 0 && study.database.get("SELECT id FROM edits WHERE id = ?", id) === null) return false;
  study.database.run("UPDATE edits SET seal = seal + (id > ?) - undone, undone = (id > ?)", id, id);
  return true;
}
