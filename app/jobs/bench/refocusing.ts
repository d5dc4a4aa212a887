import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "#contract/source";
import { quantile } from "#core/link/points";
import type { PlaneFidelity } from "#core/score/fidelity";
import { binMeans, depthBins, foundShare, meanOf, planeMean, refocusFloors, worstBin } from "#core/score/refocusing";
import type { Model } from "#io/model/open";
import type { Accuracy, AccuracySection } from "#jobs/bench/accuracy-page";
import { measureConfocalLike } from "#jobs/bench/confocal-like";
import { timeConversion } from "#jobs/bench/conversion";
import { measureDepthErrors } from "#jobs/bench/depth-errors";
import { type SpeedPoint, speedFigure } from "#jobs/bench/speed-figure";
import { measureTwoPlanes } from "#jobs/bench/two-planes";
import {
  type ClassicComparison,
  type ClassicGain,
  type FrameFidelity,
  measureFidelity,
  measureGain,
  peaks,
  seeds,
  toldDepths,
} from "#jobs/bench/refocus-fidelity";
import { sceneCamera, Scenes } from "#jobs/bench/refocus-scene";

/** Frames a second that a volumetric recording is made at. */
const camera = 3.6;
const picture = "speed-fidelity.svg";

/** Further models at hand: of the same microscope for the picture, and of other kinds. */
export interface Others {
  readonly alike: readonly Model[];
  readonly twoPlanes: Model | null;
  readonly confocal: Model | null;
}

/**
 * Scores a wide-field model on simulated frames of another family than its training, beside what classic methods reach,
 * and draws speed against fidelity with the faithful generator of Deep-Z on it.
 *
 * @param folder where the picture is written; null for nowhere
 */
export async function* measureRefocusing(model: Model, others: Others, folder: string | null): AsyncGenerator<Progress, AccuracySection> {
  const scenes = new Scenes();
  const frames = yield* measureFidelity(model, scenes);
  const alone = refocusingSection(model.manifest.id, frames);
  const further: Accuracy[] = [...(yield* measureDepthErrors(model, scenes))];
  const missing: string[] = [];
  if (others.twoPlanes) further.push(yield* measureTwoPlanes(frames, others.twoPlanes, scenes));
  else missing.push("No model of two recorded planes is installed: what a second plane gains was not measured.");
  if (others.confocal) further.push(...(yield* measureConfocalLike(others.confocal, scenes)));
  else missing.push("No confocal-like model is installed: widths of beads and nuclei against a true confocal were not measured.");
  const section = { ...alone, figures: [...alone.figures, ...further], text: [...alone.text, ...missing] };
  const times = yield* timeConversion(model);
  const points: SpeedPoint[] = [{ name: model.manifest.id, speed: 1 / times.volume, gain: section.figures[0]!.value }];
  for (const other of others.alike) {
    const gain = yield* measureGain(other, scenes);
    const { volume } = yield* timeConversion(other);
    points.push({ name: other.manifest.id, speed: 1 / volume, gain });
  }
  points.push({ name: "faithful generator, speed alone", speed: 1 / times.faithfulVolume, gain: null });
  if (folder === null) return section;
  await writeFile(join(folder, picture), speedFigure(points, camera));
  const told = points.map(
    ({ name, speed, gain }) => `${name} ${speed.toPrecision(2)} volumes/s${gain === null ? "" : ` at ${gain.toFixed(1)} dB`}`,
  );
  const words = `Speed against fidelity on the machine that wrote this page: ${told.join("; ")}. The faithful generator has random weights here, so that its speed alone is told.`;
  return { ...section, text: [...section.text, `![Speed against fidelity](${picture})`, words] };
}

/** The part of the page. */
function refocusingSection(id: string, frames: readonly FrameFidelity[]): AccuracySection {
  const compared = frames.flatMap(({ classic }) => (classic === null ? [] : [classic]));
  const lead = leads(compared);
  const far = lead.filter(({ z }) => z >= 2);
  const errors = frames.flatMap(({ zErrors }) => zErrors);
  const scannedErrors = frames.flatMap(({ scannedZErrors }) => scannedZErrors);
  const worst = frames.map(worstBin);
  const each = (read: (frame: FrameFidelity) => number) => frames.map(read);
  const plane = (read: (plane: PlaneFidelity) => number) => each((frame) => planeMean(frame, read));
  const gain = plane((one) => one.gain);
  const pearson = plane((one) => one.pearson);
  const found = frames.map(foundShare);
  const order = `${seeds.length} scenes (${seeds.join(", ")}), each at ${peaks.join(", ")} photons`;
  const least = { least: true, note: "", floor: null, aim: null, unit: "" } as const;
  const most = { ...least, least: false } as const;
  const figures: Accuracy[] = [
    {
      ...least,
      what: "PSNR over the input left unchanged",
      value: meanOf(gain),
      floor: refocusFloors.gain,
      aim: 11,
      unit: " dB",
      each: gain,
      note: `mean over z; ${order}`,
    },
    { ...least, what: "Pearson, mean over z", value: meanOf(pearson), floor: refocusFloors.pearson, aim: 0.985, each: pearson },
    { ...least, what: "Pearson, worst bin of depth", value: meanOf(worst), floor: refocusFloors.worst, aim: 0.965, each: worst },
    figure("SSIM", frames, least, (one) => one.ssim),
    figure("MAE, share of the stack's range", frames, most, (one) => one.mae),
    figure("NRMSE, share of the stack's range", frames, most, (one) => one.nrmse),
    figure("PSNR over the input, in the foreground", frames, { ...least, unit: " dB" }, (one) => one.inside.gain),
    figure("Pearson, in the foreground", frames, least, (one) => one.inside.pearson),
    figure("SSIM, in the foreground", frames, least, (one) => one.inside.ssim),
    figure("MAE, in the foreground", frames, most, (one) => one.inside.mae),
    figure("NRMSE, in the foreground", frames, most, (one) => one.inside.nrmse),
    {
      ...least,
      what: "least lead over Richardson–Lucy and Wiener, 2 µm away or more",
      value: Math.min(...far.map((one) => one.lead)),
      floor: 0,
      aim: 0,
      unit: " dB",
      each: far.map((one) => one.lead),
      note: "each: 2 … 10 µm away",
    },
    {
      ...least,
      what: "least lead over them at any depth",
      value: Math.min(...lead.map((one) => one.lead)),
      aim: 0,
      unit: " dB",
      each: lead.map((one) => one.lead),
      note: "each: 0 … 10 µm away",
    },
    {
      ...least,
      what: "neurons found in the virtual stack, of those in a scanned one",
      value: meanOf(found),
      floor: refocusFloors.found,
      aim: 0.97,
      each: found,
      note: `found of all: virtual ${share(frames, ({ virtual }) => virtual)}, scanned ${share(frames, ({ scanned }) => scanned)}`,
    },
    {
      ...most,
      what: "z error of found neurons, median",
      value: quantile(errors, 0.5),
      floor: refocusFloors.zMedian,
      aim: 0.4,
      unit: " µm",
      each: each(({ zErrors }) => quantile([...zErrors], 0.5)),
      note: `paired across; in the scanned stack ${quantile(scannedErrors, 0.5).toFixed(2)} µm`,
    },
    {
      ...most,
      what: "z error of found neurons, 95th percentile",
      value: quantile(errors, 0.95),
      floor: refocusFloors.zP95,
      aim: 1.5,
      unit: " µm",
      each: each(({ zErrors }) => quantile([...zErrors], 0.95)),
      note: `in the scanned stack ${quantile(scannedErrors, 0.95).toFixed(2)} µm`,
    },
  ];
  return { name: "refocusing", title: `Refocusing (${id})`, figures, text: text(frames, compared, lead) };
}

function text(
  frames: readonly FrameFidelity[],
  compared: readonly ClassicComparison[],
  lead: readonly { z: number; lead: number }[],
): string[] {
  const light = frames.map(({ foreground }) => 100 * foreground);
  const byPeak = peaks.map((peak) => {
    const own = frames.filter((frame) => frame.peak === peak);
    const mean = (read: (plane: PlaneFidelity) => number) => meanOf(own.flatMap(({ planes }) => planes.map(read)));
    const worst = meanOf(own.map(worstBin));
    const errors = own.flatMap(({ zErrors }) => zErrors);
    const found = meanOf(own.map(foundShare));
    return `| ${peak} | ${[mean((one) => one.gain), mean((one) => one.psnr)].map((v) => v.toFixed(2)).join(" | ")} | ${[mean((one) => one.pearson), worst, mean((one) => one.ssim), mean((one) => one.inside.pearson), found].map((v) => v.toFixed(3)).join(" | ")} | ${quantile(errors, 0.5).toFixed(2)} / ${quantile(errors, 0.95).toFixed(2)} |`;
  });
  const byDepth = depthBins.map(([low, high], bin) => {
    const mean = (read: (plane: PlaneFidelity) => number) => meanOf(frames.map((frame) => binMeans(frame, read)[bin]!));
    const classic = (pick: (one: ClassicComparison) => readonly number[]) =>
      meanOf(compared.map((one) => classicBin(pick(one), low, high))).toFixed(2);
    return `| ${low}–${Math.min(high, 10)} | ${mean((one) => one.gain).toFixed(2)} | ${mean((one) => one.pearson).toFixed(3)} | ${mean((one) => one.ssim).toFixed(3)} | ${mean((one) => one.inside.pearson).toFixed(3)} | ${classic(({ ours }) => ours)} | ${classic(({ wiener }) => wiener.gain)} | ${classic(({ richardsonLucy }) => richardsonLucy.gain)} |`;
  });
  const worstLead = lead.reduce((low, one) => (one.lead < low.lead ? one : low));
  return [
    `Scenes of the program's own simulator, another family than training's: 80 nuclei within ±10 µm of the recorded plane in 448 × 448 pixels, noise-free targets every micrometre from −10 to 10 µm, a camera of ${sceneCamera.gain} grey levels a photon with a read noise of ${sceneCamera.readNoise / sceneCamera.gain} photons. Light covers ${Math.min(...light).toFixed(1)} to ${Math.max(...light).toFixed(1)} % of the frames, measured as in training (Triangle mask); in real frames it is 5 to 15 %. Planes are compared after the best linear fit of each to the truth. Seed 1 was at hand while the program was written, the others were not looked at.`,
    [
      "| photons at the peak | gain, dB | PSNR, dB | Pearson | worst bin | SSIM | Pearson, foreground | found / scanned | z error, median / P95, µm |",
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
      ...byPeak,
    ].join("\n"),
    [
      "| \\|z\\|, µm | gain, dB | Pearson | SSIM | Pearson, foreground | gain in the strip: ours | Wiener | Richardson–Lucy |",
      "| --- | --- | --- | --- | --- | --- | --- | --- |",
      ...byDepth,
    ].join("\n"),
    `Wiener and Richardson–Lucy estimate light at 24 depths from the one recorded plane with the point spread of the very scene, and blur it to the planes asked for, in the strip of the frame that holds the worm (scene 501); ${classicNote(compared)} The smallest lead is ${worstLead.lead.toFixed(2)} dB, ${worstLead.z} µm away.`,
  ];
}

function classicNote(compared: readonly ClassicComparison[]): string {
  const settings = (pick: (one: ClassicComparison) => ClassicGain) => [...new Set(compared.map((one) => pick(one).setting))].join(", ");
  const seconds = (pick: (one: ClassicComparison) => ClassicGain) => meanOf(compared.map((one) => pick(one).seconds)).toFixed(1);
  return `their settings are the best in hindsight (noise ${settings((f) => f.wiener)}; ${settings((f) => f.richardsonLucy)} rounds), and 21 planes took ${seconds((f) => f.wiener)} and ${seconds((f) => f.richardsonLucy)} s on one core.`;
}

/** Gain of the model over the better of the two classic methods, a row each |z|. */
function leads(compared: readonly ClassicComparison[]): { z: number; lead: number }[] {
  const of = (read: (one: ClassicComparison) => readonly number[], z: number) =>
    meanOf(compared.flatMap((one) => read(one).filter((_, n) => Math.abs(toldDepths[n]!) === z)));
  return toldDepths
    .filter((z) => z >= 0)
    .map((z) => ({
      z,
      lead:
        of(({ ours }) => ours, z) -
        Math.max(
          of(({ wiener }) => wiener.gain, z),
          of(({ richardsonLucy }) => richardsonLucy.gain, z),
        ),
    }));
}

function figure(
  what: string,
  frames: readonly FrameFidelity[],
  kind: Pick<Accuracy, "least" | "note" | "floor" | "aim" | "unit">,
  read: (plane: PlaneFidelity) => number,
): Accuracy {
  const each = frames.map(({ planes }) => meanOf(planes.map(read).filter(Number.isFinite)));
  return { ...kind, what, value: meanOf(each), each };
}

function classicBin(gain: readonly number[], low: number, high: number): number {
  return meanOf(gain.filter((_, n) => inBin(toldDepths[n]!, low, high)));
}

function inBin(z: number, low: number, high: number): boolean {
  return Math.abs(z) >= low && Math.abs(z) < high;
}

function share(frames: readonly FrameFidelity[], read: (frame: FrameFidelity) => number): string {
  return (frames.reduce((sum, frame) => sum + read(frame), 0) / frames.reduce((sum, { truths }) => sum + truths, 0)).toFixed(3);
}
