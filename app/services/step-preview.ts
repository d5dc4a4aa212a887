import type { CallInput, CallOutput } from "#contract/calls";
import { failureRecord } from "#contract/failure";
import { planesOf } from "#contract/geometry";
import { gradedWarning } from "#core/activity/deconvolve";
import { readMeta, type StudyMeta } from "#io/study/meta";
import { freeSpace } from "#io/volume/free-space";
import { lightSaved } from "#core/refocus/light-saved";
import { listModels } from "#io/model/list";
import { adviceFor } from "#jobs/advice";
import { channelList, channelsOf } from "#contract/channels";
import { bytesText, diskChoices, diskNeed } from "#jobs/disk-need";
import { checkedParameters, planSteps } from "#jobs/plan";
import type { Services } from "#services/services";

type Preview = CallOutput<"step.preview">;

/** What a run would do: planes, bytes, and what the user should know before it. A refusal says why it cannot run. */
export async function previewStep({ studies }: Services, { study: handle, step, parameters }: CallInput<"step.preview">): Promise<Preview> {
  const study = studies.study(handle);
  const meta = readMeta(study.database);
  const facts: Preview["facts"] = [];
  const warnings: string[] = [];
  try {
    studies.writable(handle);
    const checked = checkedParameters(step, parameters);
    await planSteps(study, step, { [step]: checked });
    if (step === "refocus") {
      const model = (await listModels()).find((one) => one.id === checked.model);
      const plan = { min: Number(checked.zMin), max: Number(checked.zMax), step: Number(checked.zStep) };
      const planes = planesOf(plan).length;
      const { t } = meta.info.shape;
      const channels = channelList(channelsOf(meta.info, meta.settings)).length;
      facts.push({ label: "Planes", value: `${planes}, ${depthText(plan.min)} to ${depthText(plan.max)} µm` });
      facts.push({ label: "Volumes", value: `${t} frames × ${channels} ${channels === 1 ? "channel" : "channels"}` });
      const bytes = diskNeed(meta, checked);
      const free = await freeSpace(study.path);
      facts.push({ label: "On disk, at most", value: bytes === 0 ? "nothing; planes are made again when looked at" : bytesText(bytes) });
      if (bytes > 0 && free !== null) facts.push({ label: "Free on that disk", value: bytesText(free) });
      if (free !== null && bytes > free)
        warnings.push(
          `The disk may become full: ${bytesText(free)} are free, and the volumes take up to ${bytesText(bytes)} (less when packed). A run that meets a full disk stops and keeps every finished frame.`,
        );
      facts.push({ label: "Disk by choice, unpacked", value: diskChoices(meta, checked) });
      facts.push({ label: "Light saved", value: lightSaved(planes, t, meta.info) });
      if (model) warnings.push(...adviceFor(meta, model, plan));
    }
    if (step === "detect" && meta.info.pixelSize !== null) {
      const pixels = Number(checked.radius) / meta.info.pixelSize[0];
      facts.push({ label: "Nucleus radius", value: `${pixels.toFixed(1)} px` });
      if (pixels < 1) warnings.push("The nucleus radius is less than a pixel: nothing can be found. Check the pixel size.");
    }
    if (step === "extract") warnings.push(...traceWarnings(meta, checked));
    return { facts, warnings, refusal: null };
  } catch (thrown) {
    return { facts, warnings, refusal: failureRecord(thrown).message };
  }
}

/** A depth with its sign, µm. */
function depthText(depth: number): string {
  return depth === 0 ? "0" : `${depth > 0 ? "+" : "−"}${Math.abs(depth)}`;
}

/** What a reader of the traces should know before they are made. */
function traceWarnings(meta: StudyMeta, { correction, events }: Readonly<Record<string, unknown>>): string[] {
  const warnings: string[] = [];
  if (events === true) warnings.push(gradedWarning);
  if (correction !== "none" && channelsOf(meta.info, meta.settings).reference === null)
    warnings.push("Motion correction needs a reference (red) channel, and this recording has none: the step will stop.");
  return warnings;
}
