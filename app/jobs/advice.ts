import type { DepthPlan } from "#contract/geometry";
import type { Manifest } from "#contract/model";
import { modelDepths, modelGrid, opticsWarnings, originWarnings } from "#core/refocus/checks";
import type { StudyMeta } from "#io/study/meta";
import { channelList, channelsOf } from "#contract/channels";

/**
 * What a user should know before refocusing a recording with a model.
 *
 * @throws Failure "out-of-range" where the model cannot do what is asked
 */
export function adviceFor({ info, settings }: Pick<StudyMeta, "info" | "settings">, model: Manifest, plan: DepthPlan): string[] {
  const pixel = info.pixelSize!;
  modelDepths(plan, settings.axialDirection, model);
  modelGrid([info.shape.y, info.shape.x], pixel, model);
  const advice = channelList(channelsOf(info, settings)).flatMap((c) => {
    const channel = info.channels[c];
    return channel === undefined ? [] : opticsWarnings(pixel, channel, model, info.optics?.numericalAperture ?? null);
  });
  advice.push(...originWarnings(info));
  return [...new Set(advice)];
}
