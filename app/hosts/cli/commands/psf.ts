import { resolve } from "node:path";
import type { BlurReport } from "#contract/blur";
import { channelsOf } from "#contract/channels";
import { Failure } from "#contract/failure";
import { defaultsOf, refocusSheet } from "#contract/parameters";
import { unsaid } from "#contract/recording";
import { type Register, refuseOverwriting, report, watch } from "#hosts/cli/command";
import { addRecordingFlags, type RecordingFlags, recordingSettingsFor } from "#hosts/cli/recording-flags";
import { openModel } from "#io/model/open";
import { openRecording } from "#io/recording/open";
import { readMeta, writeMeta } from "#io/study/meta";
import { openStudy } from "#io/study/study";
import { writeWhole } from "#io/volume/whole-file";
import { distancesOf, estimateBlur, fineTuneConfig } from "#jobs/psf";

interface Flags extends RecordingFlags {
  readonly model: string;
  readonly frame: string;
  readonly diameter: string;
  readonly emission?: string;
  readonly index?: string;
  readonly out?: string;
  readonly study?: string;
  readonly json?: boolean;
}

/** `psf STACK`: the blur of a microscope, and how a model fares on it. */
export const psfCommand: Register = (program) => {
  const command = program
    .command("psf")
    .description(
      "From a scanned stack of beads, or of nuclei that stand alone: aperture, spherical aberration and its sign, how far they lie from a model's training, the model's fidelity on that stack, and a configuration to fine-tune it.",
    )
    .argument("<stack>", "scanned stack")
    .option("--model <id>", "the model that is held against it", defaultsOf(refocusSheet).model)
    .option("--frame <t>", "which stack of a recording of several, from 0", "0")
    .option("--diameter <µm>", "of the beads, or of nuclei", "0.2")
    .option("--emission <nm>", "wavelength that is seen; the channel's, else the middle of the model's range")
    .option("--index <n>", "refractive index of the sample; else the model's")
    .option("--out <file>", "write a training configuration (JSON) with the ranges narrowed to this microscope")
    .option("--study <dir>", "set the axial direction of this study to what was found");
  addRecordingFlags(command)
    .option("--json", "print the report as JSON")
    .action(async (path: string, flags: Flags) => {
      const settings = await recordingSettingsFor(resolve(path), flags, unsaid);
      if (flags.out !== undefined) refuseOverwriting(flags.out, path);
      const source = await openRecording(resolve(path), settings);
      const model = await openModel(flags.model);
      try {
        const { info } = source;
        const { pixelSize, zStep } = distancesOf(info);
        const channel = channelsOf(info, settings).activity;
        const wavelength = info.channels[channel]?.wavelength ?? null;
        const job = estimateBlur(source, {
          model,
          t: numberOf("--frame", flags.frame),
          channel,
          zStep,
          pixelSize,
          diameter: numberOf("--diameter", flags.diameter),
          emission:
            flags.emission === undefined ? (wavelength === null ? null : wavelength / 1000) : numberOf("--emission", flags.emission) / 1000,
          index: flags.index === undefined ? null : numberOf("--index", flags.index),
        });
        const found = await watch("psf", job);
        if (flags.out !== undefined)
          await writeWhole(resolve(flags.out), `${JSON.stringify(await fineTuneConfig(model, found, pixelSize), null, 2)}\n`);
        if (flags.study !== undefined) setDirection(flags.study, found);
        report(flags.json, found, linesOf(found, flags));
      } finally {
        await model.close();
        await source.close();
      }
    });
};

function setDirection(path: string, { axialDirection, signSure }: BlurReport): void {
  if (!signSure) {
    throw new Failure(
      "invalid-input",
      `The axial direction of ${path} is left as it is: this stack explains both signs of the aberration equally well. Scan one with brighter beads, or finer.`,
      { path },
    );
  }
  const study = openStudy(path, "write");
  try {
    const meta = readMeta(study.database);
    writeMeta(study.database, { ...meta, settings: { ...meta.settings, axialDirection } });
  } finally {
    study.close();
  }
}

function linesOf(found: BlurReport, { out, study }: Flags): string[] {
  const sign = found.signSure ? `${found.axialDirection > 0 ? "+1" : "−1"}` : "not sure (both signs explain the stack)";
  const width = (value: number | null) => (value === null ? "not measured" : `${value.toFixed(2)} µm`);
  return [
    `${found.stack}: ${found.beads} ${found.beads === 1 ? "emitter" : "emitters"} that stand alone`,
    `  aperture               NA ${found.na.toFixed(3)}`,
    `  spherical aberration   ${found.spherical.toFixed(3)} waves`,
    `  axial direction        ${sign}`,
    `  depth of the emitters  ${found.z0.toFixed(2)} µm`,
    `  further blur           ${found.blur.toFixed(2)} µm`,
    `  explained              ${(100 * found.explained).toFixed(1)} % of the light's variance, ${(100 * found.otherSign).toFixed(1)} % with the other sign`,
    `  asymmetry              ${found.asymmetry.toFixed(2)}`,
    `  width across, along z  ${width(found.lateral)}, ${width(found.axial)} (full width at half maximum)`,
    ...(found.beyondTraining.length === 0
      ? [`  The microscope lies within the training of ${found.model}.`]
      : found.beyondTraining.map((sentence) => `  ${sentence}`)),
    ...found.fidelity.map(
      ({ z: [low, high], gain, pearson, planes }) =>
        `  ${found.model} at |z| ${low}–${high} µm: ${gain.toFixed(1)} dB over the plane left as it is, Pearson ${pearson.toFixed(3)} (${planes} planes)`,
    ),
    ...(out === undefined ? [] : [`  training configuration: ${out}`]),
    ...(study === undefined ? [] : [`  axial direction of ${study} set to ${found.axialDirection}`]),
  ];
}

function numberOf(flag: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Failure("invalid-input", `${flag} takes a number, not "${text}".`, { flag, value: text });
}
