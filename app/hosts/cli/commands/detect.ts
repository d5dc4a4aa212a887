import { detectSheet } from "#contract/parameters";
import type { Progress } from "#contract/source";
import type { BlobTable } from "#contract/table";
import { detectBlobs } from "#core/detect/detect-blobs";
import { concatBlobs } from "#core/link/table-ops";
import { frameRange, interruptible, refuseOverwriting, type Register, report, watch } from "#hosts/cli/command";
import { channelOf, openStacks, type StackFlags, type Stacks } from "#hosts/cli/open-stacks";
import { addSheetFlags, sheetValues } from "#hosts/cli/sheet-flags";
import { programVersion } from "#contract/version";
import { blobColumns, writeBlobs } from "#io/table/blobs";
import { unitsOf, writeHeader } from "#io/table/header";

interface Flags extends StackFlags {
  readonly out: string;
  readonly frames?: string;
  readonly channel?: string;
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
    .option("--frames <a:b>", "frames, from 0; b is not included")
    .option(
      "--channel <n|name>",
      "channel to look in (the only one, or the activity channel; a steady red channel shows silent neurons too)",
    )
    .option("--json", "print the result as JSON");
  addSheetFlags(command, detectSheet, ["findIn"]);
  command.action(async (path: string, flags: Flags) => {
    const parameters = sheetValues(detectSheet, { ...flags });
    refuseOverwriting(flags.out, path);
    const stacks = await openStacks(path, flags);
    try {
      const channel = channelOf(stacks, "--channel", flags.channel, ["activity"]);
      const { from, to } = frameRange(flags.frames ?? ":", stacks.source.frames);
      const signal = interruptible();
      const blobs = await watch("detect", detectFrames(stacks, channel, from, to, parameters, signal));
      await writeBlobs(flags.out, blobs);
      await writeHeader(flags.out, {
        units: unitsOf(blobColumns, stacks.unit),
        parameters: { ...parameters, channel, frames: [from, to] },
        model: stacks.source.virtual,
        software: { nematrace: programVersion },
      });
      const perFrame = blobs.t.length / (to - from);
      report(flags.json, { path: flags.out, blobs: blobs.t.length, frames: to - from, perFrame, unit: stacks.unit }, [
        `${flags.out}: ${blobs.t.length} neurons in ${to - from} frames (${perFrame.toFixed(1)} a frame)`,
      ]);
    } finally {
      await stacks.source.close();
    }
  });
};

async function* detectFrames(
  stacks: Stacks,
  channel: number,
  from: number,
  to: number,
  parameters: Parameters<typeof detectBlobs>[2],
  signal: AbortSignal,
): AsyncGenerator<Progress, BlobTable> {
  const tables: BlobTable[] = [];
  for (let t = from; t < to; t++) {
    signal.throwIfAborted();
    tables.push(detectBlobs(await stacks.source.read(t, channel), t, parameters));
    yield { done: t + 1 - from, total: to - from, message: `${tables.at(-1)?.t.length ?? 0} neurons in frame ${t}` };
  }
  return concatBlobs(tables);
}
