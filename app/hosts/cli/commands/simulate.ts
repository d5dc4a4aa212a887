import { Failure } from "#contract/failure";
import { sampleOptions } from "#core/optics/simulation";
import { type Register, interruptible, report, watch } from "#hosts/cli/command";
import { simulate } from "#jobs/simulate";

interface Flags {
  readonly seed: string;
  readonly frames: string;
  readonly neurons: string;
  readonly size: string;
  readonly twoChannel: boolean;
  readonly interval: string;
  readonly pixelSize: string;
  readonly bend: string;
  readonly peakPhotons: string;
  readonly stackEvery?: string;
  readonly json?: boolean;
}

/** `simulate OUT_DIR`: a recording with known truth. */
export const simulateCommand: Register = (program) => {
  const sample = sampleOptions;
  program
    .command("simulate")
    .description("Simulate a worm recording with known truth (movie.ome.tif and truth/).")
    .argument("<out-dir>", "a new or empty folder, or an earlier simulation")
    .option("--seed <n>", "the same seed gives the same bytes", String(sample.seed))
    .option("--frames <n>", "frames of the movie", String(sample.frames))
    .option("--neurons <n>", "neurons", String(sample.neurons))
    .option("--size <YxX>", "rows × columns, pixels", sample.size.join("x"))
    .option("--two-channel", "green activity and a steady red channel", sample.twoChannel)
    .option("--no-two-channel", "green alone")
    .option("--interval <s>", "seconds between frames", String(sample.interval))
    .option("--pixel-size <µm>", "pixel in the sample", String(sample.pixelSize))
    .option("--bend <rad>", "swing of the body's bends: 0.12 a held worm, 0.9 a strongly bending one", String(sample.bend))
    .option("--peak-photons <n>", "photons in the brightest pixel of the first frame", String(sample.peakPhotons))
    .option("--stack-every <k>", "scan a true stack at frames k, 2k … (default: a third of the frames)")
    .option("--json", "print the result as JSON")
    .action(async (directory: string, flags: Flags) => {
      const options = {
        seed: number("--seed", flags.seed),
        frames: number("--frames", flags.frames),
        neurons: number("--neurons", flags.neurons),
        size: sizeOf(flags.size),
        twoChannel: flags.twoChannel,
        interval: number("--interval", flags.interval),
        pixelSize: number("--pixel-size", flags.pixelSize),
        spread: sample.spread,
        bend: number("--bend", flags.bend),
        peakPhotons: number("--peak-photons", flags.peakPhotons),
      };
      const every = flags.stackEvery === undefined ? undefined : number("--stack-every", flags.stackEvery);
      const made = await watch("simulate", simulate(directory, options, every, interruptible()));
      report(flags.json, made, [
        made.recording,
        `truth in ${made.truth}: ${made.neurons} neurons, ${made.frames} frames, scanned stacks at frame ${made.stacks.join(", ")}`,
      ]);
    });
};

function number(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new Failure("invalid-input", `${flag} takes a number, not "${text}".`, { flag, value: text });
}

function sizeOf(text: string): [number, number] {
  const match = /^(\d+)\s*[x×]\s*(\d+)$/i.exec(text);
  if (!match)
    throw new Failure("invalid-input", `--size takes rows x columns, for example 512x256, not "${text}".`, { flag: "--size", value: text });
  return [Number(match[1]), Number(match[2])];
}
