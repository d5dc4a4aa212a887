import { basename } from "node:path";
import type { CallInput, CallOutput } from "#contract/calls";
import { readMeta } from "#io/study/meta";
import { listStudySeries, removeStudySeries, writeStudySeries } from "#io/study/series";
import { readSeries } from "#io/table/series";
import { timesOf } from "#jobs/extract";
import type { Services } from "#services/services";

/** Brings the series of a table into a study, on the recording's clock. */
export async function importSeries(
  { studies, places }: Services,
  { study: handle, path, offset }: CallInput<"series.import">,
): Promise<CallOutput<"series.import">> {
  const study = studies.writable(handle);
  const file = places.check(path);
  const series = await readSeries(file, offset, timesOf(readMeta(study.database).info));
  study.database.transaction(() => series.forEach((one) => writeStudySeries(study, one, basename(file))));
  await studies.announce(handle);
  return listStudySeries(study);
}

/** Takes a series out of a study; nothing happens where it is gone already. */
export async function removeSeries(
  { studies }: Services,
  { study: handle, name }: CallInput<"series.remove">,
): Promise<CallOutput<"series.remove">> {
  const study = studies.writable(handle);
  removeStudySeries(study, name);
  await studies.announce(handle);
  return listStudySeries(study);
}
