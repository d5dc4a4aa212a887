import type { CallInput, CallOutput } from "#contract/calls";
import { Failure } from "#contract/failure";
import { closeAbandonedRuns, type RunPlan } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { planSteps } from "#jobs/plan";
import type { JobOrder } from "#services/job-queue";
import type { Services } from "#services/services";

/**
 * Queues the step and every step before it that is not done.
 *
 * @throws Failure "busy" while the study has jobs, "read-only", "missing-metadata", "out-of-range", …
 */
export async function runSteps(
  services: Services,
  { study: handle, step, parameters }: CallInput<"step.run">,
): Promise<CallOutput<"step.run">> {
  const study = services.studies.writable(handle);
  if (services.jobs.isWanted(handle))
    throw new Failure("busy", "Steps of this study are running; wait for them or cancel them first.", { study: study.path });
  const plans = await planSteps(study, step, parameters);
  const chain = `${handle} ${plans.at(-1)?.key ?? ""}`;
  const jobs = plans
    .filter((plan) => !plan.done || plan.step === step)
    .map((plan) => services.jobs.add(stepOrder(services, handle, study, plan, chain)));
  return { jobs };
}

/** The order to run one planned step of a study, which is told to every window when it begins and ends. */
export function stepOrder(services: Services, handle: string, study: Study, plan: RunPlan, chain: string): JobOrder {
  return {
    kind: plan.step,
    study: handle,
    chain,
    order: (id) => ({ kind: "step", id, study: study.path, step: plan.step, parameters: plan.parameters }),
    changed: async (status) => {
      // An engine that was ended could not close its run itself.
      if (status !== "running" && services.studies.has(handle)) closeAbandonedRuns(study);
      await services.studies.announce(handle);
    },
  };
}
