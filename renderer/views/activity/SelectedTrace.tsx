import { type PointerEvent, useCallback } from "react";
import type { ChartPalette } from "#renderer/charts/palette.ts";
import { frameAt, type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import { drawTracePlot, tracePlotBox } from "#renderer/charts/trace-plot.ts";
import type { TraceSet } from "#renderer/client/decode.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { useDark } from "#renderer/state/theme.ts";
import { useCanvas } from "#renderer/ui/use-canvas.ts";
import { trackColour } from "#renderer/viewers/colour-maps.ts";
import { Cursor } from "#renderer/views/activity/Cursor.tsx";
import { signalWords } from "#renderer/views/activity/signal-words.ts";
import { nameOf, seriesOf } from "#renderer/views/activity/trace-rows.ts";

interface SelectedTraceProps {
  readonly traces: TraceSet;
  readonly signal: string;
  readonly axis: TimeAxis;
}

/** The chosen neuron's trace, large. A click goes to that moment. */
export function SelectedTrace({ traces, signal, axis }: SelectedTraceProps) {
  const selected = useWorkstation((state) => state.selected);
  const name = useWorkstation((state) => (selected === null ? "" : nameOf(state.study?.names ?? {}, selected)));
  const seek = useWorkstation((state) => state.seek);
  const dark = useDark();
  const row = selected === null ? -1 : traces.tracks.indexOf(selected);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number, palette: ChartPalette) => {
      context.clearRect(0, 0, width, height);
      if (row < 0) return;
      const data = {
        series: seriesOf(traces, signal, row),
        axis,
        colour: trackColour(traces.tracks[row] ?? 0, dark),
        label: signalWords[signal]?.axis ?? signal,
      };
      drawTracePlot(context, data, width, height, palette);
    },
    [traces, signal, axis, row, dark],
  );
  const canvas = useCanvas(draw, dark);
  const click = (event: PointerEvent<HTMLElement>) => {
    const at = event.currentTarget.getBoundingClientRect();
    const scale = timeScale(axis, tracePlotBox(at.width, at.height));
    seek(traces.frames[frameAt(axis, scale.invert(event.clientX - at.left))] ?? 0);
  };
  return (
    <div className={row < 0 ? "selected-trace none" : "selected-trace"}>
      {row >= 0 && <div className="selected-name">{name}</div>}
      <div className="chart" onPointerDown={row < 0 ? undefined : click}>
        <canvas ref={canvas} role="img" aria-label={row < 0 ? "No trace" : `${signalWords[signal]?.name ?? signal} of ${name} over time`} />
        {row >= 0 && <Cursor traces={traces} axis={axis} box={tracePlotBox} />}
        {row < 0 && (
          <p className="chart-hint">
            {selected === null
              ? "Choose a neuron in the image, in the list or below (J and K go through them)."
              : `${name} has no trace yet.`}
          </p>
        )}
      </div>
    </div>
  );
}
