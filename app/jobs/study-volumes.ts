import { existsSync } from "node:fs";
import { Failure } from "#contract/failure";
import type { RunRecord } from "#contract/study";
import type { VolumeSource } from "#contract/source";
import { volumesPath } from "#io/study/layout";
import { readMeta } from "#io/study/meta";
import { openStudyRecording } from "#io/study/recording";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { openStoredVolumes } from "#io/volume/open";
import type { StoredVolumes } from "#io/volume/stored-volumes";
import { volumesOf } from "#io/volume/of-recording";
import { channelsOf } from "#contract/channels";
import { remadeVolumes } from "#jobs/remade-volumes";

/** A study's stacks, and which of their channels is which. */
export interface StudyVolumes {
  readonly source: VolumeSource;
  /** The same stacks as they are stored, where a store holds them. */
  readonly stored: StoredVolumes | null;
  readonly activity: number;
  readonly reference: number | null;
}

/**
 * Opens the stacks that neurons are found in: refocused ones, or, in a study without refocusing, the
 * recorded frames themselves.
 *
 * @throws Failure "not-ready" before the first refocus run, "not-found" where recording or volumes are gone
 */
export async function openStudyVolumes(study: Study): Promise<StudyVolumes> {
  const meta = readMeta(study.database);
  const { activity, reference } = channelsOf(meta.info, meta.settings);
  if (!meta.refocus) return { source: volumesOf(await openStudyRecording(study)), stored: null, activity, reference };
  const run = currentRun(study, "refocus");
  if (run === null)
    throw new Failure("not-ready", `The study ${study.name} has not been refocused yet; run the refocus step first.`, {
      path: study.path,
      step: "refocus",
    });
  const of = { activity: 0, reference: reference === null ? null : 1 };
  if (keepsNothing(run)) {
    const remade = await remadeVolumes(study, run);
    return { source: remade, stored: remade, ...of };
  }
  const path = volumesPath(study.path, run.key);
  if (!existsSync(path))
    throw new Failure(
      "not-ready",
      `The refocused volumes of the study ${study.name} are not there (${path}); run the refocus step again.`,
      { path, step: "refocus" },
    );
  const stored = await openStoredVolumes(path);
  return { source: stored, stored, ...of };
}

/** The channel that neurons were looked for in: the reference where there is one, unless the activity was asked for. */
export function channelOfNeurons({ activity, reference }: Pick<StudyVolumes, "activity" | "reference">, findIn: unknown): number {
  return findIn === "activity" ? activity : (reference ?? activity);
}

/** Whether a refocus run kept no planes, so that reading its volumes runs the network. */
export function keepsNothing(run: RunRecord): boolean {
  return run.parameters["storage"] === "nothing";
}
