import * as z from "zod/mini";
import { batchSettings, batchState } from "#contract/batch";
import { blurReport } from "#contract/blur";
import { editStep, loggedEdit } from "#contract/edit";
import { jobState } from "#contract/events";
import type { FailureRecord } from "#contract/failure";
import { manifest } from "#contract/model";
import { modelForm } from "#contract/model-form";
import { orientation, suggestions } from "#contract/naming";
import { stepName } from "#contract/parameters";
import { preferences } from "#contract/preferences";
import { preflightReport } from "#contract/preflight";
import { recordingDataset, recordingInfo, recordingSettings } from "#contract/recording";
import { seriesInfo } from "#contract/series";
import { focusSurface } from "#contract/surface";
import { traceSignals } from "#contract/table";
import { studyState } from "#contract/study";
import { trustReport } from "#contract/trust";
import { stageView } from "#contract/view";

const nothing = z.object({});
const study = z.object({ study: z.string() });

/** Frame of a recording opened for looking at, before there is a study. */
const openRecording = z.object({
  handle: z.string(),
  info: recordingInfo,
  /** What the user last said about another recording of the same folder: an offer, never taken by itself. */
  remembered: z.optional(z.nullable(z.object({ from: z.string(), settings: recordingSettings, refocus: z.boolean() }))),
});

const directoryEntry = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(["folder", "recording", "study", "other"]),
  bytes: z.nullable(z.number()),
  modified: z.nullable(z.string()),
});

/** Every call: its name, what it takes, what it answers. Declared once, for every wire. */
export const calls = {
  /** What runs here, and what it can do. */
  "app.about": {
    input: nothing,
    output: z.object({
      version: z.string(),
      host: z.enum(["electron", "browser"]),
      platform: z.string(),
      /** Folder the window may look into; null on the desktop, where the system's dialogs pick. */
      dataRoot: z.nullable(z.string()),
      libraries: z.record(z.string(), z.string()),
    }),
  },
  /** Files a user may open, one folder at a time. */
  "files.list": {
    input: z.object({ path: z.nullable(z.string()) }),
    output: z.object({ path: z.string(), parent: z.nullable(z.string()), entries: z.array(directoryEntry) }),
  },
  /** The system's own dialog (desktop only): null where the user closed it. */
  "files.pick": {
    input: z.object({ purpose: z.enum(["recording", "study", "folder", "tracks", "model"]) }),
    output: z.object({ path: z.nullable(z.string()) }),
  },
  /** Path of the sample recording, made on first use by a job. */
  "sample.make": { input: nothing, output: z.object({ path: z.string(), job: z.nullable(z.string()) }) },
  /** Reads what a file says about itself; frames can be fetched under the handle. */
  "recording.open": { input: z.object({ path: z.string(), settings: z.nullable(recordingSettings) }), output: openRecording },
  /** The arrays inside a file of many (HDF5, NWB, MATLAB 7.3, Zarr); none for other files. */
  "recording.datasets": { input: z.object({ path: z.string() }), output: z.array(recordingDataset) },
  /** Whether a recording suits a model, before anything is run; `aperture` null takes what the file says. */
  "recording.preflight": {
    input: z.object({ path: z.string(), settings: recordingSettings, model: z.string(), aperture: z.nullable(z.number()) }),
    output: preflightReport,
  },
  /** A video that the window decodes: its frames follow as POST /bytes/video/<video>/frames. `video` null: it was converted before. */
  "video.begin": {
    input: z.object({
      path: z.string(),
      frames: z.int().check(z.positive()),
      shape: z.tuple([z.int().check(z.positive()), z.int().check(z.positive())]),
      interval: z.nullable(z.number().check(z.positive())),
    }),
    output: z.object({ video: z.nullable(z.string()), path: z.string() }),
  },
  "video.finish": { input: z.object({ video: z.string() }), output: z.object({ path: z.string() }) },
  "video.abort": { input: z.object({ video: z.string() }), output: nothing },
  /** How this user has the window: colours, keys. Kept between runs. */
  "preferences.read": { input: nothing, output: preferences },
  /** Changes what is given and leaves the rest; every window is told. */
  "preferences.write": { input: z.partial(preferences), output: preferences },
  "models.list": { input: nothing, output: z.array(manifest) },
  /** Adds a lab's own ONNX file, after it has been tried; answers with the models at hand. */
  "models.add": { input: z.object({ path: z.string(), form: modelForm }), output: z.array(manifest) },
  /** Removes a model that was added; those shipped with the program stay. */
  "models.remove": { input: z.object({ id: z.string() }), output: z.array(manifest) },
  /** The model's card, Markdown. */
  "models.card": { input: z.object({ id: z.string() }), output: z.object({ markdown: z.string() }) },
  /** Studies opened lately, newest first. */
  "study.recent": {
    input: nothing,
    output: z.array(z.object({ path: z.string(), name: z.string(), opened: z.string(), exists: z.boolean() })),
  },
  /** Makes a study of a recording; `path` null puts it beside the recording (`<name>.study`). Opens it if it is there. */
  "study.create": {
    input: z.object({ recording: z.string(), path: z.nullable(z.string()), settings: recordingSettings, refocus: z.boolean() }),
    output: studyState,
  },
  "study.open": { input: z.object({ path: z.string() }), output: studyState },
  /** Tells where the recording of a study lies now; it is known by its hash. */
  "study.relocate": { input: z.object({ study: z.string(), recording: z.string() }), output: studyState },
  /** Closes the study and queues its repair; what came of it is the job's message. */
  "study.repair": { input: z.object({ path: z.string() }), output: z.object({ job: jobState }) },
  "study.close": { input: study, output: nothing },
  "study.settings": { input: z.object({ study: z.string(), settings: recordingSettings, refocus: z.boolean() }), output: studyState },
  /** Queues the step and, before it, every applicable step that is not done; the parameters of a step left out are those of its last run, or the defaults. */
  "step.run": {
    input: z.object({ study: z.string(), step: stepName, parameters: z.partialRecord(stepName, z.record(z.string(), z.any())) }),
    output: z.object({ jobs: z.array(jobState) }),
  },
  /** Numbers for a form before a run: planes, bytes on disk, warnings about model and recording. */
  "step.preview": {
    input: z.object({ study: z.string(), step: stepName, parameters: z.record(z.string(), z.any()) }),
    output: z.object({
      facts: z.array(z.object({ label: z.string(), value: z.string() })),
      warnings: z.array(z.string()),
      refusal: z.nullable(z.string()),
    }),
  },
  /** What a refocused frame tells about itself; `spread` asks how far it scatters when it is turned and mirrored, which takes seven runs more. */
  "refocus.check": {
    input: z.object({ study: z.string(), t: z.int().check(z.nonnegative()), model: z.string(), spread: z.boolean() }),
    output: trustReport,
  },
  /** The blur of a microscope from a scanned stack of beads or nuclei, and how a model fares on it; null takes what the file or the model says. */
  "psf.estimate": {
    input: z.object({
      path: z.string(),
      model: z.string(),
      pixelSize: z.nullable(z.number().check(z.positive())),
      zStep: z.nullable(z.number().check(z.positive())),
      /** Of beads or nuclei, µm. */
      diameter: z.number().check(z.nonnegative()),
    }),
    output: blurReport,
  },
  /** Queues recordings with shared settings; `like` names a study whose settings and parameters they take, null means `settings`. */
  "batch.start": {
    input: z.object({ recordings: z.array(z.string()).check(z.minLength(1)), like: z.nullable(z.string()), settings: batchSettings }),
    output: batchState,
  },
  /** Goes on with a batch that was stopped, or in which recordings failed; what is done stays as it is. */
  "batch.resume": { input: z.object({ job: z.string() }), output: batchState },
  /** Batches of this and earlier sessions, newest first; one that was under way when the program ended goes on by itself. */
  "batch.list": { input: nothing, output: z.array(batchState) },
  "jobs.list": { input: nothing, output: z.array(jobState) },
  "jobs.cancel": { input: z.object({ job: z.string() }), output: nothing },
  /** Makes an edit, or several at once: one row of the log, one step of undo. */
  "edits.apply": { input: z.object({ study: z.string(), edit: editStep }), output: studyState },
  "edits.undo": { input: study, output: studyState },
  "edits.redo": { input: study, output: studyState },
  /** Undoes and redoes until the log stands up to and with a row; row 0 undoes everything. */
  "edits.rewind": { input: z.object({ study: z.string(), id: z.int() }), output: studyState },
  /**
   * Lets the traces follow the edits: where they were read before and edits alone made them stale, what the
   * edits changed is read again. Null where there is nothing to do, or where other work of the study comes first.
   */
  "edits.follow": { input: study, output: z.object({ job: z.nullable(jobState) }) },
  "edits.list": { input: study, output: z.array(loggedEdit) },
  /** Series from elsewhere: stimulus, stage, behaviour, temperature. Their samples: GET /bytes/study/<handle>/series?name=. */
  "series.list": { input: study, output: z.array(seriesInfo) },
  /** Imports a CSV table of series; `offset`, s, is added to its times. A series of the same name is replaced. */
  "series.import": { input: z.object({ study: z.string(), path: z.string(), offset: z.number() }), output: z.array(seriesInfo) },
  "series.remove": { input: z.object({ study: z.string(), name: z.string() }), output: z.array(seriesInfo) },
  /**
   * Joins the traces of several studies by neuron name. `around` names a series of each study, or `series=word`, whose
   * beginnings time is counted from; null counts from the first frames. The numbers: GET /bytes/joined/<handle>/values.
   */
  "traces.join": {
    input: z.object({
      paths: z.array(z.string()),
      signal: z.enum(traceSignals),
      around: z.nullable(z.string()),
      /** s shown before and after each moment. */
      before: z.number(),
      after: z.number(),
    }),
    output: z.object({
      handle: z.string(),
      neurons: z.array(z.string()),
      animals: z.array(z.string()),
      points: z.int(),
      /** Neurons of each animal that are left out because they have no name. */
      unnamed: z.array(z.int()),
    }),
  },
  /** Takes points, tracks or regions of another program into the study, in place of what its own steps found. */
  "tracks.import": {
    input: z.object({
      study: z.string(),
      path: z.string(),
      /** What the coordinates count; null as the file says. */
      unit: z.nullable(z.enum(["px", "µm"])),
      /** Positions alone, or with their tracks; null as the file has them. */
      as: z.nullable(z.enum(["points", "tracks"])),
    }),
    output: z.object({
      study: studyState,
      format: z.string(),
      as: z.enum(["points", "tracks"]),
      positions: z.int(),
      tracks: z.int(),
      named: z.int(),
      /** Neurons whose activity came along, and series from elsewhere. */
      traces: z.int(),
      series: z.int(),
      notes: z.array(z.string()),
    }),
  },
  /** Names that the positions of a frame suggest; without an orientation all are tried. One that is given is kept with the study. */
  "naming.suggest": {
    input: z.object({ study: z.string(), t: z.int().check(z.nonnegative()), orientation: z.nullable(orientation) }),
    output: suggestions,
  },
  /** Keeps the surface that live focus follows; null forgets it. */
  "study.surface": { input: z.object({ study: z.string(), surface: z.nullable(focusSurface) }), output: studyState },
  /** Keeps a view of the stage with the study, under a name; it comes with the study's state. */
  "views.keep": { input: z.object({ study: z.string(), name: z.string().check(z.maxLength(120)), view: stageView }), output: studyState },
  /** Keeps how the study is looked at, for when it is opened again. */
  "views.leave": { input: z.object({ study: z.string(), view: stageView }), output: z.object({}) },
  /** How the study was looked at when it was left; null where nobody has. */
  "views.last": { input: study, output: z.object({ view: z.nullable(stageView) }) },
  "views.remove": { input: z.object({ study: z.string(), id: z.int() }), output: studyState },
  /** Files an export wrote; a folder's bytes are those of all that lies in it. */
  "export.files": {
    input: study,
    output: z.object({
      folder: z.nullable(z.string()),
      files: z.array(z.object({ name: z.string(), bytes: z.number(), folder: z.optional(z.boolean()) })),
    }),
  },
} as const;

export type CallName = keyof typeof calls;
export type CallInput<N extends CallName> = z.infer<(typeof calls)[N]["input"]>;
export type CallOutput<N extends CallName> = z.infer<(typeof calls)[N]["output"]>;

/** What every wire carries back. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: FailureRecord };
