import { channelsOf } from "#contract/channels";
import type { ExportParameters } from "#contract/parameters";
import type { TrackTable } from "#contract/table";
import { writeNwb } from "#io/nwb/write-nwb";
import { readMeta } from "#io/study/meta";
import type { ExportFacts } from "#jobs/export-facts";
import { headerOf } from "#jobs/export-header";
import { virtualSentence } from "#jobs/export-methods";
import { groundOf } from "#jobs/ground";

/** Writes the study as NWB, with what the user said about the session. @throws Failure of `writeNwb` */
export async function exportNwb(
  path: string,
  facts: ExportFacts & { readonly tracks: TrackTable },
  session: ExportParameters,
): Promise<void> {
  const { study, products, unit, tracks, traces, series, times, program, methods } = facts;
  const { recording, settings, names } = products;
  await writeNwb(path, {
    session,
    identifier: readMeta(study.database).recordingHash,
    recording,
    activity: channelsOf(recording, settings).activity,
    unit,
    ground: await groundOf(study),
    tracks,
    names,
    traces,
    series,
    times,
    program,
    virtual: virtualSentence(products),
    methods,
    provenance: JSON.stringify(headerOf(study, products, {})),
  });
}
