import type { CallOutput } from "#contract/calls";
import { planSteps } from "#jobs/plan";
import { stepStates } from "#jobs/step-states";
import { stepOrder } from "#services/steps";
import type { Services } from "#services/services";

/** Studies whose edits came while traces were being read: they are looked at again afterwards. */
const waiting = new WeakMap<Services, Set<string>>();

/**
 * Traces follow edits: a finished extract step that edits alone made stale is run again, which reads only
 * the frames that the edits changed. Edits made meanwhile are followed once it has ended.
 */
export async function followEdits(services: Services, handle: string): Promise<CallOutput<"edits.follow">> {
  const study = services.studies.writable(handle);
  const pending = waiting.get(services) ?? new Set();
  waiting.set(services, pending);
  if (services.jobs.isBusy(handle)) {
    if (!services.jobs.isWanted(handle)) pending.add(handle);
    return { job: null };
  }
  const states = await stepStates(study);
  const extract = states.find(({ step }) => step === "extract");
  const before = states.filter(({ step, applies }) => applies && (step === "refocus" || step === "detect" || step === "link"));
  if (extract?.status !== "stale" || extract.changed?.join() !== "edits" || before.some(({ status }) => status !== "done"))
    return { job: null };
  const plan = (await planSteps(study, "extract", {})).at(-1)!;
  // Another edit may have been followed while this one was being planned.
  if (services.jobs.isBusy(handle)) return followEdits(services, handle);
  const order = stepOrder(services, handle, study, plan, `${handle} follow`);
  const job = services.jobs.add({
    ...order,
    quiet: true,
    changed: async (status) => {
      await order.changed(status);
      if (status !== "running" && pending.delete(handle) && services.studies.has(handle)) await followEdits(services, handle);
    },
  });
  return { job };
}
