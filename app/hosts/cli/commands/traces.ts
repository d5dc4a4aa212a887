import { Failure } from "#contract/failure";
import { extractSheet, type ExtractParameters } from "#contract/parameters";
import type { Progress } from "#contract/source";
import type { TrackTable } from "#contract/table";
import { gradedWarning } from "#core/activity/deconvolve";
import { readOutFrame } from "#core/activity/read-out";
import { emptyTraces, putFrame, type RawTraces, traceMatrix } from "#core/activity/trace-matrix";
import { trackNumbers } from "#core/activity/track-index";
import { interruptible, refuseOverwriting, type Register, report, watch } from "#hosts/cli/command";
import { channelOf, openStacks, type StackFlags, type Stacks } from "#hosts/cli/open-stacks";
import { addSheetFlags, sheetValues } from "#hosts/cli/sheet-flags";
import { programVersion } from "#contract/version";
import { channelPairs } from "#io/volume/channel-pairs";
import { recordingFootprint } from "#jobs/recording-footprint";
import { unitsOf, writeHeader } from "#io/table/header";
import { readTracks } from "#io/table/tracks";
import { traceColumns, writeTraces, writeWideTraces } from "#io/table/traces";

interface Flags extends StackFlags {
  readonly out: string;
  readonly channel?: string;
  readonly referenceChannel?: string;
  readonly wide?: boolean;
  readonly json?: boolean;
}

/** `traces VOLUME_OR_MOVIE TRACKS.csv --out traces.csv`: activity of every neuron. */
export const tracesCommand: Register = (program) => {
  const command = program
    .command("traces")
    .description("Read the activity of followed neurons: F and ΔF/F0, and the ratio where there is a red channel.")
    .argument("<volume-or-movie>", "OME-Zarr folder or recording")
    .argument("<tracks.csv>", "positions with tracks, at least t, y, x, track (z, radius)")
    .requiredOption("--out <traces.csv>", "table to write; its units and parameters stand in a .json beside it")
    .option("--wide", "time_s, then ΔF/F0 in a column a neuron, instead of a row a neuron and frame")
    .option("--voxel <z,y,x>", "voxel size, µm, instead of what the file says")
    .option("--axes <letters>", "how the pages of a plain TIFF are to be read, slowest first, for example t, z or tz41")
    .option("--dataset <path>", "array to read in a file of many (HDF5, NWB, MATLAB 7.3)")
    .option("--pixel-size <µm>", "pixel size where the file does not say; 1 counts in pixels")
    .option("--interval <s>", "time between frames where the file does not say")
    .option("--channel <n|name>", "activity channel")
    .option("--reference-channel <n|name>", "red channel for the ratio")
    .option("--json", "print the result as JSON");
  addSheetFlags(command, extractSheet);
  command.action(async (path: string, tracksPath: string, flags: Flags) => {
    const parameters = sheetValues(extractSheet, { ...flags });
    if (parameters.turns) {
      throw new Failure(
        "unsupported",
        "Errors of refocusing need the recorded movie and the model; run the extract step of a study with --turns.",
        { flag: "--turns" },
      );
    }
    if (parameters.events) process.stderr.write(`nematrace: ${gradedWarning}\n`);
    refuseOverwriting(flags.out, path, tracksPath);
    const { table, carried } = await readTracks(tracksPath);
    const tracks = withRadii(table);
    const numbers = trackNumbers(tracks);
    if (numbers.length === 0)
      throw new Failure("empty", `${tracksPath} holds no tracks; there is nothing to read out.`, { path: tracksPath });
    const stacks = await openStacks(path, flags);
    try {
      const { frames } = stacks.source;
      const late = tracks.t.find((t) => t < 0 || t >= frames);
      if (late !== undefined)
        throw new Failure("out-of-range", `${tracksPath} has positions at frame ${late}, and ${path} has frames 0 to ${frames - 1}.`, {
          path: tracksPath,
          t: late,
          frames,
        });
      const channel = channelOf(stacks, "--channel", flags.channel, ["activity"]);
      const red = stacks.channels.findIndex(({ role }) => role === "reference");
      const reference =
        flags.referenceChannel !== undefined
          ? channelOf(stacks, "--reference-channel", flags.referenceChannel, [])
          : red >= 0 && red !== channel
            ? red
            : null;
      const raw = await watch("traces", readAll(stacks, channel, reference, tracks, numbers, parameters, interruptible()));
      const matrix = traceMatrix(raw, tracks, namesIn(tracks, carried.get("name")), stacks.times, parameters);
      await (flags.wide ? writeWideTraces(flags.out, matrix) : writeTraces(flags.out, matrix));
      const columns = flags.wide ? ["time_s"] : traceColumns(matrix);
      await writeHeader(flags.out, {
        units: unitsOf(columns, stacks.unit),
        parameters: { ...parameters, channel, referenceChannel: reference },
        model: stacks.source.virtual,
        software: { nematrace: programVersion },
        notes: [
          ...(flags.wide ? ["Every column but time_s is the ΔF/F0 of one neuron, headed by its name or its track number."] : []),
          ...(parameters.events ? [gradedWarning] : []),
        ],
      });
      report(flags.json, { path: flags.out, neurons: numbers.length, frames, signals: Object.keys(matrix.signals) }, [
        `${flags.out}: ${numbers.length} neurons × ${frames} frames`,
      ]);
    } finally {
      await stacks.source.close();
    }
  });
};

async function* readAll(
  stacks: Stacks,
  channel: number,
  reference: number | null,
  tracks: TrackTable,
  numbers: Int32Array,
  parameters: ExtractParameters,
  signal: AbortSignal,
): AsyncGenerator<Progress, RawTraces> {
  const { source } = stacks;
  const raw = emptyTraces(
    numbers,
    Int32Array.from({ length: source.frames }, (_, t) => t),
    reference !== null,
  );
  const footprint = await recordingFootprint(source, channel, tracks, parameters);
  const read = channelPairs(source, channel, reference);
  for (let t = 0; t < source.frames; t++) {
    signal.throwIfAborted();
    const { volume, red } = await read(t);
    putFrame(raw, t, readOutFrame(volume, red, tracks, t, numbers, parameters, footprint));
    yield { done: t + 1, total: source.frames, message: "read" };
  }
  return raw;
}

/** Positions from elsewhere may have no radius: the default of the detection sheet stands in. */
function withRadii(tracks: TrackTable): TrackTable {
  return { ...tracks, radius: tracks.radius.map((radius) => (radius > 0 ? radius : 1.4)) };
}

function namesIn(tracks: TrackTable, cells: readonly string[] | undefined): Map<number, string> {
  const names = new Map<number, string>();
  cells?.forEach((name, row) => {
    if (name !== "" && tracks.track[row]! >= 0) names.set(tracks.track[row]!, name);
  });
  return names;
}
