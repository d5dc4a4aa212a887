import { createHash } from "node:crypto";
import type { Edit } from "#contract/edit";
import { sheets, steps, type Step } from "#contract/parameters";
import { programVersion } from "#contract/version";
import { modelFolder } from "#io/model/find";
import { chosenProvider } from "#io/model/providers";
import { readManifest } from "#io/model/manifest";
import { standingEdits } from "#io/study/edits";
import { readMeta, type StudyMeta } from "#io/study/meta";
import { listStudySeries } from "#io/study/series";
import type { Study } from "#io/study/study";
import { channelsOf } from "#contract/channels";
import { preparedParts } from "#contract/preparation";
import { companionPath } from "#io/recording/channel-layout";
import { recordingHash } from "#io/study/recording-hash";

/** Keys of the runs before a step, as far as they are known. */
export type Upstream = Readonly<Partial<Record<Step, string>>>;

/**
 * What goes into a step besides its parameters, each as a hash or a run's key. What is not in here cannot
 * make a step stale: names are inputs of export alone, the interval of extract and what follows, edits of
 * extract and of a link that is asked for by name.
 *
 * @param linkEdits what link reads of the curator (`linkEdits`)
 */
export async function inputsOf(
  study: Study,
  step: Step,
  parameters: Readonly<Record<string, unknown>>,
  upstream: Upstream,
  linkEdits: string,
): Promise<Record<string, string>> {
  const meta = readMeta(study.database);
  const edits = standingEdits(study);
  const recorded = { recording: meta.recordingHash, settings: geometryHash(meta), ...(await framesAsked(meta)) };
  const voxels: Record<string, string> = meta.refocus ? { volumes: upstream.refocus ?? "" } : recorded;
  switch (step) {
    case "refocus":
      return {
        ...recorded,
        model: await modelHash(String(parameters.model ?? sheets.refocus.model.default)),
        provider: await chosenProvider(),
      };
    case "detect":
      return voxels;
    case "link":
      // Carrying looks at the stacks themselves.
      return { ...(parameters.method === "carry" && voxels), blobs: upstream.detect ?? "", edits: linkEdits };
    case "extract":
      return { ...voxels, tracks: upstream.link ?? "", edits: positionEditsHash(edits), time: timeHash(meta) };
    case "export":
      return { traces: upstream.extract ?? "", edits: hashOf(edits), ...seriesHash(study) };
  }
}

/** Identity of a run: the same key makes the same product. Patch releases change no numbers and keep the keys. */
export function runKey(step: Step, parameters: Readonly<Record<string, unknown>>, inputs: Readonly<Record<string, string>>): string {
  return hashOf({ step, parameters, inputs, program: programVersion.split(".").slice(0, 2).join(".") });
}

/** Hash of the edits that change positions; names, groups, colours and notes change nothing that is computed. */
export function positionEditsHash(edits: readonly Edit[]): string {
  return hashOf(edits.filter((edit) => !["name", "group", "colour", "note"].includes(edit.kind)));
}

/** Steps that a study has, in order. */
export function applicableSteps(refocus: boolean): readonly Step[] {
  return steps.filter((step) => refocus || step !== "refocus");
}

/** SHA-256 of a value's JSON with its keys in order. */
export function hashOf(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(ordered(value)))
    .digest("hex");
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, ordered(member)]),
  );
}

/** What of the settings changes voxels. */
function geometryHash({ info, settings }: StudyMeta): string {
  const { pixelSize, zStep, zOrigin, shape } = info;
  return hashOf({
    pixelSize,
    zStep,
    zOrigin,
    shape,
    axes: settings.axes,
    axialDirection: settings.axialDirection,
    channels: channelsOf(info, settings),
  });
}

/** Layout and preparation of the frames in plain JSON, and the files they name; nothing where frames are read as recorded. */
async function framesAsked({ settings, recordingPath }: StudyMeta): Promise<Record<string, string>> {
  const { layout, preparation } = settings;
  // Files are told by what they hold; where they lie changes nothing.
  const { backgroundFile: _, flatFieldFile: __, ...parts } = preparedParts(preparation);
  const files = [
    layout?.kind === "files" ? layout.path : "",
    preparation?.backgroundImage === "file" ? preparation.backgroundFile : "",
    preparation?.flatField === "file" ? preparation.flatFieldFile : "",
  ].filter((path) => path !== "");
  const hashes: string[] = [];
  for (const path of files) hashes.push(await recordingHash(companionPath(recordingPath, path)));
  return {
    ...(layout && { layout: JSON.stringify(layout.kind === "files" ? { kind: layout.kind } : layout) }),
    ...(Object.keys(parts).length > 0 && { preparation: JSON.stringify(parts) }),
    ...(hashes.length > 0 && { companions: hashOf(hashes) }),
  };
}

function timeHash({ info }: StudyMeta): string {
  return hashOf({ interval: info.interval, times: info.times });
}

/** Series from elsewhere are written with the tables; a study without any has no such input. */
function seriesHash(study: Study): Record<string, string> {
  const series = listStudySeries(study);
  return series.length === 0 ? {} : { series: hashOf(series) };
}

async function modelHash(model: string): Promise<string> {
  return (await readManifest(await modelFolder(model))).file.sha256;
}
