import type { Progress } from "#contract/source";
import type { RunRecord } from "#contract/study";
import type { StudyMeta } from "#io/study/meta";
import type { Study } from "#io/study/study";

/** What a step's job is given. */
export interface StepContext {
  readonly study: Study;
  readonly meta: StudyMeta;
  readonly run: RunRecord;
  readonly signal: AbortSignal;
}

/** What a step has to say when it is done: counts and sentences for people, and what it ran with. */
export interface StepResult {
  readonly summary: Readonly<Record<string, unknown>>;
  readonly software?: Readonly<Record<string, string>>;
}

/** A step's work: progress in frames, and a result. Frames it has kept are not made again. */
export type StepJob = (context: StepContext) => AsyncGenerator<Progress, StepResult>;
