import { useMemo, useState } from "react";
import { pyramidOf } from "#renderer/charts/pyramid.ts";
import { traceFigure } from "#renderer/charts/trace-figure.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { FigureCanvas } from "#renderer/views/activity/FigureCanvas.tsx";
import type { ChartSource } from "#renderer/views/activity/use-figure.ts";

/** The chosen neuron's trace, large. */
export function ChosenTrace({ source }: { readonly source: ChartSource }) {
  const { traces, of, axis, names, colourOf, label } = source;
  const selected = useWorkstation((state) => state.selected);
  const epochs = useWorkstation((state) => state.epochs);
  const [pyramids] = useState(() => new WeakMap<object, ReturnType<typeof pyramidOf>>());
  const row = selected === null ? -1 : traces.tracks.indexOf(selected);
  const figure = useMemo(() => {
    if (row < 0) return null;
    const pyramid = pyramids.get(of) ?? pyramidOf(of);
    pyramids.set(of, pyramid);
    return traceFigure({
      pyramid,
      row,
      track: traces.tracks[row] ?? 0,
      name: names[row] ?? "",
      axis,
      colourOf: (onDark) => colourOf(row, onDark),
      label,
      band: bandOf(source, row),
      epochs,
    });
  }, [pyramids, source, of, row, traces, names, axis, colourOf, label, epochs]);
  if (!figure) {
    return (
      <div className="selected-trace none">
        <p className="chart-hint">
          {selected === null
            ? "Choose a neuron in the image, in the list or below or go through them by keyboard."
            : `#${selected} has no trace yet.`}
        </p>
      </div>
    );
  }
  return (
    <div className="selected-trace">
      <div className="selected-name">{names[row]}</div>
      <FigureCanvas figure={figure} />
    </div>
  );
}

/** Half-width of the band that ΔF/F0 lies in, two standard deviations of its error; null for what has no known error. */
function bandOf({ traces, signal }: ChartSource, row: number): Float32Array | null {
  const error = signal === "dff" ? traces.signals["error"] : undefined;
  const frames = traces.frames.length;
  return error ? error.slice(row * frames, (row + 1) * frames).map((value) => 2 * value) : null;
}
