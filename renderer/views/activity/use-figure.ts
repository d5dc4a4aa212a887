import { useMemo } from "react";
import type { FailureRecord } from "#contract/failure";
import { eventDefaults } from "#core/analysis/events";
import type { Rows } from "#core/analysis/rows";
import { animalsFigure } from "#renderer/charts/animals-figure.ts";
import { errorOf } from "#renderer/charts/band.ts";
import type { Figure } from "#renderer/charts/figure.ts";
import { figureOf, orderOf, placesOf, stepOf } from "#renderer/charts/make-figure.ts";
import { mapRange } from "#renderer/charts/map-figure.ts";
import { pyramidOf } from "#renderer/charts/pyramid.ts";
import { type TimeAxis, timeAxis } from "#renderer/charts/time-axis.ts";
import type { TraceSet } from "#renderer/client/decode.ts";
import type { TrackIndex } from "#renderer/client/track-index.ts";
import { openRecordingOf, unitOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { colourMaps, colourTable, correlationColour, trackColour } from "#renderer/viewers/colour-maps.ts";
import { sortedCharts } from "#renderer/views/activity/chart-words.ts";
import { signalWords } from "#renderer/charts/signal-words.ts";
import { nameOf } from "#renderer/views/activity/trace-rows.ts";
import { useAnimals } from "#renderer/views/activity/use-animals.ts";
import { type Question, type Reply, useAnalysis } from "#renderer/views/activity/use-analysis.ts";

/** Traces as every chart reads them. */
export interface ChartSource {
  readonly traces: TraceSet;
  readonly signal: string;
  readonly of: Rows;
  readonly axis: TimeAxis;
  readonly names: readonly string[];
  readonly colourOf: (row: number, onDark: boolean) => string;
  /** What the values are, with their unit. */
  readonly label: string;
}

/** A chart that can be drawn, or why it cannot yet. */
export interface FigureReply {
  readonly figure: Figure | null;
  readonly busy: boolean;
  readonly failure: FailureRecord | null;
  /** What is missing before there is something to show. */
  readonly wants: "stimuli" | "animals" | null;
}

const noPaths: readonly string[] = [];
const noNames: Readonly<Record<string, string>> = {};
const tables = {
  activity: colourTable(colourMaps.viridis),
  time: colourTable(colourMaps.cividis),
  correlation: colourTable(correlationColour),
};

/** The traces on screen with their names and colours. */
export function useChartSource(traces: TraceSet, signal: string): ChartSource {
  const names = useWorkstation((state) => state.study?.names ?? noNames);
  const colours = useWorkstation((state) => state.study?.colours ?? noNames);
  const of = useMemo(
    () => ({ values: traces.signals[signal] ?? new Float32Array(0), rows: traces.tracks.length, frames: traces.frames.length }),
    [traces, signal],
  );
  const axis = useMemo(() => timeAxis(traces.frames, traces.time), [traces]);
  return useMemo(
    () => ({
      traces,
      signal,
      of,
      axis,
      names: traces.tracks.map((track) => nameOf(names, track)),
      colourOf: (row, onDark) => trackColour(traces.tracks[row] ?? 0, onDark, colours[String(traces.tracks[row])]),
      label: signalWords[signal]?.axis ?? signal,
    }),
    [traces, signal, of, axis, names, colours],
  );
}

/** The chart that is chosen, made anew when its data or its settings change. */
export function useFigure(source: ChartSource): FigureReply {
  const { of, axis, traces, names, colourOf, label } = source;
  const error = errorOf(source.signal, traces.signals);
  const chart = useWorkstation((state) => state.chart);
  const rowOrder = useWorkstation((state) => (state.chart === "correlation" ? state.matrixOrder : state.rowOrder));
  const common = useWorkstation((state) => state.commonRange);
  const fitRows = useWorkstation((state) => state.fitRows);
  const sigma = useWorkstation((state) => state.sigma);
  const clusterCount = useWorkstation((state) => state.clusterCount);
  const enter = useWorkstation((state) => state.eventEnter);
  const epochs = useWorkstation((state) => state.epochs);
  const before = useWorkstation((state) => state.before);
  const after = useWorkstation((state) => state.after);
  const spaceColour = useWorkstation((state) => state.spaceColour);
  const unit = useWorkstation((state) => {
    const open = openRecordingOf(state);
    return open ? unitOf(open) : "µm";
  });
  const index = useWorkstation((state) => state.tracks);
  const places = useMemo(() => placesOf(traces.tracks, columnsOf(index)), [traces, index]);

  const sorts = sortedCharts.includes(chart);
  const byCluster = sorts && rowOrder === "cluster";
  const spectralWanted = byCluster || chart === "clusters" || (chart === "space" && spaceColour === "cluster");
  const tree = useAnalysis(chart === "correlation" || byCluster ? { kind: "correlation", options: null } : null, of);
  const spectral = useAnalysis(
    spectralWanted && chart !== "correlation" ? { kind: "spectral", options: { sigma, clusters: clusterCount, seed: 1 } } : null,
    of,
  );
  const onsets = useAnalysis(sorts && rowOrder === "onset" ? { kind: "onsets", options: null } : null, of);
  const events = useAnalysis(chart === "events" ? { kind: "events", options: { ...eventDefaults, enter } } : null, of);
  const components = useAnalysis(chart === "trajectory" ? { kind: "components", options: Math.min(6, of.rows) } : null, of);
  const question = useMemo<Question<"aligned"> | null>(() => {
    if (chart !== "aligned" || epochs.length === 0) return null;
    const window = { before, after, step: stepOf(axis, before + after), fromBaseline: before > 0 };
    return { kind: "aligned", options: { time: axis.values, onsets: epochs.map(([from]) => from), window } };
  }, [chart, epochs, before, after, axis]);
  const aligned = useAnalysis(question, of);

  const order = useMemo(
    () => orderOf(rowOrder, source, places, tree.answer?.hierarchy.order ?? null, spectral.answer?.labels ?? null, onsets.answer),
    [rowOrder, source, places, tree.answer, spectral.answer, onsets.answer],
  );
  const pyramid = useMemo(() => (chart === "traces" ? pyramidOf(of) : null), [of, chart]);
  const range = useMemo(() => mapRange(of.values), [of]);

  const animalPaths = useWorkstation((state) => (state.chart === "animals" && state.animalsChosen ? state.animals : noPaths));
  const joined = useAnimals(animalPaths, source.signal);

  const figure = useMemo<Figure | null>(() => {
    if (chart === "animals") return joined.set && animalsFigure(joined.set, label);
    return figureOf(
      chart,
      { of, error, axis, tracks: traces.tracks, names, colourOf, label },
      {
        sorting: rowOrder,
        order,
        range,
        tables,
        places,
        unit,
        common,
        rowHeight: fitRows ? null : 22,
        enter,
        spaceColour,
        pyramid,
        tree: tree.answer,
        spectral: spectral.answer,
        events: events.answer,
        components: components.answer,
        aligned: aligned.answer && question && { average: aligned.answer, ...question.options },
      },
    );
  }, [
    chart,
    traces,
    names,
    colourOf,
    order,
    of,
    error,
    axis,
    label,
    common,
    fitRows,
    rowOrder,
    pyramid,
    range,
    events.answer,
    enter,
    aligned.answer,
    question,
    tree.answer,
    spectral.answer,
    components.answer,
    spaceColour,
    places,
    unit,
    joined.set,
  ]);
  const replies: readonly Reply<never>[] = [tree, spectral, onsets, events, components, aligned] as never;
  return {
    figure,
    busy: joined.busy || replies.some((reply) => reply.busy),
    failure: joined.failure ?? replies.find((reply) => reply.failure)?.failure ?? null,
    wants: chart === "aligned" && epochs.length === 0 ? "stimuli" : chart === "animals" && animalPaths.length === 0 ? "animals" : null,
  };
}

/** What of a table of tracks the neurons' places are told from. */
function columnsOf(index: TrackIndex | null) {
  const { track, z, y, x } = index?.columns ?? {};
  return track && z && y && x ? { track, z, y, x } : null;
}
