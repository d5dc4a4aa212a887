import { basename, dirname, extname, join } from "node:path";

/** Database of a study: what was asked, what was made, every edit. */
export const databaseFile = "study.db";

/** Says which program has the study open for writing. */
export const lockFile = "study.lock";

export function databasePath(study: string): string {
  return join(study, databaseFile);
}

/** Volumes of one refocus run; the run's key names the folder, so a finished store is never written again. */
export function volumesPath(study: string, key: string): string {
  return join(study, "volumes", `${key.slice(0, 16)}.ome.zarr`);
}

/** Rows of the database that were altered on disk and could not be kept in it, a JSON object a line. */
export function setAsidePath(study: string): string {
  return join(study, "set-aside.jsonl");
}

/** Says how the volumes of a refocus run are made again, where none are kept. */
export function recipePath(study: string, key: string): string {
  return join(study, "volumes", `${key.slice(0, 16)}.recipe.json`);
}

/** Where the export step writes. */
export function exportsPath(study: string): string {
  return join(study, "exports");
}

/** A study lies beside its recording unless the user says otherwise: `movie.ome.tif` → `movie.study`. */
export function studyBeside(recording: string): string {
  return join(dirname(recording), `${stem(recording)}.study`);
}

/** File name without its endings; `.ome.tif` counts as one. */
export function stem(path: string): string {
  const name = basename(path);
  const bare = name.slice(0, name.length - extname(name).length);
  return bare.toLowerCase().endsWith(".ome") ? bare.slice(0, -4) : bare;
}
