import { resolve } from "node:path";
import type { Command } from "commander";
import { Failure } from "#contract/failure";
import { preparedParts, prepareSheet, unprepared } from "#contract/preparation";
import { type ChannelLayout, noChannel, type RecordingInfo, type RecordingSettings, unsaid } from "#contract/recording";
import { addSheetFlags, givenValues } from "#hosts/cli/sheet-flags";
import { openRecording } from "#io/recording/open";

/** What a user says about a recording on the command line. */
export interface RecordingFlags extends Readonly<Record<string, unknown>> {
  readonly pixelSize?: string;
  readonly interval?: string;
  readonly zStep?: string;
  readonly axes?: string;
  readonly dataset?: string;
  readonly split?: string;
  readonly secondFile?: string;
  readonly channel?: string;
  readonly referenceChannel?: string;
  readonly axialDirection?: string;
}

/** Flags by which a user says what a recording's file does not, and how its frames are prepared. */
export function addRecordingFlags(command: Command): Command {
  command
    .option("--pixel-size <µm>", "size of a pixel; 1 counts in pixels")
    .option("--interval <s>", "time between frames")
    .option("--z-step <µm>", "distance between recorded planes")
    .option("--axes <letters>", "how the pages of a plain TIFF are to be read, slowest first, e.g. t, tc, zt")
    .option("--dataset <path>", "array to read in a file of many (HDF5, NWB, MATLAB 7.3)")
    .option("--split <x:N|y:N>", "two channels on one chip: the first column (x) or row (y) of the second half; none takes it back")
    .option("--second-file <path>", "second channel in a file of its own, with the same frames")
    .option("--channel <N|name>", "activity channel: the one that is read out")
    .option("--reference-channel <N|name>", "red channel that does not follow activity; none where there is none")
    .option("--axial-direction <1|-1>", "-1 where the defocus asymmetry is turned round");
  return addSheetFlags(command, prepareSheet);
}

/**
 * What the user says over what was said before.
 *
 * @throws Failure "invalid-input" | "out-of-range" naming the flag; of the reader
 */
export async function recordingSettingsFor(movie: string, flags: RecordingFlags, before: RecordingSettings): Promise<RecordingSettings> {
  const layout = layoutOf(flags) ?? before.layout;
  const prepared = { ...unprepared, ...before.preparation, ...filesFromHere(givenValues(prepareSheet, flags)) };
  const lengths = {
    pixelSize: positive("--pixel-size", flags.pixelSize) ?? before.pixelSize,
    interval: positive("--interval", flags.interval) ?? before.interval,
    zStep: positive("--z-step", flags.zStep) ?? before.zStep,
    axes: flags.axes ?? before.axes,
    dataset: flags.dataset ?? before.dataset,
    layout: layout === "none" ? null : layout,
    preparation: Object.keys(preparedParts(prepared)).length > 0 ? prepared : null,
  };
  const source = await openRecording(movie, { ...unsaid, axes: lengths.axes, dataset: lengths.dataset, layout: lengths.layout });
  await source.close();
  // A time between frames says that pages without a meaning of their own are frames.
  const { shape, missing } = source.info;
  const frames = lengths.interval !== null && shape.z === 1 && (shape.c === 1 || lengths.layout !== null) && missing.includes("axes");
  if (frames) process.stderr.write(`nematrace: ${source.info.name} does not say what its pages are; they are read as frames in time.\n`);
  return {
    ...lengths,
    axes: frames ? "t" : lengths.axes,
    activityChannel: channelIndex("--channel", flags.channel, source.info) ?? before.activityChannel,
    referenceChannel:
      (flags.referenceChannel === "none" ? noChannel : channelIndex("--reference-channel", flags.referenceChannel, source.info)) ??
      before.referenceChannel,
    axialDirection: direction(flags.axialDirection) ?? before.axialDirection,
  };
}

/** The flags that say the same again. */
export function flagsFor({ pixelSize, interval, zStep, axes, layout, activityChannel, referenceChannel }: RecordingSettings): string[] {
  const split = layout?.kind === "halves" ? `${layout.axis}:${layout.at}` : null;
  const said: readonly (readonly [string, string | number | null])[] = [
    ["--pixel-size", pixelSize],
    ["--interval", interval],
    ["--z-step", zStep],
    ["--axes", axes],
    ["--split", split],
    ["--channel", activityChannel],
    ["--reference-channel", referenceChannel === noChannel ? "none" : referenceChannel],
  ];
  return said.flatMap(([flag, value]) => (value === null ? [] : [`${flag} ${value}`]));
}

/** Null where nothing was said. */
function layoutOf({ split, secondFile }: RecordingFlags): ChannelLayout | "none" | null {
  if (split !== undefined && secondFile !== undefined)
    throw new Failure("invalid-input", "--split and --second-file exclude each other: the channels lie on one chip or in two files.", {
      flag: "--split",
    });
  if (secondFile !== undefined) return secondFile === "none" ? "none" : { kind: "files", path: resolve(secondFile) };
  if (split === undefined) return null;
  if (split === "none") return "none";
  const match = /^([xy]):(\d+)$/.exec(split);
  if (match && Number(match[2]) > 0) return { kind: "halves", axis: match[1] === "x" ? "x" : "y", at: Number(match[2]) };
  throw new Failure(
    "invalid-input",
    `--split takes x:N (the first column of the right half) or y:N (the first row of the lower half), not "${split}".`,
    {
      flag: "--split",
      value: split,
    },
  );
}

/** Files named on the command line lie relative to where it is used. */
function filesFromHere<T extends { readonly backgroundFile?: string; readonly flatFieldFile?: string }>(given: T): T {
  return {
    ...given,
    ...(given.backgroundFile && { backgroundFile: resolve(given.backgroundFile) }),
    ...(given.flatFieldFile && { flatFieldFile: resolve(given.flatFieldFile) }),
  };
}

function positive(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Failure("invalid-input", `${flag} takes a number above 0, not "${text}".`, { flag, value: text });
}

function channelIndex(flag: string, text: string | undefined, info: RecordingInfo): number | null {
  if (text === undefined) return null;
  const named = info.channels.findIndex((channel) => channel.name.toLowerCase() === text.toLowerCase());
  const index = named >= 0 ? named : /^\d+$/.test(text) ? Number(text) : -1;
  if (index >= 0 && index < info.channels.length) return index;
  const names = info.channels.map((channel, i) => `${i} (${channel.name})`);
  throw new Failure("invalid-input", `${flag}: ${info.name} has no channel "${text}"; it has ${names.join(", ")}.`, {
    flag,
    value: text,
    channels: names,
  });
}

function direction(text: string | undefined): 1 | -1 | null {
  if (text === undefined) return null;
  if (text === "1" || text === "+1") return 1;
  if (text === "-1") return -1;
  throw new Failure("invalid-input", `--axial-direction takes 1 or -1, not "${text}".`, { flag: "--axial-direction", value: text });
}
