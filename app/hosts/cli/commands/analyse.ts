import { join, resolve } from "node:path";
import { Failure } from "#contract/failure";
import { type TraceMatrix, traceSignals } from "#contract/table";
import { programVersion } from "#contract/version";
import { alignedAverage } from "#core/analysis/aligned";
import { analyse } from "#core/analysis/analyse";
import { eventDefaults } from "#core/analysis/events";
import { type Register, report } from "#hosts/cli/command";
import { choiceFlag, numberFlag } from "#hosts/cli/value-flags";
import { isStudy, openStudy } from "#io/study/study";
import { studyModel, studyTraces } from "#io/study/products";
import { writeAligned, writeClusters, writeCorrelation, writeEvents, writeLoadings, writeScores } from "#io/table/analysis";
import { numbers, readSheet } from "#io/table/read-sheet";
import { readTraces } from "#io/table/traces";
import { writeText } from "#io/table/write-sheet";

interface Flags {
  readonly out: string;
  readonly signal: string;
  readonly sigma?: string;
  readonly clusters?: string;
  readonly components: string;
  readonly enter: string;
  readonly leave: string;
  readonly leastFrames: string;
  readonly seed: string;
  readonly onsets?: string;
  readonly before: string;
  readonly after: string;
  readonly json?: boolean;
}

/** `analyse STUDY|TRACES.csv --out DIR`: what the traces say as a whole, as tables. */
export const analyseCommand: Register = (program) => {
  const command = program
    .command("analyse")
    .description("Correlation, clusters, principal components, events and stimulus averages of a study's traces, as tables.")
    .argument("<study-or-traces.csv>", "a study folder, or a tidy table of traces")
    .requiredOption("--out <folder>", "where the tables go; analysis.json there holds the parameters")
    .option("--signal <name>", `signal that is analysed: ${traceSignals.join(", ")}`, "dff")
    .option(
      "--sigma <number>",
      "width of the similarity exp(-d²/σ²) of spectral clustering; left out: the median distance to the 7th neighbour",
    )
    .option("--clusters <n>", "number of clusters; left out: where the eigenvalues have their largest gap")
    .option("--components <n>", "principal components kept", "3")
    .option("--enter <deviations>", "an event begins above this many noise deviations", String(eventDefaults.enter))
    .option("--leave <deviations>", "and ends below this many", String(eventDefaults.leave))
    .option("--least-frames <n>", "fewest frames of an event", String(eventDefaults.least))
    .option("--seed <n>", "seed of k-means", "1")
    .option("--onsets <table.csv>", "moments to average around, a column time_s")
    .option("--before <s>", "time averaged before each moment", "5")
    .option("--after <s>", "time averaged after each moment", "15")
    .option("--json", "print the result as JSON");
  command.action(async (path: string, flags: Flags) => {
    const signal = choiceFlag("--signal", flags.signal, traceSignals);
    const options = {
      sigma: flags.sigma === undefined ? null : numberFlag("--sigma", flags.sigma, 1e-6, 1e6),
      clusters: flags.clusters === undefined ? null : numberFlag("--clusters", flags.clusters, 1, 1000, true),
      components: numberFlag("--components", flags.components, 1, 1000, true),
      enter: numberFlag("--enter", flags.enter, 0, 1e6),
      leave: numberFlag("--leave", flags.leave, 0, 1e6),
      least: numberFlag("--least-frames", flags.leastFrames, 1, 1e6, true),
      seed: numberFlag("--seed", flags.seed, 0, 2 ** 31, true),
    };
    const window = { before: numberFlag("--before", flags.before, 0, 1e6), after: numberFlag("--after", flags.after, 1e-6, 1e6) };
    const { traces, virtual } = await tracesOf(path);
    const values = traces.signals[signal];
    if (values === undefined)
      throw new Failure("not-ready", `${path} holds no signal "${signal}"; it has ${Object.keys(traces.signals).join(", ")}.`, {
        path,
        signal,
      });
    const rows = { values, rows: traces.tracks.length, frames: traces.frames.length };
    if (rows.rows === 0 || rows.frames === 0) throw new Failure("empty", `${path} holds no traces; there is nothing to analyse.`, { path });
    const found = analyse(rows, options);
    const folder = resolve(flags.out);
    const at = (name: string) => join(folder, name);
    const tables: Record<string, readonly string[]> = {
      "correlation.csv": await writeCorrelation(at("correlation.csv"), traces, found.correlation),
      "clusters.csv": await writeClusters(at("clusters.csv"), traces, found),
      "pca.csv": await writeScores(at("pca.csv"), traces, found.components),
      "pca-loadings.csv": await writeLoadings(at("pca-loadings.csv"), traces, found.components),
      "events.csv": await writeEvents(at("events.csv"), traces, found.events),
    };
    let onsets: readonly number[] | null = null;
    if (flags.onsets !== undefined) {
      onsets = Array.from(numbers(await readSheet(flags.onsets), "time_s", { missing: "need" }));
      const average = alignedAverage(rows, knownTimes(traces, path), onsets, {
        ...window,
        step: intervalOf(traces.time),
        fromBaseline: true,
      });
      tables["aligned.csv"] = await writeAligned(at("aligned.csv"), traces, average);
    }
    const summary = {
      neurons: rows.rows,
      frames: rows.frames,
      signal,
      parameters: { ...options, ...(onsets && { ...window, onsets }) },
      sigma: found.spectral.sigma,
      clusters: found.spectral.clusters,
      eigenvalues: Array.from(found.spectral.eigenvalues),
      explained: Array.from(found.components.explained),
      events: found.events.length,
      tables,
    };
    await writeText(at("analysis.json"), [
      `${JSON.stringify({ program: `NemaTrace ${programVersion}`, source: resolve(path), ...(isStudy(path) && { virtual }), ...summary }, null, 2)}\n`,
    ]);
    const files = [...Object.keys(tables), "analysis.json"].map(at);
    const percent = (share: number | undefined) => `${(100 * (share ?? 0)).toFixed(1)} %`;
    report(flags.json, { folder, files, ...summary }, [
      `${rows.rows} neurons × ${rows.frames} frames of ${signal}`,
      `clusters: ${found.spectral.clusters} (σ ${found.spectral.sigma.toFixed(3)})`,
      `principal components: ${Array.from(found.components.explained, percent).join(", ")} of the variance`,
      `events: ${found.events.length}`,
      ...files,
    ]);
  });
};

/** Traces, and the network that refocused what they are read from; null where they are measured, or a table does not say. */
async function tracesOf(path: string): Promise<{ readonly traces: TraceMatrix; readonly virtual: string | null }> {
  if (!isStudy(path)) return { traces: await readTraces(path), virtual: null };
  const study = openStudy(path, "read");
  try {
    const traces = studyTraces(study);
    if (traces !== null) return { traces, virtual: studyModel(study) };
    throw new Failure("not-ready", `The study ${study.name} has no traces yet; run its steps first: nematrace run.`, { path: study.path });
  } finally {
    study.close();
  }
}

function knownTimes({ time }: TraceMatrix, path: string): Float64Array {
  if (!time.some((value) => Number.isNaN(value))) return time;
  throw new Failure(
    "missing-metadata",
    `The times of ${path} are unknown, so nothing can be averaged around --onsets in seconds; give the interval to the recording (--interval).`,
    {
      path,
    },
  );
}

/** Median time between frames, s. */
function intervalOf(time: Float64Array): number {
  const steps = Array.from(time.subarray(1), (value, i) => value - time[i]!).sort((p, q) => p - q);
  return steps[steps.length >> 1] ?? 1;
}
