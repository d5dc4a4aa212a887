import { lengthUnit } from "#contract/recording";
import { programVersion } from "#contract/version";
import { editLog } from "#io/study/edits";
import { readMeta } from "#io/study/meta";
import type { Products } from "#io/study/products";
import { allRuns } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { unitsOf } from "#io/table/header";

/** What a reader of the tables needs to know: units, recording, parameters, model, versions. */
export function headerOf(
  study: Study,
  { recording, settings, refocus, runs }: Products,
  columns: Readonly<Record<string, readonly string[]>>,
): Record<string, unknown> {
  const unit = lengthUnit(settings);
  const meta = readMeta(study.database);
  const notes = [
    refocus
      ? `The volumes are virtual: the network ${String(runs.refocus?.parameters.model)} refocused each recorded frame to other depths. z is where a neuron came into focus there; nothing was measured at that depth.`
      : "The volumes are measured: neurons were found in the recorded frames themselves.",
    unit === "px"
      ? "Lengths count in pixels, because no pixel size was given."
      : "Lengths are in µm; z is 0 at the recorded plane and grows away from the objective.",
    "A missing value is empty, never zero. traces-wide.csv holds ΔF/F0, a column a neuron, headed by its name or its track number.",
    ...(recording.interval === null && recording.times === null ? ["The time between frames is unknown, so time_s is empty."] : []),
  ];
  return {
    program: `NemaTrace ${programVersion}`,
    written: new Date().toISOString(),
    study: study.path,
    recording: { ...recording, path: meta.recordingPath, sha256: meta.recordingHash },
    settings,
    virtual: refocus
      ? {
          model: runs.refocus?.parameters.model ?? null,
          sha256: runs.refocus?.inputs.model ?? null,
          software: runs.refocus?.software ?? {},
        }
      : null,
    tables: Object.fromEntries(Object.entries(columns).map(([name, list]) => [name, unitsOf(list, unit)])),
    parameters: Object.fromEntries(Object.entries(runs).map(([step, run]) => [step, run.parameters])),
    runs: allRuns(study).map(({ step, key, status, started, finished, inputs, software, done, total }) => ({
      step,
      key,
      status,
      started,
      finished,
      done,
      total,
      inputs,
      software,
    })),
    editsByHand: editLog(study).filter((row) => !row.undone).length,
    notes,
  };
}
