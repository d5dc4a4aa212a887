import { extname } from "node:path";
import type { Command } from "commander";
import { Failure } from "#contract/failure";
import { defaultsOf, refocusSheet } from "#contract/parameters";
import { unsaid, type RecordingInfo } from "#contract/recording";
import { depthPlan, frameRange, interruptible, refuseOverwriting, report, watch } from "#hosts/cli/command";
import { addSheetFlags, sheetValues } from "#hosts/cli/sheet-flags";
import { surfaceFile } from "#hosts/cli/surface-file";
import { openModel } from "#io/model/open";
import { openRecording } from "#io/recording/open";
import { refocus } from "#jobs/refocus";
import { refocusToTiff } from "#jobs/refocus-tiff";

const leftOut = ["zMin", "zMax", "zStep"] as const;

export function refocusCommand(program: Command): void {
  const command = program
    .command("refocus")
    .description("Turn a 2-D movie or image into virtual volumes, frame by frame.")
    .argument("<recording>", "movie or image")
    .requiredOption("--out <path>", "an OME-Zarr folder (X.ome.zarr; stopped runs go on where they stopped) or X.tif (float planes)")
    .option("--z <min:max:step>", "planes, µm from the recorded plane, both ends included (as far as the model goes, 0.5 µm apart)")
    .option(
      "--surface <file>",
      "one plane along a surface instead: a depth map (an image of the frame's size, µm) or JSON of shape and points, µm [z, y, x]",
    )
    .option("--frames <a:b>", "frames, from 0, b not included (all)")
    .option("--pixel-size <µm>", "size of a pixel, where the file does not say or is wrong")
    .option("--interval <s>", "time between frames, where the file does not say or is wrong")
    .option("--axes <letters>", "how the pages of a plain TIFF are to be read, slowest first, for example t or tc")
    .option("--dataset <path>", "array to read in a file of many (HDF5, NWB, MATLAB 7.3)")
    .option("--channel <number|name>", "channel to refocus (the activity channel and, where there is one, the reference)")
    .option("--axial-direction <1|-1>", "-1 where the microscope's rings lie on the other side of focus than in training", "1")
    .option("--threads <n>", "processor cores to use (all)")
    .option("--json", "print the summary as JSON");
  addSheetFlags(command, refocusSheet, leftOut);
  command.action(async (recording: string, options: Record<string, string | undefined>) => {
    const summary = await run(recording, options);
    const { seconds } = summary;
    // Kilobytes, on every system that Node runs on.
    const peakMemory = process.resourceUsage().maxRSS * 1024;
    report(options["json"] !== undefined, { ...summary, peakMemory }, [
      `${summary.path}: ${summary.made} frames made, ${summary.kept} kept, ${surfaceWords(summary.planes, options)}, by ${summary.model} (virtual)`,
      `${seconds.total.toFixed(1)} s: reading ${seconds.read.toFixed(1)}, network ${seconds.encode.toFixed(1)}, planes ${seconds.planes.toFixed(1)}, storing ${seconds.store.toFixed(1)}`,
      ...(summary.clipped > 0 ? [`${summary.clipped} voxels were outside what 16 bits hold; use --storage float32 to keep them`] : []),
    ]);
  });
}

async function run(path: string, options: Readonly<Record<string, string | undefined>>) {
  const parameters = sheetValues(refocusSheet, options);
  const out = String(options["out"]);
  const ending = extname(out).toLowerCase();
  const tiff = [".tif", ".tiff"].includes(ending);
  if (!tiff && ending !== ".zarr") {
    throw new Failure("invalid-input", `--out takes a folder X.ome.zarr or a file X.tif, not "${out}".`, { flag: "--out", value: out });
  }
  if (tiff && (options["storage"] ?? "float32") !== "float32") {
    throw new Failure("invalid-input", "A TIFF stack is written as float32; leave --storage out, or give an .ome.zarr folder as --out.", {
      flag: "--storage",
    });
  }
  if (options["surface"] !== undefined && options["z"] !== undefined) {
    throw new Failure("invalid-input", "--surface makes one plane along the surface; leave --z out, or leave --surface out.", {
      flag: "--surface",
    });
  }
  refuseOverwriting(out, path, ...(options["surface"] === undefined ? [] : [options["surface"]]));
  const axialDirection = options["axialDirection"] === "-1" ? -1 : 1;
  if (!["1", "-1"].includes(options["axialDirection"] ?? "1"))
    throw new Failure("invalid-input", `--axial-direction takes 1 or -1, not "${options["axialDirection"]}".`, {
      flag: "--axial-direction",
    });
  const source = await openRecording(path, {
    ...unsaid,
    pixelSize: positive("--pixel-size", options["pixelSize"]),
    interval: positive("--interval", options["interval"]),
    axes: options["axes"] ?? null,
    dataset: options["dataset"] ?? null,
    axialDirection,
  });
  try {
    const { info } = source;
    const channels = channelsWanted(info, options["channel"]);
    const pixelSize = knownPixelSize(info, options["pixelSize"]);
    const frames = options["frames"] === undefined ? { from: 0, to: info.shape.t } : frameRange(options["frames"], info.shape.t);
    const threads = positive("--threads", options["threads"]);
    const surface =
      options["surface"] === undefined ? undefined : await surfaceFile(options["surface"], [info.shape.y, info.shape.x], pixelSize);
    const asked = options["z"] === undefined ? null : depthPlan(options["z"]);
    const model = await openModel(parameters.model, threads === null ? {} : { threads: Math.round(threads) });
    try {
      const { min, max } = model.manifest.depth;
      const plan =
        asked ??
        (axialDirection === 1
          ? { min, max, step: defaultsOf(refocusSheet).zStep }
          : { min: -max, max: -min, step: defaultsOf(refocusSheet).zStep });
      const warn = (sentence: string) => process.stderr.write(`warning: ${sentence}\n`);
      const base = { model, plan, channels, axialDirection, pixelSize, frames, signal: interruptible(), warn } as const;
      const job = surface === undefined ? base : { ...base, surface };
      const target = {
        path: out,
        storage: parameters.storage === "float32" ? "float32" : "uint16",
        compression: compressionOf(parameters.compression),
        span: frames,
      } as const;
      return await watch("refocus", tiff ? refocusToTiff(source, out, job) : refocus(source, target, job));
    } finally {
      await model.close();
    }
  } finally {
    await source.close();
  }
}

function surfaceWords(planes: number, options: Readonly<Record<string, string | undefined>>): string {
  return options["surface"] === undefined ? `${planes} planes each` : `one plane each, along ${options["surface"]}`;
}

function compressionOf(name: string): "zstd" | "lz4" | "none" {
  return name === "zstd" || name === "none" ? name : "lz4";
}

function positive(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && Number.isFinite(value)) return value;
  throw new Failure("invalid-input", `${flag} takes a number above 0, not "${text}".`, { flag, value: text });
}

function knownPixelSize(info: RecordingInfo, given: string | undefined): readonly [number, number] {
  if (info.pixelSize === null) {
    throw new Failure("missing-metadata", `${info.path} does not say how large its pixels are; give --pixel-size in µm.`, {
      path: info.path,
      flag: "--pixel-size",
    });
  }
  if (given !== undefined && Number(given) === 1) {
    throw new Failure(
      "missing-metadata",
      "Refocusing needs the true pixel size in µm, and --pixel-size 1 means that lengths count in pixels; give --pixel-size in µm.",
      { path: info.path, flag: "--pixel-size" },
    );
  }
  return info.pixelSize;
}

/** The channel named; else activity and reference; else the only one. */
function channelsWanted(info: RecordingInfo, text: string | undefined): readonly number[] {
  const names = info.channels.map((channel) => channel.name);
  if (text !== undefined) {
    const c = /^\d+$/.test(text) ? Number(text) : names.indexOf(text);
    if (names[c] === undefined)
      throw new Failure(
        "invalid-input",
        `${info.path} has no channel "${text}"; it has ${names.map((name, i) => `${i} (${name})`).join(", ")}.`,
        { path: info.path, flag: "--channel" },
      );
    return [c];
  }
  const role = (wanted: string) => info.channels.findIndex((channel) => channel.role === wanted);
  const activity = role("activity");
  if (activity < 0 && info.channels.length > 1) {
    throw new Failure(
      "missing-metadata",
      `${info.path} has ${info.channels.length} channels and does not say which shows activity; give --channel.`,
      { path: info.path, flag: "--channel" },
    );
  }
  return [Math.max(activity, 0), role("reference")].filter((c) => c >= 0);
}
