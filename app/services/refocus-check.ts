import type { CallInput } from "#contract/calls";
import { channelsOf } from "#contract/channels";
import type { TrustReport } from "#contract/trust";
import { readMeta } from "#io/study/meta";
import type { Services } from "#services/services";

/**
 * What a refocused frame of a study tells about itself, made by the engine for looks.
 *
 * @throws Failure "missing-metadata" without a pixel size; of the model and the reader
 */
export async function checkRefocused(
  { studies, live }: Services,
  { study: handle, t, model, spread }: CallInput<"refocus.check">,
): Promise<TrustReport> {
  const { info, settings } = readMeta(studies.study(handle).database);
  const channel = channelsOf(info, settings).activity;
  const of = { recording: info.path, settings, model, channel };
  // The engine answers this order with what `Looks.check` gives.
  return (await live.ask({ kind: "check", of, t, spread })) as TrustReport;
}
