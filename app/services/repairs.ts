import type { CallInput, CallOutput } from "#contract/calls";
import type { Services } from "#services/services";

/**
 * Closes a study and queues its repair, which opens it by itself.
 *
 * @throws Failure "busy" while the study has jobs, "forbidden"
 */
export async function repairOf(
  { places, studies, jobs }: Services,
  { path }: CallInput<"study.repair">,
): Promise<CallOutput<"study.repair">> {
  const folder = places.checkStudy(path);
  await studies.letGo(folder, (handle) => jobs.isBusy(handle));
  return {
    job: jobs.add({
      kind: "repair",
      study: null,
      chain: `repair ${folder}`,
      order: (id) => ({ kind: "repair", id, study: folder }),
      changed: () => undefined,
    }),
  };
}
