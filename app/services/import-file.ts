import type { CallInput, CallOutput } from "#contract/calls";
import { Failure } from "#contract/failure";
import { importTracks } from "#jobs/import-tracks";
import type { Services } from "#services/services";

/**
 * Takes positions of another program into a study, and tells every window.
 *
 * @throws Failure "busy" while steps of the study run, "forbidden" outside the bounds, and as `importTracks`
 */
export async function importFile(
  { studies, places, jobs }: Services,
  { study: handle, path, unit, as }: CallInput<"tracks.import">,
): Promise<CallOutput<"tracks.import">> {
  const study = studies.writable(handle);
  if (jobs.isBusy(handle))
    throw new Failure("busy", "Steps of this study are running; wait for them or cancel them first.", { study: study.path });
  const { notes, ...report } = await importTracks(study, places.check(path), { unit, as });
  await studies.announce(handle);
  return { study: await studies.state(handle), ...report, notes: [...notes] };
}
