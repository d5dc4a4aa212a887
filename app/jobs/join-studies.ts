import { Failure } from "#contract/failure";
import { type Animal, joinAnimals, type JoinedTraces, type JoinOptions } from "#core/activity/join-animals";
import { seriesOnsets } from "#core/activity/series-onsets";
import { studyModel, studyTraces } from "#io/study/products";
import { currentRun } from "#io/study/runs";
import { studySeries } from "#io/study/series";
import { openStudy } from "#io/study/study";

/** Where the traces of one animal come from. */
export interface Origin {
  readonly study: string;
  /** Network that refocused the stacks that its values are read from; null where they are measured. */
  readonly virtual: string | null;
  /** Parameters of reading out. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Joined traces and where each animal's come from. */
export interface JoinedStudies extends JoinedTraces {
  readonly origins: readonly Origin[];
}

/**
 * Joins the traces of several studies by neuron name.
 *
 * @param paths  study folders
 * @param around `series` or `series=word`: the moments that time is counted from, in each study's own series; null
 *               counts from each first frame
 * @throws       Failure "not-ready" for a study without traces, "not-found" for one without the series or its word,
 *               and as `joinAnimals`
 */
export function joinStudies(paths: readonly string[], around: string | null, options: JoinOptions): JoinedStudies {
  if (paths.length === 0) throw new Failure("invalid-input", "There is nothing to join; name the study folders.", {});
  const studies = paths.map((path) => animalOf(path, around));
  const animals = studies.map(({ animal }) => animal);
  const names = new Set(animals.map(({ name }) => name));
  // Studies of one name are told apart by their folders.
  const told = names.size === animals.length ? animals : animals.map((animal, i) => ({ ...animal, name: paths[i]! }));
  return { ...joinAnimals(told, options), origins: studies.map(({ origin }) => origin) };
}

function animalOf(path: string, around: string | null): { readonly animal: Animal; readonly origin: Origin } {
  const study = openStudy(path, "read");
  try {
    const traces = studyTraces(study);
    if (traces === null)
      throw new Failure("not-ready", `The study ${study.path} has no traces yet; run its steps first: nematrace run.`, {
        path: study.path,
      });
    const origin = { study: study.name, virtual: studyModel(study), parameters: currentRun(study, "extract")?.parameters ?? {} };
    if (around === null) return { animal: { name: study.name, traces, onsets: null }, origin };
    const all = studySeries(study);
    const cut = around.indexOf("=");
    const [name, word] = cut < 0 ? [around, null] : [around.slice(0, cut), around.slice(cut + 1)];
    const series = all.find((one) => one.name === name);
    if (series === undefined)
      throw new Failure(
        "not-found",
        `The study ${study.path} has no series "${name}"; it has ${all.map((one) => one.name).join(", ") || "none"}. Import it with nematrace series.`,
        { path: study.path, name },
      );
    if (word !== null && series.labels?.includes(word) !== true)
      throw new Failure(
        "not-found",
        `The series ${name} of the study ${study.path} never says "${word}"; it says ${series.labels?.join(", ") ?? "numbers"}.`,
        {
          path: study.path,
          name,
          word,
        },
      );
    return { animal: { name: study.name, traces, onsets: seriesOnsets(series, word) }, origin };
  } finally {
    study.close();
  }
}
