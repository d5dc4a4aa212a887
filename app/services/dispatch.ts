import * as z from "zod/mini";
import { calls, type Answer, type CallInput, type CallName, type CallOutput } from "#contract/calls";
import { Failure, failureRecord } from "#contract/failure";
import { listModels, modelCard } from "#io/model/list";
import { aboutApp } from "#services/about";
import { exportedFiles } from "#services/export-files";
import { keepView, lastView, leaveView, removeView } from "#services/bookmarks";
import { followEdits } from "#services/follow-edits";
import { listFiles } from "#services/files";
import { importFile } from "#services/import-file";
import { isWithin } from "#services/places";
import { repairOf } from "#services/repairs";
import { makeSample } from "#services/sample";
import { listStudySeries } from "#io/study/series";
import { importSeries, removeSeries } from "#services/series";
import { addModelFile, removeAddedModel } from "#services/models";
import { preflightRecording } from "#services/preflight";
import { suggestNames } from "#services/naming";
import { checkRefocused } from "#services/refocus-check";
import { estimatePsf } from "#services/psf";
import { previewStep } from "#services/step-preview";
import { runSteps } from "#services/steps";
import { keepSurface } from "#services/surfaces";
import type { Services } from "#services/services";

type Handlers = { readonly [N in CallName]: (services: Services, input: CallInput<N>) => CallOutput<N> | Promise<CallOutput<N>> };

const handlers: Handlers = {
  "app.about": (services) => aboutApp(services),
  "files.list": (services, { path }) => listFiles(services.places, path),
  "files.pick": async ({ parts, places }, { purpose }) => {
    if (!parts.pick) throw new Failure("unsupported", "There are no system dialogs in a browser; choose from the data folder.");
    const path = await parts.pick(purpose);
    if (path !== null) places.allow(path);
    return { path };
  },
  "sample.make": (services) => makeSample(services),
  "recording.open": ({ recordings }, input) => recordings.open(input),
  "recording.datasets": ({ recordings }, { path }) => recordings.datasets(path),
  "recording.preflight": ({ places }, input) => preflightRecording(places, { ...input, model: plainName(input.model) }),
  "video.begin": ({ videos }, input) => videos.begin(input),
  "video.finish": ({ videos }, { video }) => videos.finish(video),
  "video.abort": async ({ videos }, { video }) => {
    await videos.abort(video);
    return {};
  },
  "preferences.read": (services) => services.preferences.read(),
  "preferences.write": (services, change) => services.preferences.write(change),
  "models.list": () => listModels(),
  "models.add": (services, input) => addModelFile(services, input),
  "models.remove": (services, { id }) => removeAddedModel(services, { id: plainName(id) }),
  "models.card": async (_, { id }) => ({ markdown: await modelCard(plainName(id)) }),
  "study.recent": ({ recent, places }) => recent.list().filter(({ path }) => places.root === null || isWithin(places.root, path)),
  "study.create": ({ studies }, input) => studies.create(input),
  "study.open": ({ studies }, { path }) => studies.open(path),
  "study.relocate": ({ studies }, { study, recording }) => studies.relocate(study, recording),
  "study.repair": (services, input) => repairOf(services, input),
  "study.close": async ({ studies, jobs }, { study }) => {
    // A study with work under way stays open behind the window until the work has ended; another window may have closed it before.
    if (studies.has(study) && !jobs.isBusy(study)) await studies.close(study);
    return {};
  },
  "study.settings": async ({ studies, jobs }, input) => {
    refuseWhileBusy(jobs.isBusy(input.study));
    return studies.settings(input);
  },
  "step.run": (services, input) => runSteps(services, input),
  "step.preview": (services, input) => previewStep(services, input),
  "refocus.check": (services, input) => checkRefocused(services, { ...input, model: plainName(input.model) }),
  "psf.estimate": (services, input) => estimatePsf(services, { ...input, model: plainName(input.model) }),
  "batch.start": ({ batches }, input) => batches.start(input),
  "batch.resume": ({ batches }, { job }) => batches.resume(job),
  "batch.list": ({ batches }) => batches.list(),
  "jobs.list": ({ jobs }) => jobs.list(),
  "jobs.cancel": ({ jobs }, { job }) => {
    jobs.cancel(job);
    return {};
  },
  "edits.apply": ({ studies }, { study, edit }) => studies.applyEdit(study, edit),
  "edits.undo": ({ studies }, { study }) => studies.undo(study),
  "edits.redo": ({ studies }, { study }) => studies.redo(study),
  "edits.rewind": ({ studies }, { study, id }) => studies.rewind(study, id),
  "edits.follow": (services, { study }) => followEdits(services, study),
  "edits.list": ({ studies }, { study }) => studies.edits(study),
  "series.list": ({ studies }, { study }) => listStudySeries(studies.study(study)),
  "series.import": (services, input) => importSeries(services, input),
  "series.remove": (services, input) => removeSeries(services, input),
  "traces.join": ({ joins }, input) => joins.join(input),
  "tracks.import": (services, input) => importFile(services, input),
  "naming.suggest": (services, input) => suggestNames(services, input),
  "study.surface": (services, input) => keepSurface(services, input),
  "views.keep": (services, input) => keepView(services, input),
  "views.leave": (services, input) => leaveView(services, input),
  "views.last": (services, input) => lastView(services, input),
  "views.remove": (services, input) => removeView(services, input),
  "export.files": ({ studies }, { study }) => exportedFiles(studies.study(study)),
};

/**
 * The one door. Whatever wire a call came by, its name and input are checked here, and what comes back is a
 * value: nothing is thrown.
 */
export async function dispatch(name: string, input: unknown, services: Services): Promise<Answer<unknown>> {
  try {
    if (!isCall(name)) throw new Failure("invalid-input", `There is no call "${name}".`, { call: name });
    return { ok: true, value: await answer(name, input, services) };
  } catch (thrown) {
    return { ok: false, failure: failureRecord(thrown) };
  }
}

export function isCall(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

async function answer<N extends CallName>(name: N, input: unknown, services: Services): Promise<CallOutput<N>> {
  const parsed = z.safeParse(calls[name].input, input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join(".") ?? "";
    throw new Failure(
      "invalid-input",
      `The call ${name} was not understood${field ? ` at "${field}"` : ""}: ${issue?.message ?? "wrong shape"}.`,
      { call: name, field },
    );
  }
  // The input was parsed by the schema that CallInput<N> is inferred from.
  return handlers[name](services, parsed.data as CallInput<N>);
}

/** A window names models; paths of model folders are for the command line. */
function plainName(id: string): string {
  if (/^[\w.-]+$/.test(id) && !id.startsWith(".")) return id;
  throw new Failure("invalid-input", `"${id}" is not the name of a model.`, { model: id });
}

function refuseWhileBusy(busy: boolean): void {
  if (busy) throw new Failure("busy", "Steps of this study are running; wait for them or cancel them first.");
}
