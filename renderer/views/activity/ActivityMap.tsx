import { type PointerEvent, useCallback, useMemo, useState } from "react";
import { drawActivityChart } from "#renderer/charts/activity-chart.ts";
import { mapBox, mapRange, orderByPeak } from "#renderer/charts/activity-map.ts";
import type { ChartPalette } from "#renderer/charts/palette.ts";
import { frameAt, type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import type { TraceSet } from "#renderer/client/decode.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { useDark } from "#renderer/state/theme.ts";
import { CheckField } from "#renderer/ui/Field.tsx";
import { useCanvas } from "#renderer/ui/use-canvas.ts";
import { colourMaps, colourTable } from "#renderer/viewers/colour-maps.ts";
import { Cursor } from "#renderer/views/activity/Cursor.tsx";
import { signalWords } from "#renderer/views/activity/signal-words.ts";
import { nameOf } from "#renderer/views/activity/trace-rows.ts";

interface ActivityMapProps {
  readonly traces: TraceSet;
  readonly signal: string;
  readonly axis: TimeAxis;
}

const noNames: Readonly<Record<string, string>> = {};

/** Activity of every neuron as colour; a click chooses a neuron and a moment. */
export function ActivityMap({ traces, signal, axis }: ActivityMapProps) {
  const selected = useWorkstation((state) => state.selected);
  const names = useWorkstation((state) => state.study?.names ?? noNames);
  const select = useWorkstation((state) => state.select);
  const seek = useWorkstation((state) => state.seek);
  const dark = useDark();
  const [byPeak, setByPeak] = useState(false);
  const table = useMemo(() => colourTable(colourMaps.viridis), []);
  const map = useMemo(
    () => ({ values: traces.signals[signal] ?? new Float32Array(0), rows: traces.tracks.length, frames: traces.frames.length }),
    [traces, signal],
  );
  const order = useMemo(() => (byPeak ? orderByPeak(map) : traces.tracks.map((_, i) => i)), [byPeak, map, traces]);
  const range = useMemo(() => mapRange(map.values), [map]);
  const chosen = selected === null ? -1 : traces.tracks.indexOf(selected);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number, palette: ChartPalette) => {
      context.clearRect(0, 0, width, height);
      const labels = traces.tracks.map((track) => nameOf(names, track));
      drawActivityChart(
        context,
        { map, order, names: labels, axis, range, table, label: signalWords[signal]?.axis ?? signal, chosen },
        width,
        height,
        palette,
      );
    },
    [map, order, names, axis, range, table, signal, chosen, traces],
  );
  const canvas = useCanvas(draw, dark);
  const click = (event: PointerEvent<HTMLElement>) => {
    const at = event.currentTarget.getBoundingClientRect();
    const place = mapBox(at.width, at.height);
    const row = order[Math.floor(((event.clientY - at.top - place.top) / place.height) * order.length)];
    if (row === undefined) return;
    select(traces.tracks[row] ?? null);
    seek(traces.frames[frameAt(axis, timeScale(axis, place).invert(event.clientX - at.left))] ?? 0);
  };
  return (
    <div className="activity-map">
      <div className="map-order">
        <CheckField label="Order by peak" help="Neurons that peak early come first." checked={byPeak} onChange={setByPeak} />
        <span className="quiet">Blank: not seen in that frame</span>
      </div>
      <div className="chart" onPointerDown={click}>
        <canvas ref={canvas} role="img" aria-label={`Activity map of ${map.rows} neurons over ${map.frames} frames`} />
        <Cursor traces={traces} axis={axis} box={mapBox} />
      </div>
    </div>
  );
}
