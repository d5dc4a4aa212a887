import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { defaultsOf, sheets, type Step } from "#contract/parameters";
import { unsaid } from "#contract/recording";
import { newStudy } from "#io/study/new-study";
import { openStudy, type Study } from "#io/study/study";
import { applicableSteps, hashOf } from "#jobs/inputs";
import { runStep } from "#jobs/run-step";
import { writeMovie } from "#test/make/movie-file";
import { tinyCoefficientGraph, writeTinyModel } from "#test/make/tiny-model";

/** A tiny model that leaves the recorded plane as it is and dims those above and below. */
export function writeFocusModel(place: string): Promise<string> {
  return writeTinyModel(join(place, "tiny"), tinyCoefficientGraph([0, 0.1, 0.6, 1, 0.6, 0.1, 0]));
}

/** Parameters of every step of a study of the small movie. */
export function smallParameters(model: string): Record<Step, Record<string, unknown>> {
  return {
    refocus: { ...defaultsOf(sheets.refocus), model, zMin: -2, zMax: 2, zStep: 1 },
    detect: defaultsOf(sheets.detect),
    link: defaultsOf(sheets.link),
    extract: defaultsOf(sheets.extract),
    export: defaultsOf(sheets.export),
  };
}

/** Makes a study of a small movie with every step run, in a folder with its movie and model. */
export async function finishedStudy(place: string, frames = 5): Promise<string> {
  const model = await writeFocusModel(place);
  const study = await newStudy(join(place, "movie.study"), await writeMovie(join(place, "movie.ome.tif"), { frames }), unsaid, true);
  try {
    await runSteps(study, smallParameters(model));
    return study.path;
  } finally {
    study.close();
  }
}

export async function runSteps(study: Study, parameters: Record<Step, Record<string, unknown>>): Promise<void> {
  for (const step of applicableSteps(true)) {
    const run = runStep(study, step, parameters[step], new AbortController().signal);
    while (!(await run.next()).done);
  }
}

/** Hashes of every byte that the steps of a study made: volumes by file, tables by step and frame, traces. Times and numbers of runs are left out. */
export function productBytes(path: string): Map<string, string> {
  const products = new Map<string, string>();
  const volumes = join(path, "volumes");
  for (const entry of existsSync(volumes) ? readdirSync(volumes, { recursive: true, withFileTypes: true }) : []) {
    const file = join(entry.parentPath, entry.name);
    // Names of neurons stand in the attributes of the labels, and edits change them.
    if (!entry.isFile() || /\.partial(\/|$)|labels\/neurons\/\.zattrs$/.test(file)) continue;
    products.set(relative(volumes, file), hashOf(readFileSync(file).toString("base64")));
  }
  const study = openStudy(path, "read");
  try {
    const rows = study.database.all(
      "SELECT runs.step, frames.t, frames.columns, frames.data FROM current JOIN runs ON runs.id = current.run JOIN frames ON frames.run = runs.id",
    );
    for (const { step, t, columns, data } of rows)
      products.set(`${String(step)} ${String(t)}`, hashOf([columns, Buffer.from(data as Uint8Array).toString("base64")]));
    for (const { header, data } of study.database.all("SELECT matrices.* FROM matrices JOIN current ON current.run = matrices.run"))
      products.set("traces", hashOf([header, Buffer.from(data as Uint8Array).toString("base64")]));
    return products;
  } finally {
    study.close();
  }
}
