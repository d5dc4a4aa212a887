import { alignedAverage } from "#core/analysis/aligned";
import { correlationTree } from "#core/analysis/analyse";
import { principalComponents } from "#core/analysis/components";
import { correlationMatrix } from "#core/analysis/correlation";
import { detectEvents, eventDefaults } from "#core/analysis/events";
import { spectralClusters } from "#core/analysis/spectral";
import { canvasPen } from "#renderer/charts/canvas-pen.ts";
import type { ChartState } from "#renderer/charts/figure.ts";
import { type ChartRows, figureOf, orderOf, type StudyChart } from "#renderer/charts/make-figure.ts";
import { mapRange } from "#renderer/charts/map-figure.ts";
import type { ChartPalette } from "#renderer/charts/palette.ts";
import { pyramidOf } from "#renderer/charts/pyramid.ts";
import { timeAxis } from "#renderer/charts/time-axis.ts";
import { colourMaps, colourTable, correlationColour, trackColour } from "#renderer/viewers/colour-maps.ts";

const neurons = 12;
const frames = 120;
/** Moments at which every other neuron rises, s. */
const onsets = [9, 30, 48];

/** Traces as a quiet worm has them: three families that rise in turn, a slow drift, and a gap. */
function values(): Float32Array {
  return Float32Array.from({ length: neurons * frames }, (_, i) => {
    const [row, t] = [Math.floor(i / frames), i % frames];
    if (row === 5 && t >= 40 && t < 52) return Number.NaN;
    const since = Math.min(...onsets.map((onset) => (t * 0.5 >= onset + (row % 3) * 3 ? t * 0.5 - onset - (row % 3) * 3 : 1e3)));
    const ripple = Math.sin(t * 0.9 + row * 2.1) * 0.04 + Math.sin(t * 2.3 + row) * 0.03;
    return (0.4 + 0.1 * row) * Math.exp(-since / 4) + 0.1 * Math.sin(t / 40 + row) + ripple;
  });
}

function rows(): ChartRows {
  const tracks = Array.from({ length: neurons }, (_, i) => i);
  return {
    of: { values: values(), rows: neurons, frames },
    error: null,
    axis: timeAxis(
      Array.from({ length: frames }, (_, t) => t),
      Array.from({ length: frames }, (_, t) => t * 0.5),
    ),
    tracks,
    names: tracks.map((track) => (track === 0 ? "AVAL" : track === 1 ? "AVAR" : `#${track}`)),
    colourOf: (row, onDark) => trackColour(row, onDark),
    label: "ΔF/F0",
  };
}

/** Draws a chart of the sample traces into a canvas, as the window does, with its third neuron chosen. */
export function drawSampleChart(chart: StudyChart, canvas: HTMLCanvasElement, palette: ChartPalette): void {
  const source = rows();
  const { of, axis } = source;
  const correlation = correlationMatrix(of);
  const tree = { correlation, hierarchy: correlationTree(correlation) };
  const spectral = spectralClusters(of, { sigma: null, clusters: 3, seed: 1 });
  const window = { before: 3, after: 8, step: 0.5, fromBaseline: true };
  const places = {
    z: Float64Array.from({ length: neurons }, (_, i) => 6 * Math.sin(i)),
    y: Float64Array.from({ length: neurons }, (_, i) => 20 + 8 * Math.sin(i / 2)),
    x: Float64Array.from({ length: neurons }, (_, i) => 10 + 9 * i),
  };
  const sorting = chart === "correlation" ? "cluster" : "number";
  const figure = figureOf(chart, source, {
    sorting,
    order: orderOf(sorting, source, places, tree.hierarchy.order, spectral.labels, null),
    range: mapRange(of.values),
    tables: {
      activity: colourTable(colourMaps.viridis),
      time: colourTable(colourMaps.cividis),
      correlation: colourTable(correlationColour),
    },
    places,
    unit: "µm",
    common: false,
    rowHeight: null,
    enter: eventDefaults.enter,
    spaceColour: "cluster",
    pyramid: pyramidOf(of),
    tree,
    spectral,
    events: detectEvents(of, eventDefaults),
    components: principalComponents(of, 3),
    aligned: { average: alignedAverage(of, axis.values, onsets, window), onsets, window },
  });
  const context = canvas.getContext("2d");
  if (!figure || !context) throw new Error(`There is no chart "${chart}".`);
  const state: ChartState = { selected: 2, hovered: null, column: 30, window: null, scroll: null, moving: false };
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  figure.draw(canvasPen(context), { width: canvas.width, height: canvas.height }, palette, state);
}
