import { extname, resolve } from "node:path";
import { Failure } from "#contract/failure";
import { lengthUnit } from "#contract/recording";
import { type TraceMatrix, traceSignals } from "#contract/table";
import { programVersion } from "#contract/version";
import { alignedAverage } from "#core/analysis/aligned";
import { correlationTree } from "#core/analysis/analyse";
import { principalComponents } from "#core/analysis/components";
import { correlationMatrix } from "#core/analysis/correlation";
import { detectEvents, eventDefaults, onsetsOf } from "#core/analysis/events";
import { spectralClusters } from "#core/analysis/spectral";
import { type Register, report } from "#hosts/cli/command";
import { signalFlag } from "#hosts/cli/signal-flag";
import { pngOf } from "#io/figure/png";
import { openTypeface } from "#io/figure/typeface";
import { productsOf, studyLabels } from "#io/study/products";
import { openStudy } from "#io/study/study";
import { numbers, readSheet } from "#io/table/read-sheet";
import { writeText } from "#io/table/write-sheet";
import { csvOf, paperHeight, svgOf } from "#renderer/charts/figure-file.ts";
import type { Figure } from "#renderer/charts/figure.ts";
import { figureOf, orderOf, placesOf, type Sorting, sortings, stepOf, type StudyChart, studyCharts } from "#renderer/charts/make-figure.ts";
import { mapRange } from "#renderer/charts/map-figure.ts";
import { pyramidOf } from "#renderer/charts/pyramid.ts";
import { signalWords } from "#renderer/charts/signal-words.ts";
import type { Press } from "#renderer/charts/svg-pen.ts";
import { timeAxis } from "#renderer/charts/time-axis.ts";
import { colourMaps, colourTable, correlationColour, trackColour } from "#renderer/viewers/colour-maps.ts";

interface Flags {
  readonly chart: string;
  readonly out: string;
  readonly signal: string;
  readonly sort?: string;
  readonly width: string;
  readonly height?: string;
  readonly common?: boolean;
  readonly sigma?: string;
  readonly clusters?: string;
  readonly enter: string;
  readonly onsets?: string;
  readonly before: string;
  readonly after: string;
  readonly colour: string;
  readonly json?: boolean;
}

/** `figure STUDY --chart map --out map.svg`: a chart of the window as a file, drawn by the same functions. */
export const figureCommand: Register = (program) => {
  program
    .command("figure <study>")
    .description("a chart of a study as SVG with the font in it, ready for a paper, or its numbers as CSV")
    .requiredOption("--chart <name>", studyCharts.join(", "))
    .requiredOption("--out <file>", "figure.svg, or figure.csv for the numbers")
    .option("--signal <name>", `signal that is shown: ${traceSignals.join(", ")}`, "dff")
    .option("--sort <order>", `rows by ${sortings.join(", ")} (number; the correlation by cluster)`)
    .option("--width <mm>", "width on paper: 89 is a column, 183 two", "183")
    .option("--height <mm>", "height on paper (as the chart needs)")
    .option("--common", "all traces over one range")
    .option("--sigma <number>", "width of the similarity exp(-d²/σ²) of the clusters (the median distance to the 7th neighbour)")
    .option("--clusters <n>", "number of clusters (where the eigenvalues have their largest gap)")
    .option("--enter <deviations>", "an event begins above this many noise deviations", String(eventDefaults.enter))
    .option("--onsets <table.csv>", "moments that are averaged around, a column time_s; for --chart aligned")
    .option("--before <s>", "time averaged before each moment", "5")
    .option("--after <s>", "time averaged after each moment", "15")
    .option("--colour <activity|cluster>", "what colours the neurons of --chart space", "activity")
    .option("--json", "print the result as JSON")
    .action(async (path: string, flags: Flags) => {
      const chart = choiceOf("--chart", flags.chart, studyCharts);
      const kind = choiceOf("--out", extname(flags.out).slice(1).toLowerCase(), ["svg", "csv"] as const);
      const { figure, study, virtual, parameters } = await drawn(path, chart, flags);
      const width = numberOf("--width", flags.width, 30, 500);
      const height =
        flags.height === undefined ? paperHeight(figure, width, { width: 16, height: 9 }) : numberOf("--height", flags.height, 20, 500);
      const record = {
        program: `NemaTrace ${programVersion}`,
        study,
        virtual,
        signal: flags.signal,
        parameters: { extract: parameters, chart: figure.parameters ?? {} },
        written: new Date().toISOString(),
      };
      const out = resolve(flags.out);
      await writeText(out, [kind === "csv" ? csvOf(figure) : await asSvg(figure, { width, height }, record)]);
      report(flags.json, { path: out, chart, title: figure.title, width, height }, [out, figure.title]);
    });
};

type FigureFacts = Parameters<typeof svgOf>[3];

async function asSvg(figure: Figure, size: { readonly width: number; readonly height: number }, record: FigureFacts): Promise<string> {
  const typeface = await openTypeface();
  const press: Press = {
    measure: (text, font) => typeface.width(text, Number(/([\d.]+)px/.exec(font)?.[1] ?? 11)),
    png: (picture) => `data:image/png;base64,${pngOf(picture).toString("base64")}`,
  };
  const state = { selected: null, hovered: null, column: 0, window: null, scroll: null, moving: false };
  return svgOf(figure, size, state, record, press, typeface.rules);
}

/** The chart, with what is analysed for it alone. */
async function drawn(path: string, chart: StudyChart, flags: Flags) {
  const signal = signalFlag(flags.signal);
  const sorting: Sorting =
    flags.sort === undefined ? (chart === "correlation" ? "cluster" : "number") : choiceOf("--sort", flags.sort, sortings);
  const study = openStudy(path, "read");
  try {
    const { traces, tracks, refocus, runs, names: called, settings } = productsOf(study);
    const colours = studyLabels(study).colours;
    const values = traces?.signals[signal];
    if (!traces || !values)
      throw new Failure("not-ready", `The study ${study.name} has no signal "${signal}" yet; run its steps first: nematrace run.`, {
        path: study.path,
        signal,
      });
    const numbersOf = [...traces.tracks];
    const of = { values, rows: numbersOf.length, frames: traces.frames.length };
    const axis = timeAxis([...traces.frames], [...traces.time]);
    const names = numbersOf.map((track) => called.get(track) || `#${track}`);
    const colourOf = (row: number, onDark: boolean) => trackColour(numbersOf[row]!, onDark, colours.get(numbersOf[row]!));
    const source = { of, axis, tracks: numbersOf, names, colourOf, label: signalWords[signal]?.axis ?? signal };
    const spaceColour = choiceOf("--colour", flags.colour, ["activity", "cluster"] as const);
    const enter = numberOf("--enter", flags.enter, 0, 1e6);
    const byCluster = sorting === "cluster" && ["traces", "map", "events", "aligned"].includes(chart);
    const spectral =
      byCluster || chart === "clusters" || (chart === "space" && spaceColour === "cluster")
        ? spectralClusters(of, {
            sigma: flags.sigma === undefined ? null : numberOf("--sigma", flags.sigma, 1e-6, 1e6),
            clusters: flags.clusters === undefined ? null : numberOf("--clusters", flags.clusters, 1, 1000, true),
            seed: 1,
          })
        : null;
    const correlation = chart === "correlation" || byCluster ? correlationMatrix(of) : null;
    const tree = correlation && { correlation, hierarchy: correlationTree(correlation) };
    const places = placesOf(numbersOf, tracks);
    const onsets = sorting === "onset" ? onsetsOf(of) : null;
    const figure = figureOf(chart, source, {
      sorting,
      order: orderOf(sorting, source, places, tree?.hierarchy.order ?? null, spectral?.labels ?? null, onsets),
      range: mapRange(values),
      tables: {
        activity: colourTable(colourMaps.viridis),
        time: colourTable(colourMaps.cividis),
        correlation: colourTable(correlationColour),
      },
      places,
      unit: lengthUnit(settings),
      common: flags.common === true,
      rowHeight: 22,
      enter,
      spaceColour,
      pyramid: chart === "traces" ? pyramidOf(of) : null,
      tree,
      spectral,
      events: chart === "events" ? detectEvents(of, { ...eventDefaults, enter }) : null,
      components: chart === "trajectory" ? principalComponents(of, Math.min(6, of.rows)) : null,
      aligned: chart === "aligned" ? await averaged(traces, of, axis, flags) : null,
    });
    if (figure === null) throw new Error(`the chart ${chart} was not given what it shows`);
    const model = runs.refocus?.parameters["model"];
    return {
      figure,
      study: study.name,
      virtual: refocus && typeof model === "string" ? model : null,
      parameters: runs.extract?.parameters ?? {},
    };
  } finally {
    study.close();
  }
}

async function averaged({ time }: TraceMatrix, of: Parameters<typeof alignedAverage>[0], axis: ReturnType<typeof timeAxis>, flags: Flags) {
  if (flags.onsets === undefined)
    throw new Failure(
      "invalid-input",
      "--chart aligned averages around moments; give them as a table with a column time_s, with --onsets.",
      {
        flag: "--onsets",
      },
    );
  if (time.some((value) => Number.isNaN(value)))
    throw new Failure("missing-metadata", "The times of the frames are unknown, so nothing can be averaged around --onsets in seconds.", {
      flag: "--interval",
    });
  const onsets = Array.from(numbers(await readSheet(flags.onsets), "time_s", { missing: "need" }));
  const [before, after] = [numberOf("--before", flags.before, 0, 1e6), numberOf("--after", flags.after, 1e-6, 1e6)];
  const window = { before, after, step: stepOf(axis, before + after), fromBaseline: before > 0 };
  return { average: alignedAverage(of, axis.values, onsets, window), onsets, window };
}

function choiceOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new Failure("invalid-input", `${flag} takes ${choices.join(", ")}, not "${text}".`, { flag, value: text });
}

function numberOf(flag: string, text: string, least: number, most: number, whole = false): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new Failure("invalid-input", `${flag} takes a ${whole ? "whole " : ""}number from ${least} to ${most}, not "${text}".`, {
    flag,
    value: text,
    min: least,
    max: most,
  });
}
