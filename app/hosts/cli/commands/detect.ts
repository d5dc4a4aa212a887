import { type DetectParameters, detectSheet } from "#contract/parameters";
import type { Progress } from "#contract/source";
import type { BlobTable } from "#contract/table";
import { detectBlobs } from "#core/detect/detect-blobs";
import { watershedMasks } from "#core/detect/watershed";
import { concatBlobs } from "#core/link/table-ops";
import { frameRange, interruptible, refuseOverwriting, type Register, report, watch } from "#hosts/cli/command";
import { channelOf, openStacks, type StackFlags, type Stacks } from "#hosts/cli/open-stacks";
import { regionText } from "#hosts/cli/region-files";
import { addSheetFlags, sheetValues } from "#hosts/cli/sheet-flags";
import { programVersion } from "#contract/version";
import { createOmeTiff, type OmeTiffWriter } from "#io/recording/write-ome-tiff";
import { blobColumns, writeBlobs } from "#io/table/blobs";
import { unitsOf, writeHeader } from "#io/table/header";

interface Flags extends StackFlags {
  readonly out: string;
  readonly frames?: string;
  readonly channel?: string;
  readonly masks?: string;
  readonly region?: readonly string[];
  readonly exclude?: readonly string[];
  readonly json?: boolean;
}

/** `detect VOLUME_OR_MOVIE --out blobs.csv`: neurons of every frame. */
export const detectCommand: Register = (program) => {
  const command = program
    .command("detect")
    .description("Find neurons in stacks (OME-Zarr, TIFF) or, where there is one plane, in images.")
    .argument("<volume-or-movie>", "OME-Zarr folder or recording")
    .requiredOption("--out <blobs.csv>", "table to write; its units and parameters stand in a .json beside it")
    .option("--voxel <z,y,x>", "voxel size, µm, instead of what the file says")
    .option("--pixel-size <µm>", "pixel size where the file does not say; 1 counts in pixels")
    .option("--axes <letters>", "how the pages of a plain TIFF are to be read, slowest first, for example t, z or tz41")
    .option("--dataset <path>", "array to read in a file of many (HDF5, NWB, MATLAB 7.3)")
    .option("--frames <a:b>", "frames, from 0; b is not included")
    .option(
      "--channel <n|name>",
      "channel to look in (the only one, or the activity channel; a steady red channel shows silent neurons too)",
    )
    .option("--region <file...>", "where to look: polygons (µm) in a .json, or a mask image of the stack's size; several add up")
    .option("--exclude <file...>", "what to leave out, in the same form")
    .option(
      "--masks <masks.ome.tif>",
      "also write each neuron's voxels as a label image: 0, or 1 + the neuron's place among its frame's rows",
    )
    .option("--json", "print the result as JSON");
  addSheetFlags(command, detectSheet, ["findIn"]);
  command.action(async (path: string, flags: Flags) => {
    const given = sheetValues(detectSheet, { ...flags });
    refuseOverwriting(flags.out, path);
    if (flags.masks !== undefined) refuseOverwriting(flags.masks, path);
    const stacks = await openStacks(path, flags);
    try {
      const channel = channelOf(stacks, "--channel", flags.channel, ["activity"]);
      const parameters = { ...given, regions: await regionText(flags.region ?? [], flags.exclude ?? [], stacks.source) };
      const { from, to } = frameRange(flags.frames ?? ":", stacks.source.frames);
      const signal = interruptible();
      const masks = flags.masks === undefined ? null : await createMasks(flags.masks, stacks, to - from);
      const blobs = await watch("detect", detectFrames(stacks, channel, from, to, parameters, masks, signal));
      await writeBlobs(flags.out, blobs);
      await writeHeader(flags.out, {
        units: unitsOf(blobColumns, stacks.unit),
        parameters: { ...parameters, channel, frames: [from, to] },
        model: stacks.source.virtual,
        software: { nematrace: programVersion },
      });
      const perFrame = blobs.t.length / (to - from);
      const masksPath = flags.masks === undefined ? {} : { masks: flags.masks };
      report(flags.json, { path: flags.out, ...masksPath, blobs: blobs.t.length, frames: to - from, perFrame, unit: stacks.unit }, [
        `${flags.out}: ${blobs.t.length} neurons in ${to - from} frames (${perFrame.toFixed(1)} a frame)`,
        ...(flags.masks === undefined ? [] : [`${flags.masks}: their masks`]),
      ]);
    } finally {
      await stacks.source.close();
    }
  });
};

/** Starts the label image: one channel, the stacks' own lengths. */
function createMasks(path: string, { source, unit }: Stacks, frames: number): Promise<OmeTiffWriter> {
  const [z, y, x] = source.shape;
  const known = unit === "µm";
  return createOmeTiff(path, {
    shape: { t: frames, c: 1, z, y, x },
    dtype: "uint16",
    pixelSize: known ? [source.voxel[1], source.voxel[2]] : null,
    zStep: known && z > 1 ? source.voxel[0] : null,
    zOrigin: source.origin[0],
    interval: null,
    channels: [{ name: "neurons", role: "other", wavelength: null }],
    virtual: source.virtual,
  });
}

async function* detectFrames(
  stacks: Stacks,
  channel: number,
  from: number,
  to: number,
  parameters: DetectParameters,
  masks: OmeTiffWriter | null,
  signal: AbortSignal,
): AsyncGenerator<Progress, BlobTable> {
  const tables: BlobTable[] = [];
  try {
    for (let t = from; t < to; t++) {
      signal.throwIfAborted();
      const volume = await stacks.source.read(t, channel);
      const blobs = detectBlobs(volume, t, parameters);
      tables.push(blobs);
      if (masks !== null) {
        const { data, shape } = watershedMasks(volume, blobs, parameters.elongation > 0 ? { elongation: parameters.elongation } : {});
        const plane = shape[1] * shape[2];
        for (let z = 0; z < shape[0]; z++) await masks.write(data.subarray(z * plane, (z + 1) * plane));
      }
      yield { done: t + 1 - from, total: to - from, message: `${blobs.t.length} neurons in frame ${t}` };
    }
    await masks?.finish();
  } finally {
    // After `finish` there is nothing left to take away.
    await masks?.abort();
  }
  return concatBlobs(tables);
}
