import { basename } from "node:path";
import type { LoggedEdit } from "#contract/edit";
import type { Step } from "#contract/parameters";
import { positionSources } from "#contract/table";
import type { Products } from "#io/study/products";
import { isImported } from "#jobs/imported";

/** Which values a network made, one sentence; null where all were measured. */
export function virtualSentence({ refocus, runs }: Products): string | null {
  if (!refocus) return null;
  const model = basename(String(runs.refocus?.parameters.model));
  const hash = runs.refocus?.inputs.model;
  return `The stacks are virtual: the network ${model}${hash ? ` (SHA-256 ${hash})` : ""} refocused each recorded frame to other depths, and z is where a neuron came into focus there; nothing was measured at that depth.`;
}

/** `methods.md`: a paragraph for the paper out of the records of the runs, and the parameters below it. */
export function methodsOf(program: string, products: Products, edits: readonly LoggedEdit[]): string {
  const said = [
    recorded(program, products),
    virtualSentence(products),
    refocused(products),
    found(products),
    followed(products),
    byHand(products, edits),
    read(products),
    "Missing values were left missing.",
  ];
  return [
    "# Methods",
    "",
    said.filter((sentence) => sentence !== null && sentence !== "").join(" "),
    "",
    "## Parameters",
    "",
    ...parameterTables(products),
  ].join("\n");
}

function recorded(program: string, { recording, settings }: Products): string {
  const { t, z, y, x } = recording.shape;
  const size = recording.pixelSize;
  const facts = [
    `${t} ${t === 1 ? "frame" : "frames"} of ${x} × ${y}${z > 1 ? ` × ${z}` : ""} ${z > 1 ? "voxels" : "pixels"}`,
    ...(settings.pixelSize === 1 ? ["lengths counted in pixels"] : size ? [`${round(size[1])} µm a pixel`] : []),
    ...(recording.interval === null ? [] : [`${round(1 / recording.interval)} frames a second`]),
  ];
  return `Calcium imaging (${facts.join(", ")}) was analysed with ${program}.`;
}

function refocused({ refocus, runs }: Products): string {
  const run = runs.refocus;
  if (!refocus || !run) return "";
  const { zMin, zMax, zStep } = run.parameters;
  return `Planes lie from ${String(zMin)} to ${String(zMax)} µm around the recorded plane, ${String(zStep)} µm apart.`;
}

function found({ runs }: Products): string {
  const run = runs.detect;
  if (!run) return "";
  if (isImported(run)) return `Positions of neurons were brought in from a file (${run.inputs.format}).`;
  const { radius, threshold, separation, granules, merged } = run.parameters;
  const height = Number(threshold) > 0 ? `${String(threshold)} times the noise` : "a threshold chosen from the heights of all peaks";
  return `Nuclei (radius ${String(radius)} µm) were found in every frame as peaks above ${height}, at least ${String(separation)} radii apart${granules === true ? ", granular tissue left out" : ""}${merged === true ? "; in stacks, nuclei merged with a brighter one were found in what a lone nucleus' shape left of the peak" : ""}.`;
}

function followed({ runs, tracks, traces }: Products): string {
  const run = runs.link;
  if (!run || tracks === null) return "";
  const neurons = new Set(tracks.track);
  neurons.delete(-1);
  const count = `${neurons.size} ${neurons.size === 1 ? "neuron" : "neurons"}`;
  if (isImported(run)) return `The tracks of ${count} were brought in from a file (${run.inputs.format}).`;
  const { method, reach, maxGap, minLength } = run.parameters;
  if (method === "carry")
    return `${count} were carried through the movie from positions set or accepted by hand (${String(run.summary["carried from"])}), by correlating patches around them with those of frames placed before, held by springs between neighbours.`;
  const how = method === "lap" ? "linked from frame to frame (linear assignment)" : "matched in every frame to a reference constellation";
  const named = traces?.names.filter((name) => name !== "").length ?? 0;
  return `They were ${how}, within ${String(reach)} µm, gaps of up to ${String(maxGap)} frames filled; ${count} present in at least ${String(minLength)} % of frames were kept${named > 0 ? `, ${named} of them named` : ""}.`;
}

function byHand({ tracks }: Products, edits: readonly LoggedEdit[]): string {
  const standing = edits.filter((row) => !row.undone).length;
  const part = (source: (typeof positionSources)[number]) =>
    tracks === null ? 0 : tracks.source.filter((one, row) => tracks.track[row]! >= 0 && positionSources[one] === source).length;
  const places = tracks === null ? 0 : tracks.track.filter((track) => track >= 0).length;
  const share = (count: number) => `${round((100 * count) / Math.max(1, places))} %`;
  const hand = standing === 0 ? "Nothing was corrected by hand" : `${standing} ${standing === 1 ? "edit was" : "edits were"} made by hand`;
  return `${hand}; of ${places} positions ${share(part("human"))} were set by a person and ${share(part("interpolated"))} interpolated.`;
}

function read({ runs }: Products): string {
  const run = runs.extract;
  if (!run) return "";
  if (isImported(run)) return `Activity was brought in from a file (${run.inputs.format}).`;
  const { readOut, background, baseline, percentile, bleaching, correction, lowPass, fillGaps } = run.parameters;
  const rest = baseline === "percentile" || baseline === "running-percentile" ? ` (${String(percentile)} %)` : "";
  const more = [
    bleaching === "none" ? "" : `bleaching was undone (${String(bleaching)})`,
    correction === "none" ? "" : `motion was corrected with the reference channel (${String(correction)})`,
    Number(lowPass) > 0 ? `traces were low-passed at ${String(lowPass)} Hz, without delay` : "",
    Number(fillGaps) > 0 ? `gaps of up to ${String(fillGaps)} frames were interpolated and are marked` : "",
  ].filter((part) => part !== "");
  return `Fluorescence was read out (${String(readOut)}; background: ${String(background)}) and given as ΔF/F0 with F0 from ${String(baseline)}${rest}${more.length > 0 ? `; ${more.join("; ")}` : ""}.`;
}

function parameterTables({ runs }: Products): string[] {
  const rows: string[] = ["| step | parameter | value |", "|---|---|---|"];
  for (const [step, run] of Object.entries(runs) as [Step, NonNullable<Products["runs"][Step]>][]) {
    if (step === "export") continue;
    for (const [name, value] of Object.entries(run.parameters)) rows.push(`| ${step} | ${name} | ${cell(value)} |`);
    for (const [name, value] of Object.entries(run.software)) rows.push(`| ${step} | (${name}) | ${cell(value)} |`);
  }
  return [...rows, ""];
}

function cell(value: unknown): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).replaceAll("|", "\\|").replaceAll("\n", " ");
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}
