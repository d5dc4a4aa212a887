import { Failure } from "#contract/failure";
import { detectSheet } from "#contract/parameters";
import type { TrackTable } from "#contract/table";
import { programVersion } from "#contract/version";
import { interruptible, refuseOverwriting, type Register, report, watch } from "#hosts/cli/command";
import { channelOf, openStacks, type StackFlags } from "#hosts/cli/open-stacks";
import { unitsOf, writeHeader } from "#io/table/header";
import type { Carried } from "#io/table/read-sheet";
import { readTracks, trackColumns, writeTracks } from "#io/table/tracks";
import { propagateTracks } from "#jobs/propagate";

interface Flags extends StackFlags {
  readonly out: string;
  readonly channel?: string;
  readonly radius: string;
  readonly references?: string;
  readonly json?: boolean;
}

/** Frames named to be looked at next. */
const named = 5;

/** `propagate MOVIE ANNOTATIONS.csv --out tracks.csv`: annotated neurons carried through a movie by their looks. */
export const propagateCommand: Register = (program) => {
  program
    .command("propagate")
    .description("Carry neurons annotated in one or a few frames through the whole movie, by what they look like.")
    .argument("<volume-or-movie>", "OME-Zarr folder or recording, 2-D or 3-D")
    .argument("<annotations.csv>", "positions with tracks: t, y, x, track (z; other columns are carried through by track)")
    .requiredOption("--out <tracks.csv>", "table to write; its units and parameters stand in a .json beside it")
    .option("--radius <µm>", "typical radius of a nucleus", String(detectSheet.radius.default))
    .option("--references <n>", "reference frames besides the annotated ones (by the length of the movie, 4 to 24)")
    .option("--voxel <z,y,x>", "voxel size, µm, instead of what the file says")
    .option("--axes <letters>", "how the pages of a plain TIFF are to be read, slowest first, for example t, z or tz41")
    .option("--pixel-size <µm>", "pixel size where the file does not say; 1 counts in pixels")
    .option("--interval <s>", "time between frames where the file does not say")
    .option("--channel <n|name>", "channel to follow (the reference channel where there is one: it does not flash)")
    .option("--json", "print the result as JSON")
    .action(async (path: string, annotationsPath: string, flags: Flags) => {
      const radius = Number(flags.radius);
      if (!(radius > 0))
        throw new Failure("invalid-input", `--radius takes a length above 0, not "${flags.radius}".`, { flag: "--radius" });
      const references = flags.references === undefined ? null : Number(flags.references);
      if (references !== null && !(Number.isInteger(references) && references >= 0 && references <= 200))
        throw new Failure("invalid-input", `--references takes a whole number from 0 to 200, not "${flags.references}".`, {
          flag: "--references",
        });
      refuseOverwriting(flags.out, path, annotationsPath);
      const { table: annotations, carried } = await readTracks(annotationsPath);
      if (!annotations.track.some((track) => track >= 0))
        throw new Failure("empty", `${annotationsPath} holds no positions with a track; there is nothing to carry.`, {
          path: annotationsPath,
        });
      const stacks = await openStacks(path, flags);
      try {
        const channel = channelOf(stacks, "--channel", flags.channel, ["reference", "activity"]);
        const tracks = await watch(
          "propagate",
          propagateTracks(stacks.source, annotations, { channel, radius, references }, interruptible()),
        );
        await writeTracks(flags.out, tracks, byTrack(tracks, annotations, carried));
        await writeHeader(flags.out, {
          units: unitsOf(trackColumns, stacks.unit),
          parameters: { radius, references, channel },
          model: stacks.source.virtual,
          software: { nematrace: programVersion },
        });
        const doubtful = doubtfulFrames(tracks);
        const neurons = new Set(tracks.track).size;
        report(flags.json, { path: flags.out, neurons, frames: stacks.source.frames, positions: tracks.t.length, doubtful }, [
          `${flags.out}: ${neurons} neurons carried through ${stacks.source.frames} frames`,
          `Least sure: frames ${doubtful.join(", ")}; a correction there, added to the annotations, helps most.`,
        ]);
      } finally {
        await stacks.source.close();
      }
    });
};

/** Frames where the program is least sure, the worst first, apart from one another. */
function doubtfulFrames(tracks: TrackTable): number[] {
  const sums = new Map<number, { sum: number; n: number }>();
  tracks.t.forEach((t, row) => {
    const frame = sums.get(t) ?? { sum: 0, n: 0 };
    frame.sum += tracks.confidence[row]!;
    frame.n++;
    sums.set(t, frame);
  });
  const frames = [...sums].map(([t, { sum, n }]) => ({ t, mean: sum / n })).sort((a, b) => a.mean - b.mean || a.t - b.t);
  const apart = Math.max(1, Math.floor(frames.length / 40));
  const list: number[] = [];
  for (const { t } of frames) if (list.length < named && list.every((other) => Math.abs(other - t) >= apart)) list.push(t);
  return list;
}

/** The cells that an annotation carries beside its position go with its track into every frame. */
function byTrack(tracks: TrackTable, annotations: TrackTable, carried: Carried): Carried {
  const last = new Map(Array.from(annotations.track, (track, row) => [track, row]));
  return new Map([...carried].map(([name, cells]) => [name, Array.from(tracks.track, (track) => cells[last.get(track) ?? -1] ?? "")]));
}
