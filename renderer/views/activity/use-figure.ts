import { useMemo } from "react";
import type { FailureRecord } from "#contract/failure";
import { eventDefaults } from "#core/analysis/events";
import { median, type Rows } from "#core/analysis/rows";
import { alignedFigure } from "#renderer/charts/aligned-figure.ts";
import { animalsFigure } from "#renderer/charts/animals-figure.ts";
import { clustersFigure } from "#renderer/charts/clusters-figure.ts";
import { correlationFigure } from "#renderer/charts/correlation-figure.ts";
import type { Figure } from "#renderer/charts/figure.ts";
import { mapFigure, mapRange } from "#renderer/charts/map-figure.ts";
import { clusterColour } from "#renderer/charts/palette.ts";
import { pyramidOf } from "#renderer/charts/pyramid.ts";
import { rasterFigure } from "#renderer/charts/raster-figure.ts";
import { type Places, spaceFigure } from "#renderer/charts/space-figure.ts";
import { stackFigure } from "#renderer/charts/stack-figure.ts";
import { type TimeAxis, timeAxis } from "#renderer/charts/time-axis.ts";
import { trajectoryFigure } from "#renderer/charts/trajectory-figure.ts";
import type { TraceSet } from "#renderer/client/decode.ts";
import type { TrackIndex } from "#renderer/client/track-index.ts";
import type { RowOrder } from "#renderer/state/charts.ts";
import { openRecordingOf, unitOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { colourMaps, colourTable, correlationColour, trackColour } from "#renderer/viewers/colour-maps.ts";
import { sortedCharts } from "#renderer/views/activity/chart-words.ts";
import { signalWords } from "#renderer/views/activity/signal-words.ts";
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
  viridis: colourTable(colourMaps.viridis),
  cividis: colourTable(colourMaps.cividis),
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
  const places = useMemo(() => placesOf(traces.tracks, index), [traces, index]);

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
  const labels = spectral.answer?.labels ?? null;

  const animalPaths = useWorkstation((state) => (state.chart === "animals" && state.animalsChosen ? state.animals : noPaths));
  const joined = useAnimals(animalPaths, source.signal);

  const figure = useMemo<Figure | null>(() => {
    const rows = { tracks: traces.tracks, names, order };
    const tinted = byCluster && labels ? (row: number) => clusterColour(labels[row] ?? -1) : colourOf;
    switch (chart) {
      case "animals":
        return joined.set && animalsFigure(joined.set, label);
      case "traces":
        return pyramid && stackFigure({ ...rows, colourOf: tinted, pyramid, axis, label, common, rowHeight: fitRows ? null : 22 });
      case "map":
        return mapFigure({
          ...rows,
          colourOf,
          of,
          axis,
          label,
          range,
          table: tables.viridis,
          clusters: byCluster ? labels : null,
          sortedBy: rowOrder,
        });
      case "events":
        return (
          events.answer &&
          rasterFigure({ ...rows, colourOf: tinted, events: events.answer, axis, label, parameters: { ...eventDefaults, enter } })
        );
      case "aligned":
        return (
          aligned.answer &&
          question &&
          alignedFigure({
            ...rows,
            colourOf,
            average: aligned.answer,
            onsets: question.options.onsets,
            label: before > 0 ? `change of ${label}` : label,
            unit: axis.unit,
            table: tables.viridis,
            parameters: { before, after, relativeToBefore: before > 0 },
          })
        );
      case "correlation": {
        if (!tree.answer) return null;
        const { correlation, hierarchy } = tree.answer;
        const asTree = rowOrder === "cluster";
        return correlationFigure({
          ...rows,
          order: asTree ? hierarchy.order : order,
          correlation,
          hierarchy: asTree ? hierarchy : null,
          table: tables.correlation,
        });
      }
      case "clusters":
        return spectral.answer && clustersFigure({ of, axis, spectral: spectral.answer, tracks: traces.tracks, names });
      case "trajectory":
        return (
          components.answer &&
          trajectoryFigure({
            components: components.answer,
            axis,
            table: tables.cividis,
            neurons: traces.tracks.map((track, i) => ({ track, name: names[i] ?? "" })),
          })
        );
      case "space":
        return spaceFigure({
          of,
          places,
          tracks: traces.tracks,
          names,
          clusters: spaceColour === "cluster" ? labels : null,
          range,
          table: tables.viridis,
          label,
          unit,
        });
    }
  }, [
    chart,
    traces,
    names,
    colourOf,
    order,
    of,
    axis,
    label,
    common,
    fitRows,
    rowOrder,
    pyramid,
    range,
    labels,
    byCluster,
    events.answer,
    enter,
    aligned.answer,
    question,
    before,
    after,
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

function orderOf(
  by: RowOrder,
  { of, names }: ChartSource,
  places: Places,
  leaves: readonly number[] | null,
  labels: Int32Array | null,
  onsets: Int32Array | null,
): readonly number[] {
  const rows = Array.from({ length: of.rows }, (_, i) => i);
  const rank = (key: (row: number) => number) => rows.toSorted((a, b) => key(a) - key(b) || a - b);
  const last = (value: number | undefined) => (value === undefined || Number.isNaN(value) || value < 0 ? Number.MAX_VALUE : value);
  if (by === "name") return rows.toSorted((a, b) => (names[a] ?? "").localeCompare(names[b] ?? "", undefined, { numeric: true }) || a - b);
  if (by === "onset" && onsets) return rank((row) => last(onsets[row]));
  if (by === "position") {
    const along = spread(places.y) > spread(places.x) ? places.y : places.x;
    return rank((row) => last(along[row]));
  }
  if (by === "cluster" && leaves) {
    const place = new Map(leaves.map((row, i) => [row, i]));
    return rank((row) => last(labels?.[row] ?? 0) * of.rows + (place.get(row) ?? 0));
  }
  return rows;
}

function spread(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? 0 : Math.max(...known) - Math.min(...known);
}

/** Median place of each track over the movie. */
function placesOf(tracks: readonly number[], index: TrackIndex | null): Places {
  const rowsOf = new Map<number, number[]>();
  index?.columns["track"]?.forEach((track, row) => {
    const rows = rowsOf.get(track);
    if (rows) rows.push(row);
    else rowsOf.set(track, [row]);
  });
  const along = (name: string) =>
    Float64Array.from(tracks, (track) => median((rowsOf.get(track) ?? []).map((row) => index?.columns[name]?.[row] ?? Number.NaN)));
  return { z: along("z"), y: along("y"), x: along("x") };
}

/** Grid of averages: the median time between frames, but at most a thousand points. */
function stepOf(axis: TimeAxis, length: number): number {
  const steps = axis.values.subarray(1).map((value, i) => value - (axis.values[i] as number));
  return Math.max(median(steps) || 1, length / 1000);
}
