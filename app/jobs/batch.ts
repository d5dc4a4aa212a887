import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BatchItem, BatchSettings } from "#contract/batch";
import { Failure, failureRecord } from "#contract/failure";
import { defaultsOf, sheets, steps, type Step } from "#contract/parameters";
import { type RecordingSettings, unsaid } from "#contract/recording";
import { studyTracks } from "#io/study/products";
import type { Study } from "#io/study/study";
import { trackNumbers } from "#core/activity/track-index";
import { readMeta } from "#io/study/meta";
import { applicableSteps } from "#jobs/inputs";
import { checkedParameters } from "#jobs/plan";
import { runStep } from "#jobs/run-step";
import { studyOfRecording } from "#jobs/study-of-recording";

/** A recording of a batch and where its study lies or shall lie. */
export interface BatchEntry {
  readonly recording: string;
  readonly study: string;
}

/** The parameters that a batch gives every step, bounds checked. @throws Failure "invalid-input" | "out-of-range" */
export function batchParameters({ steps: given = {} }: BatchSettings): Record<Step, Record<string, unknown>> {
  const entries = steps.map((step) => [step, checkedParameters(step, { ...defaultsOf(sheets[step]), ...given[step] })] as const);
  // One entry for each step.
  return Object.fromEntries(entries) as Record<Step, Record<string, unknown>>;
}

/**
 * Works through recordings with shared settings, one after another. One that fails stops no other; what is
 * done already is not done again, so the same batch goes on where it stopped.
 *
 * @returns every recording with what came of it; what a signal left waiting or stopped says so
 * @throws  Failure where the settings themselves are wrong
 */
export async function* runBatch(
  entries: readonly BatchEntry[],
  settings: BatchSettings,
  signal: AbortSignal,
): AsyncGenerator<BatchItem, readonly BatchItem[]> {
  const parameters = batchParameters(settings);
  const items: BatchItem[] = entries.map(waitingItem);
  for (const [n, entry] of entries.entries()) {
    if (signal.aborted) break;
    const set = (change: Partial<BatchItem>): BatchItem => (items[n] = { ...(items[n] as BatchItem), ...change });
    try {
      refuseTwice(entries, n);
      yield set({ status: "running" });
      const study = await patiently(signal, () =>
        studyOfRecording(entry.recording, entry.study, () => ({
          // Settings come from JSON, which has no undefined members.
          settings: { ...unsaid, ...settings.recording } as RecordingSettings,
          refocus: settings.refocus ?? true,
          parameters: parameters.refocus,
        })),
      );
      try {
        for (const step of applicableSteps(readMeta(study.database).refocus)) {
          set({ step, done: 0, total: 0 });
          for await (const { done, total } of runStep(study, step, parameters[step], signal)) yield set({ done, total });
        }
        yield set({ status: "done", step: null, neurons: neuronsOf(study) });
      } finally {
        study.close();
      }
    } catch (thrown) {
      const failure = failureRecord(thrown);
      yield failure.code === "cancelled" ? set({ status: "stopped" }) : set({ status: "failed", failure });
    }
  }
  return items;
}

/** An engine whose host was killed holds its study until the network is through with a frame: a few seconds are waited for it. */
async function patiently<T>(signal: AbortSignal, open: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await open();
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== "busy" || tries > 20 || signal.aborted) throw thrown;
      await sleep(500);
    }
  }
}

export function waitingItem({ recording, study }: BatchEntry): BatchItem {
  return { recording, study, status: "waiting", step: null, done: 0, total: 0, neurons: null, failure: null };
}

/** How many neurons a study follows. */
export function neuronsOf(study: Study): number | null {
  const tracks = studyTracks(study);
  return tracks === null ? null : trackNumbers(tracks).length;
}

/** Two recordings of one name in two folders would share a study where all studies go into one folder. */
function refuseTwice(entries: readonly BatchEntry[], n: number): void {
  const { recording, study } = entries[n] as BatchEntry;
  const other = entries.slice(0, n).find((entry) => resolve(entry.study) === resolve(study));
  if (other === undefined) return;
  throw new Failure(
    "invalid-input",
    `${recording} and ${other.recording} would share the study ${study}; rename one, or leave --studies out.`,
    {
      path: recording,
      study,
    },
  );
}
