import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { refocusSheet } from "#contract/parameters";
import { report, watch } from "#hosts/cli/command";
import { timeCorrections } from "#hosts/cli/commands/bench-corrections";
import { accuracyOf, pageOf, refocusingOf } from "#hosts/cli/commands/bench-accuracy";
import { keepingTable, storageChecks } from "#hosts/cli/commands/bench-keeping";
import { sharingChecks, sharingLines } from "#hosts/cli/commands/bench-sharing";
import { checkLines, measureTraces } from "#hosts/cli/commands/bench-traces";
import { openModel } from "#io/model/open";
import { accuracyChecks, accuracyLines } from "#jobs/bench/accuracy-page";
import { timeConversion, type ConversionTimes } from "#jobs/bench/conversion";
import { type DetectionTimes, timeDetection } from "#jobs/bench/detection";
import { timeKeeping } from "#jobs/bench/keeping";
import { timeLiveFocus } from "#jobs/bench/live-focus";
import type { Program } from "#jobs/bench/own-process";
import { measureMemory, type MemoryPeaks } from "#jobs/bench/memory";
import { timeReading, type ReadingTimes } from "#jobs/bench/reading";
import { timeSharing } from "#jobs/bench/sharing";
import { measureNaming } from "#jobs/bench/naming";
import { measureTracking } from "#jobs/bench/tracking";
import { timeStorage, type StorageTime } from "#jobs/bench/storage";

const floors = { conversion: 300, memoryGrowth: 1.15, rawReading: 0.7, lzw: 3, zstd: 2.5, firstFrame: 0.5, detection: 5 } as const;

interface BenchFlags {
  readonly model: string;
  readonly reading?: boolean;
  readonly traces?: boolean;
  readonly detection?: boolean;
  readonly shards?: boolean;
  readonly tracking?: boolean;
  readonly naming?: boolean;
  readonly corrections?: boolean;
  readonly refocus?: boolean;
  readonly page: string;
  readonly json?: boolean;
}

export function benchCommand(program: Command): void {
  program
    .command("bench")
    .description(
      "Measure, on this machine and in one run: conversion against the faithful Deep-Z generator, storing, peak memory; reading against a plain read and geotiff; traces against truth; finding neurons against scikit-image.",
    )
    .option("--model <id>", "model to measure", refocusSheet.model.default)
    .option("--reading", "only the reading of recordings")
    .option("--traces", "only the traces: against truth over several seeds, and against the published ones of a real movie")
    .option("--detection", "only the finding of neurons")
    .option("--shards", "only refocusing shared out between two processes")
    .option("--tracking", "only the accuracy and the speed of following neurons")
    .option("--refocus", "only how faithful refocusing is, beside methods that know the point spread")
    .option("--naming", "only the accuracy of naming neurons")
    .option("--corrections", "only the time from a correction to new tracks and traces")
    .option("--page <file>", "page that the accuracies are written to, part by part", join("docs", "accuracy.md"))
    .option("--json", "print the measurements as JSON")
    .action(async (options: BenchFlags) => {
      const folder = await mkdtemp(join(tmpdir(), "nematrace-bench-"));
      try {
        if (options.tracking) {
          const tracking = await accuracyOf("tracking", measureTracking(join("test", "fixtures")), options.page);
          report(options.json, { checks: accuracyChecks(tracking), tracking }, accuracyLines(tracking));
          return;
        }
        if (options.refocus) {
          const refocusing = await refocusingOf(options);
          report(options.json, { checks: accuracyChecks(refocusing), refocusing }, accuracyLines(refocusing));
          return;
        }
        if (options.naming) {
          const naming = await accuracyOf("naming", measureNaming(), options.page);
          report(options.json, { checks: accuracyChecks(naming), naming }, accuracyLines(naming));
          return;
        }
        if (options.corrections) {
          const corrections = await pageOf(await timeCorrections(folder), options.page);
          report(options.json, { checks: accuracyChecks(corrections), corrections }, accuracyLines(corrections));
          return;
        }
        if (options.traces) {
          const { lines, checks, ...traces } = await measureTraces(folder);
          report(options.json, { checks, traces }, [...checkLines(checks), "", ...lines]);
          return;
        }
        const program: Program = [process.execPath, process.argv[1] as string];
        if (options.shards) {
          const sharing = await watch("sharing", timeSharing(program, folder, options.model));
          report(options.json, { checks: sharingChecks(sharing), sharing }, sharingLines(sharing));
          return;
        }
        if (options.detection) {
          const detection = await watch("detection", timeDetection(folder));
          report(options.json, { checks: detectionChecks(detection), detection }, detectionTable(detection));
          return;
        }
        const reading = await watch("reading", timeReading(folder));
        if (options.reading) {
          report(options.json, { checks: readingChecks(reading), reading }, readingTable(reading));
          return;
        }
        const memory = await watch("memory", measureMemory(program, folder, options.model));
        const sharing = await watch("sharing", timeSharing(program, folder, options.model));
        const detection = await watch("detection", timeDetection(folder));
        const model = await openModel(options.model);
        const machine = {
          processor: cpus()[0]?.model ?? "unknown",
          cores: availableParallelism(),
          threads: model.threads,
          runtime: model.runtime,
        };
        const storage = await watch("storing", timeStorage(model, folder));
        const keeping = await watch("keeping", timeKeeping(folder));
        const conversion = await watch("conversion", timeConversion(model));
        const liveFocus = await timeLiveFocus(model);
        await model.close();
        const { lines: traceLines, checks: traceChecks, ...traces } = await measureTraces(folder);
        const tracking = await accuracyOf("tracking", measureTracking(join("test", "fixtures")), options.page);
        const naming = await accuracyOf("naming", measureNaming(), options.page);
        const refocusing = await refocusingOf(options);
        const corrections = await pageOf(await timeCorrections(folder), options.page);
        report(
          options.json,
          {
            machine,
            model: options.model,
            checks: {
              ...checksOf(conversion, memory),
              ...storageChecks(storage),
              ...sharingChecks(sharing),
              ...readingChecks(reading),
              ...detectionChecks(detection),
              ...traceChecks,
              ...accuracyChecks(tracking),
              ...accuracyChecks(naming),
              ...accuracyChecks(refocusing),
              ...accuracyChecks(corrections),
            },
            conversion,
            liveFocus,
            storage,
            keeping,
            memory,
            sharing,
            reading,
            traces,
            detection,
            tracking,
            naming,
            refocusing,
            corrections,
          },
          [
            ...table(conversion, storage, memory, machine),
            "",
            ...keepingTable(keeping, conversion.volume),
            `  live focus, 512×512, the window's sums   level plane ${ms(liveFocus.level)}, drawn surface ${ms(liveFocus.surface)} (key press to pixels: playwright test --project=bench live-focus)`,
            "",
            ...sharingLines(sharing),
            "",
            ...readingTable(reading),
            "",
            ...detectionTable(detection),
            "",
            ...checkLines(traceChecks),
            "",
            ...traceLines,
            "",
            ...accuracyLines(tracking),
            "",
            ...accuracyLines(naming),
            "",
            ...accuracyLines(refocusing),
            "",
            ...accuracyLines(corrections),
          ],
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
}

/** The floors, in the form that `score` uses. */
function checksOf(conversion: ConversionTimes, memory: MemoryPeaks) {
  return {
    "conversion speed over the faithful generator": {
      value: conversion.ratio,
      floor: floors.conversion,
      unit: "×",
      pass: conversion.ratio >= floors.conversion,
    },
    "peak memory of 4 × the frames": {
      value: memory.growth,
      floor: floors.memoryGrowth,
      unit: "× (at most)",
      pass: memory.growth <= floors.memoryGrowth,
    },
  };
}

function readingChecks({ raw, packed, first }: ReadingTimes) {
  const over = packed.flatMap(({ packing, ratio }) => {
    const floor = packing === "lzw" ? floors.lzw : floors.zstd;
    return ratio === null ? [] : [[`${packing} over geotiff`, { value: ratio, floor, unit: "×", pass: ratio >= floor }] as const];
  });
  return {
    "uncompressed TIFF over a plain read": { value: raw.ratio, floor: floors.rawReading, unit: "×", pass: raw.ratio >= floors.rawReading },
    ...Object.fromEntries(over),
    "first frame of a 10 GB movie": {
      value: first.seconds,
      floor: floors.firstFrame,
      unit: "s (at most)",
      pass: first.seconds <= floors.firstFrame,
    },
  };
}

function readingTable(reading: ReadingTimes): string[] {
  const { raw, packed, first } = reading;
  return [
    ...Object.entries(readingChecks(reading)).map(lineOf),
    "",
    `  uncompressed TIFF                     ${raw.ours.toFixed(0)} MB/s, a plain read of the same file ${raw.plain.toFixed(0)} MB/s`,
    ...packed.map(
      ({ packing, ours, geotiff }) =>
        `  ${packing.padEnd(38)}${ours.toFixed(0)} MB/s of pixels${geotiff === null ? "" : `, geotiff ${geotiff.toFixed(0)} MB/s`}`,
    ),
    `  ${(first.bytes / 1e9).toFixed(1)} GB in ${first.frames} pages               first frame after ${ms(first.seconds)}`,
  ];
}

/** Without scikit-image there is nothing to compare with, and the table says so. */
function detectionChecks({ seconds, bestF1, reference }: DetectionTimes) {
  if (reference === null) return {};
  const speed = reference.seconds / seconds;
  return {
    "detection speed over scikit-image's blob_log": { value: speed, floor: floors.detection, unit: "×", pass: speed >= floors.detection },
    "detection F1 beside blob_log's, each at its best": {
      value: bestF1,
      floor: Number(reference.bestF1.toFixed(3)),
      unit: "",
      pass: bestF1 >= reference.bestF1,
    },
  };
}

function detectionTable(detection: DetectionTimes): string[] {
  const { shape, seconds, f1, bestF1, reference, missing } = detection;
  return [
    ...Object.entries(detectionChecks(detection)).map(lineOf),
    "",
    `  neurons in ${shape.join("×")} voxels      ${ms(seconds)}, F1 ${bestF1.toFixed(3)} within 2 µm at its best threshold, ${f1.toFixed(3)} at the automatic one`,
    reference === null
      ? `  blob_log of scikit-image              skipped: ${missing}`
      : `  blob_log of scikit-image ${reference.version}       ${ms(reference.seconds)}, F1 ${reference.bestF1.toFixed(3)} at its best threshold (three sizes; its default of ten takes longer)`,
  ];
}

function lineOf([name, { value, floor, unit, pass }]: [string, { value: number; floor: number; unit: string; pass: boolean }]): string {
  return `  ${name.padEnd(46)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(12)} floor ${floor}  ${pass ? "met" : "NOT MET"}`;
}

function table(
  conversion: ConversionTimes,
  storage: readonly StorageTime[],
  memory: MemoryPeaks,
  machine: { processor: string; cores: number; runtime: string },
): string[] {
  const checks = Object.entries({ ...checksOf(conversion, memory), ...storageChecks(storage) }).map(lineOf);
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.runtime}`,
    "",
    ...checks,
    "",
    `  512×512 frame to ${conversion.planes} planes, in memory   ${ms(conversion.volume)}, ${(1 / conversion.volume).toFixed(1)} volumes/s, ${Math.max(conversion.hands, 1)} at once (on average: network ${ms(conversion.encode)}, planes ${ms(conversion.sum)}); one by itself ${ms(conversion.alone)}`,
    `  faithful Deep-Z generator             ${ms(conversion.faithfulPlane)} a plane, ${conversion.faithfulVolume.toFixed(0)} s a volume (${conversion.planes} × one plane)`,
    "",
    "  stored as          storing a frame   around the network   MB a frame",
    ...storage.map(
      (way) =>
        `  ${`${way.storage}, ${way.compression}`.padEnd(16)} ${ms(way.store).padStart(15)} ${`${(way.around * 100).toFixed(0)} %`.padStart(18)} ${(way.bytes / 1e6).toFixed(1).padStart(14)}`,
    ),
    "",
    ...memory.frames.map(
      (frames, i) =>
        `  peak memory, ${String(frames).padStart(2)} frames               ${((memory.peaks[i] as number) / 2 ** 20).toFixed(0)} MiB`,
    ),
  ];
}

function ms(seconds: number): string {
  return `${(seconds * 1000).toFixed(0)} ms`;
}
