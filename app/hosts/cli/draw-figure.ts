import { Failure } from "#contract/failure";
import { lengthUnit } from "#contract/recording";
import { type TraceMatrix, traceSignals } from "#contract/table";
import { alignedAverage } from "#core/analysis/aligned";
import { correlationTree } from "#core/analysis/analyse";
import { principalComponents } from "#core/analysis/components";
import { correlationMatrix } from "#core/analysis/correlation";
import { detectEvents, eventDefaults, onsetsOf } from "#core/analysis/events";
import type { Rows } from "#core/analysis/rows";
import { spectralClusters } from "#core/analysis/spectral";
import { joinAsked, type JoinFlags } from "#hosts/cli/join-flags";
import { choiceFlag, numberFlag } from "#hosts/cli/value-flags";
import { type Products, productsOf, studyLabels, studyModel } from "#io/study/products";
import { studySeries } from "#io/study/series";
import { openStudy, type Study } from "#io/study/study";
import { numbers, readSheet } from "#io/table/read-sheet";
import { animalsFigure } from "#renderer/charts/animals-figure.ts";
import { errorOf } from "#renderer/charts/band.ts";
import type { Figure } from "#renderer/charts/figure.ts";
import {
  type ChartRows,
  figureOf,
  orderOf,
  placesOf,
  type Sorting,
  sortings,
  stepOf,
  type StudyChart,
  studyCharts,
} from "#renderer/charts/make-figure.ts";
import { mapRange } from "#renderer/charts/map-figure.ts";
import { pyramidOf } from "#renderer/charts/pyramid.ts";
import { seriesFigure } from "#renderer/charts/series-figure.ts";
import { signalWords } from "#renderer/charts/signal-words.ts";
import { timeAxis } from "#renderer/charts/time-axis.ts";
import { traceFigure } from "#renderer/charts/trace-figure.ts";
import { colourMaps, colourTable, correlationColour, trackColour } from "#renderer/viewers/colour-maps.ts";

/** Charts of the command line: those of one study, one neuron's trace with its uncertainty, series from elsewhere, and several studies. */
export const figureCharts = [...studyCharts, "trace", "series", "animals"] as const;
type OneStudyChart = Exclude<(typeof figureCharts)[number], "animals">;

/** What a chart shows and how, as the flags say it. */
export interface FigureFlags extends JoinFlags {
  readonly neuron?: string;
  readonly sort?: string;
  readonly common?: boolean;
  readonly sigma?: string;
  readonly clusters?: string;
  readonly enter: string;
  readonly onsets?: string;
  readonly colour: string;
}

/** A chart, and what has to be said about it. */
export interface Drawn {
  readonly figure: Figure;
  readonly study: string;
  /** Model that refocused the stacks that the values were read from; null for measured ones. */
  readonly virtual: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Track that the chart is about; null for all. */
  readonly selected: number | null;
}

/** A chart of one study, with what is analysed for it alone. @throws Failure "not-ready" | "invalid-input" | "missing-metadata" */
export async function studyChart(path: string, chart: OneStudyChart, flags: FigureFlags): Promise<Drawn> {
  const study = openStudy(path, "read");
  try {
    const products = productsOf(study);
    const { traces, source } = sourceOf(study, products, flags);
    const selected = flags.neuron === undefined ? null : trackNamed(flags.neuron, source);
    const figure =
      chart === "trace"
        ? oneTrace(source, selected)
        : chart === "series"
          ? seriesOf(study, source)
          : await chartOf(chart, source, { traces, products, flags });
    return { figure, study: study.name, virtual: studyModel(study), parameters: products.runs.extract?.parameters ?? {}, selected };
  } finally {
    study.close();
  }
}

/** The same neurons in several studies. @throws Failure as `joinStudies` */
export function animalsChart(paths: readonly string[], flags: FigureFlags): Drawn {
  const { joined, signal, around, window } = joinAsked(paths, flags);
  const { origins } = joined;
  const models = new Set(origins.flatMap(({ virtual }) => virtual ?? []));
  const measured = origins.filter(({ virtual }) => virtual === null).length;
  return {
    figure: animalsFigure(joined, signalWords[signal]?.axis ?? signal),
    study: origins.map(({ study }) => study).join(", "),
    virtual: models.size === 0 ? null : `${[...models].join(", ")}${measured > 0 ? ` (${measured} of ${origins.length} measured)` : ""}`,
    parameters: { studies: origins, ...(around !== null && { around, ...window }) },
    selected: null,
  };
}

function sourceOf(study: Study, { traces, names: called }: Products, flags: FigureFlags): { traces: TraceMatrix; source: ChartRows } {
  const signal = choiceFlag("--signal", flags.signal, traceSignals);
  const values = traces?.signals[signal];
  if (!traces || !values)
    throw new Failure("not-ready", `The study ${study.name} has no signal "${signal}" yet; run its steps first: nematrace run.`, {
      path: study.path,
      signal,
    });
  const colours = studyLabels(study).colours;
  const tracks = [...traces.tracks];
  const source = {
    of: { values, rows: tracks.length, frames: traces.frames.length },
    error: errorOf(signal, traces.signals),
    axis: timeAxis([...traces.frames], [...traces.time]),
    tracks,
    names: tracks.map((track) => called.get(track) || `#${track}`),
    colourOf: (row: number, onDark: boolean) => trackColour(tracks[row]!, onDark, colours.get(tracks[row]!)),
    label: signalWords[signal]?.axis ?? signal,
  };
  return { traces, source };
}

function trackNamed(name: string, { tracks, names }: ChartRows): number {
  const row = names.findIndex((other, i) => other === name || String(tracks[i]) === name.replace(/^#/, ""));
  if (row >= 0) return tracks[row]!;
  throw new Failure(
    "not-found",
    `No neuron with a trace is called ${name}; there are ${names.slice(0, 12).join(", ")}${names.length > 12 ? " …" : ""}.`,
    {
      flag: "--neuron",
      value: name,
    },
  );
}

function oneTrace({ of, error, axis, tracks, names, colourOf, label }: ChartRows, selected: number | null): Figure {
  if (selected === null) throw new Failure("invalid-input", "--chart trace shows one neuron; name it with --neuron.", { flag: "--neuron" });
  const row = tracks.indexOf(selected);
  return traceFigure({
    pyramid: pyramidOf(of),
    row,
    track: selected,
    name: names[row]!,
    axis,
    colourOf: (onDark) => colourOf(row, onDark),
    label,
    error: error?.subarray(row * of.frames, (row + 1) * of.frames) ?? null,
    epochs: [],
  });
}

function seriesOf(study: Study, { axis }: ChartRows): Figure {
  const series = studySeries(study);
  if (series.length > 0) return seriesFigure(series, axis);
  throw new Failure("not-ready", `The study ${study.name} has no series from elsewhere; import one with nematrace series.`, {
    path: study.path,
  });
}

interface Given {
  readonly traces: TraceMatrix;
  readonly products: Products;
  readonly flags: FigureFlags;
}

async function chartOf(chart: StudyChart, source: ChartRows, { traces, products, flags }: Given): Promise<Figure> {
  const { of, axis, tracks } = source;
  const sorting: Sorting =
    flags.sort === undefined ? (chart === "correlation" ? "cluster" : "number") : choiceFlag("--sort", flags.sort, sortings);
  const spaceColour = choiceFlag("--colour", flags.colour, ["activity", "cluster"] as const);
  const enter = numberFlag("--enter", flags.enter, 0, 1e6);
  const byCluster = sorting === "cluster" && ["traces", "map", "events", "aligned"].includes(chart);
  const spectral = byCluster || chart === "clusters" || (chart === "space" && spaceColour === "cluster") ? clustersOf(of, flags) : null;
  const correlation = chart === "correlation" || byCluster ? correlationMatrix(of) : null;
  const tree = correlation && { correlation, hierarchy: correlationTree(correlation) };
  const places = placesOf(tracks, products.tracks);
  const onsets = sorting === "onset" ? onsetsOf(of) : null;
  const figure = figureOf(chart, source, {
    sorting,
    order: orderOf(sorting, source, places, tree?.hierarchy.order ?? null, spectral?.labels ?? null, onsets),
    range: mapRange(of.values),
    tables: {
      activity: colourTable(colourMaps.viridis),
      time: colourTable(colourMaps.cividis),
      correlation: colourTable(correlationColour),
    },
    places,
    unit: lengthUnit(products.settings),
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
  return figure;
}

function clustersOf(of: Rows, { sigma, clusters }: FigureFlags) {
  return spectralClusters(of, {
    sigma: sigma === undefined ? null : numberFlag("--sigma", sigma, 1e-6, 1e6),
    clusters: clusters === undefined ? null : numberFlag("--clusters", clusters, 1, 1000, true),
    seed: 1,
  });
}

async function averaged({ time }: TraceMatrix, of: Rows, axis: ChartRows["axis"], flags: FigureFlags) {
  if (flags.onsets === undefined)
    throw new Failure(
      "invalid-input",
      "--chart aligned averages around moments; give them as a table with a column time_s, with --onsets.",
      { flag: "--onsets" },
    );
  if (time.some((value) => Number.isNaN(value)))
    throw new Failure("missing-metadata", "The times of the frames are unknown, so nothing can be averaged around --onsets in seconds.", {
      flag: "--interval",
    });
  const onsets = Array.from(numbers(await readSheet(flags.onsets), "time_s", { missing: "need" }));
  const [before, after] = [numberFlag("--before", flags.before, 0, 1e6), numberFlag("--after", flags.after, 1e-6, 1e6)];
  const window = { before, after, step: stepOf(axis, before + after), fromBaseline: before > 0 };
  return { average: alignedAverage(of, axis.values, onsets, window), onsets, window };
}
