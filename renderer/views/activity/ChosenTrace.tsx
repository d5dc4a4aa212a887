import { useMemo, useState } from "react";
import { errorOf } from "#renderer/charts/band.ts";
import { pyramidOf } from "#renderer/charts/pyramid.ts";
import { traceFigure } from "#renderer/charts/trace-figure.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { FigureCanvas } from "#renderer/views/activity/FigureCanvas.tsx";
import type { ChartSource } from "#renderer/views/activity/use-figure.ts";

/** The chosen neuron's trace, large. */
export function ChosenTrace({ source }: { readonly source: ChartSource }) {
  const { traces, signal, of, axis, names, colourOf, label } = source;
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
      error: errorOf(signal, traces.signals)?.subarray(row * of.frames, (row + 1) * of.frames) ?? null,
      epochs,
    });
  }, [pyramids, signal, of, row, traces, names, axis, colourOf, label, epochs]);
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
