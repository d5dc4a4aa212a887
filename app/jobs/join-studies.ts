import { Failure } from "#contract/failure";
import { type Animal, joinAnimals, type JoinedTraces, type JoinOptions } from "#core/activity/join-animals";
import { seriesOnsets } from "#core/activity/series-onsets";
import { studyTraces } from "#io/study/products";
import { studySeries } from "#io/study/series";
import { openStudy } from "#io/study/study";

/**
 * Joins the traces of several studies by neuron name.
 *
 * @param paths  study folders
 * @param around `series` or `series=word`: the moments that time is counted from, in each study's own series; null
 *               counts from each first frame
 * @throws       Failure "not-ready" for a study without traces, "not-found" for one without the series or its word,
 *               and as `joinAnimals`
 */
export function joinStudies(paths: readonly string[], around: string | null, options: JoinOptions): JoinedTraces {
  if (paths.length === 0) throw new Failure("invalid-input", "There is nothing to join; name the study folders.", {});
  const animals = paths.map((path) => animalOf(path, around));
  const names = new Set(animals.map(({ name }) => name));
  // Studies of one name are told apart by their folders.
  return joinAnimals(names.size === animals.length ? animals : animals.map((animal, i) => ({ ...animal, name: paths[i]! })), options);
}

function animalOf(path: string, around: string | null): Animal {
  const study = openStudy(path, "read");
  try {
    const traces = studyTraces(study);
    if (traces === null)
      throw new Failure("not-ready", `The study ${study.path} has no traces yet; run its steps first: nematrace run.`, {
        path: study.path,
      });
    if (around === null) return { name: study.name, traces, onsets: null };
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
    return { name: study.name, traces, onsets: seriesOnsets(series, word) };
  } finally {
    study.close();
  }
}
