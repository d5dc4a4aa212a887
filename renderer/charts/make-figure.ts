import { type AlignedAverage, type AlignOptions } from "#core/analysis/aligned";
import type { Components } from "#core/analysis/components";
import type { Correlation } from "#core/analysis/correlation";
import { type ActivityEvent, eventDefaults } from "#core/analysis/events";
import type { Hierarchy } from "#core/analysis/hierarchy";
import { median, type Rows } from "#core/analysis/rows";
import type { SpectralClusters } from "#core/analysis/spectral";
import { alignedFigure } from "#renderer/charts/aligned-figure.ts";
import { clustersFigure } from "#renderer/charts/clusters-figure.ts";
import { correlationFigure } from "#renderer/charts/correlation-figure.ts";
import type { Figure } from "#renderer/charts/figure.ts";
import { mapFigure } from "#renderer/charts/map-figure.ts";
import { clusterColour } from "#renderer/charts/palette.ts";
import type { Pyramid } from "#renderer/charts/pyramid.ts";
import { rasterFigure } from "#renderer/charts/raster-figure.ts";
import { type Places, spaceFigure } from "#renderer/charts/space-figure.ts";
import { stackFigure } from "#renderer/charts/stack-figure.ts";
import type { TimeAxis } from "#renderer/charts/time-axis.ts";
import { trajectoryFigure } from "#renderer/charts/trajectory-figure.ts";

/** Charts of one study. */
export const studyCharts = ["traces", "map", "events", "aligned", "correlation", "clusters", "trajectory", "space"] as const;
export type StudyChart = (typeof studyCharts)[number];

/** What the rows of a chart can be sorted by. */
export const sortings = ["number", "name", "cluster", "onset", "position"] as const;
export type Sorting = (typeof sortings)[number];

/** Traces as every chart reads them. */
export interface ChartRows {
  readonly of: Rows;
  /** Standard deviation of each value, [row, frame]; null where it is not known. */
  readonly error: Float32Array | null;
  readonly axis: TimeAxis;
  readonly tracks: readonly number[];
  readonly names: readonly string[];
  readonly colourOf: (row: number, onDark: boolean) => string;
  /** What the values are, with their unit. */
  readonly label: string;
}

/** Colour tables, 256 RGBA entries each. */
export interface ChartTables {
  readonly activity: Uint8Array;
  readonly time: Uint8Array;
  readonly correlation: Uint8Array;
}

/** What a chart shows of the traces, and what was found in them; null where it was not asked for or is not there yet. */
export interface ChartWishes {
  readonly sorting: Sorting;
  readonly order: readonly number[];
  readonly range: readonly [number, number];
  readonly tables: ChartTables;
  readonly places: Places;
  /** Unit of lengths. */
  readonly unit: string;
  readonly common: boolean;
  readonly rowHeight: number | null;
  readonly enter: number;
  readonly spaceColour: "activity" | "cluster";
  readonly pyramid: Pyramid | null;
  readonly tree: { readonly correlation: Correlation; readonly hierarchy: Hierarchy } | null;
  readonly spectral: SpectralClusters | null;
  readonly events: readonly ActivityEvent[] | null;
  readonly components: Components | null;
  readonly aligned: { readonly average: AlignedAverage; readonly onsets: readonly number[]; readonly window: AlignOptions } | null;
}

/** A chart of a study, the same in the window and on the command line; null where what it shows is not there. */
export function figureOf(chart: StudyChart, source: ChartRows, wishes: ChartWishes): Figure | null {
  const { of, error, axis, tracks, names, colourOf, label } = source;
  const { order, sorting, range, tables, spectral, tree, events, components, aligned, enter } = wishes;
  const rows = { tracks, names, order };
  const labels = spectral?.labels ?? null;
  const byCluster = sorting === "cluster" && labels !== null;
  const tinted = byCluster ? (row: number) => clusterColour(labels[row] ?? -1) : colourOf;
  switch (chart) {
    case "traces":
      return (
        wishes.pyramid &&
        stackFigure({
          ...rows,
          colourOf: tinted,
          pyramid: wishes.pyramid,
          axis,
          label,
          error,
          common: wishes.common,
          rowHeight: wishes.rowHeight,
        })
      );
    case "map":
      return mapFigure({
        ...rows,
        colourOf,
        of,
        error,
        axis,
        label,
        range,
        table: tables.activity,
        clusters: byCluster ? labels : null,
        sortedBy: sorting,
      });
    case "events":
      return events && rasterFigure({ ...rows, colourOf: tinted, events, axis, label, parameters: { ...eventDefaults, enter } });
    case "aligned": {
      if (!aligned) return null;
      const { before, after } = aligned.window;
      return alignedFigure({
        ...rows,
        colourOf,
        average: aligned.average,
        onsets: aligned.onsets,
        label: before > 0 ? `change of ${label}` : label,
        unit: axis.unit,
        table: tables.activity,
        parameters: { before, after, relativeToBefore: before > 0 },
      });
    }
    case "correlation": {
      if (!tree) return null;
      const asTree = sorting === "cluster";
      return correlationFigure({
        ...rows,
        order: asTree ? tree.hierarchy.order : order,
        correlation: tree.correlation,
        hierarchy: asTree ? tree.hierarchy : null,
        table: tables.correlation,
      });
    }
    case "clusters":
      return spectral && clustersFigure({ of, axis, spectral, tracks, names });
    case "trajectory":
      return (
        components &&
        trajectoryFigure({
          components,
          axis,
          table: tables.time,
          neurons: tracks.map((track, i) => ({ track, name: names[i] ?? "" })),
        })
      );
    case "space":
      return spaceFigure({
        of,
        places: wishes.places,
        tracks,
        names,
        clusters: wishes.spaceColour === "cluster" ? labels : null,
        range,
        table: tables.activity,
        label,
        unit: wishes.unit,
      });
  }
}

/** Rows in the order that is asked for; what has no place in it comes last. */
export function orderOf(
  by: Sorting,
  { of, names }: Pick<ChartRows, "of" | "names">,
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
export function placesOf(
  tracks: readonly number[],
  rows: {
    readonly track: ArrayLike<number>;
    readonly z: ArrayLike<number>;
    readonly y: ArrayLike<number>;
    readonly x: ArrayLike<number>;
  } | null,
): Places {
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < (rows?.track.length ?? 0); row++) {
    const track = rows?.track[row] as number;
    const list = rowsOf.get(track);
    if (list) list.push(row);
    else rowsOf.set(track, [row]);
  }
  const along = (name: "z" | "y" | "x") =>
    Float64Array.from(tracks, (track) => median((rowsOf.get(track) ?? []).map((row) => rows?.[name][row] ?? Number.NaN)));
  return { z: along("z"), y: along("y"), x: along("x") };
}

/** Grid of averages: the median time between frames, but at most a thousand points. */
export function stepOf(axis: TimeAxis, length: number): number {
  const steps = axis.values.subarray(1).map((value, i) => value - (axis.values[i] as number));
  return Math.max(median(steps) || 1, length / 1000);
}
