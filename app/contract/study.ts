import * as z from "zod/mini";
import { failureCodes } from "#contract/failure";
import { orientation } from "#contract/naming";
import { stepName } from "#contract/parameters";
import { recordingInfo, recordingSettings } from "#contract/recording";
import { focusSurface } from "#contract/surface";
import { bookmark } from "#contract/view";

/** The schema version of a study folder this program writes. */
export const studySchema = 3;

/**
 * State of a step: idle (never run), running, partial (stopped on the way; finished frames are kept),
 * done, stale (done, but an input changed since), failed.
 */
export const stepStatus = z.enum(["idle", "running", "partial", "done", "stale", "failed"]);
export type StepStatus = z.infer<typeof stepStatus>;

export const failureRecord = z.object({
  code: z.enum(failureCodes),
  message: z.string(),
  facts: z.record(z.string(), z.any()),
});

/** What made a product: a run is identified by the hash of all of this but the times. */
export const runRecord = z.object({
  id: z.int(),
  step: stepName,
  /** SHA-256 over inputs, parameters, model and program version; the same key is never run twice. */
  key: z.string(),
  parameters: z.record(z.string(), z.any()),
  /** Keys or hashes of what went in: recording, settings, previous step, edits, model. */
  inputs: z.record(z.string(), z.string()),
  /** Program version, provider, threads. */
  software: z.record(z.string(), z.string()),
  started: z.string(),
  finished: z.nullable(z.string()),
  status: z.enum(["running", "partial", "done", "failed"]),
  /** Frames finished, of all. */
  done: z.int(),
  total: z.int(),
  /** What the step has to say: counts for people ("63 neurons a frame"). */
  summary: z.record(z.string(), z.any()),
  failure: z.nullable(failureRecord),
});
export type RunRecord = z.infer<typeof runRecord>;

export const stepState = z.object({
  step: stepName,
  status: stepStatus,
  run: z.nullable(runRecord),
  /** Names of the run's inputs that are no longer what they were; only where the step is stale. */
  changed: z.optional(z.array(z.string())),
  /** False where the study leaves this step out (a 2-D study has no refocus step). */
  applies: z.boolean(),
});
export type StepState = z.infer<typeof stepState>;

/** What is wrong with a study and can be mended from the window. */
export const studyTrouble = z.object({
  /** The recording is not where it was; another file lies in its place; something the study keeps is gone or altered. */
  kind: z.enum(["recording-moved", "recording-changed", "damaged"]),
  message: z.string(),
});
export type StudyTrouble = z.infer<typeof studyTrouble>;

/** A study as the window sees it. */
export const studyState = z.object({
  /** Names the study on the wire for as long as it is open. */
  handle: z.string(),
  path: z.string(),
  name: z.string(),
  recording: recordingInfo,
  settings: recordingSettings,
  /** False for a 2-D study, where neurons are found in the recorded frames themselves. */
  refocus: z.boolean(),
  steps: z.array(stepState),
  /** Neuron names by track number. */
  names: z.record(z.string(), z.string()),
  /** The curator's groups of neurons and colours (`#rrggbb`) by track number. */
  groups: z.optional(z.record(z.string(), z.string())),
  colours: z.optional(z.record(z.string(), z.string())),
  /** How sure the curator is of a name, 0..1, and notes, by track number. */
  sureness: z.optional(z.record(z.string(), z.number())),
  notes: z.optional(z.record(z.string(), z.string())),
  /** How the animal lies, as it was last said for naming. */
  orientation: z.optional(orientation),
  /** Views of the stage that were kept, oldest first. */
  views: z.optional(z.array(bookmark)),
  /** The surface that live focus follows. */
  surface: z.optional(z.nullable(focusSurface)),
  /** Newest row of the log that stands; 0 for none. Another number means other edits. */
  revision: z.optional(z.int()),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  /** What can be mended; left out where nothing is known to be wrong. */
  trouble: z.optional(studyTrouble),
  /** Why the study can only be looked at; null where it can be changed. */
  readOnly: z.nullable(z.string()),
});
export type StudyState = z.infer<typeof studyState>;
