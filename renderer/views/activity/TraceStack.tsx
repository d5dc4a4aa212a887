import { type PointerEvent, useCallback, useEffect, useMemo, useRef } from "react";
import type { ChartPalette } from "#renderer/charts/palette.ts";
import { frameAt, type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import { drawTraceStack, stackBox, stackRowAt, stackRowHeight } from "#renderer/charts/trace-stack.ts";
import type { TraceSet } from "#renderer/client/decode.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { useDark } from "#renderer/state/theme.ts";
import { useCanvas } from "#renderer/ui/use-canvas.ts";
import { trackColour } from "#renderer/viewers/colour-maps.ts";
import { Cursor } from "#renderer/views/activity/Cursor.tsx";
import { nameOf, seriesOf } from "#renderer/views/activity/trace-rows.ts";

interface TraceStackProps {
  readonly traces: TraceSet;
  readonly signal: string;
  readonly axis: TimeAxis;
}

const noNames: Readonly<Record<string, string>> = {};

/** All traces below each other; a click chooses the neuron and goes to the moment. */
export function TraceStack({ traces, signal, axis }: TraceStackProps) {
  const selected = useWorkstation((state) => state.selected);
  const names = useWorkstation((state) => state.study?.names ?? noNames);
  const select = useWorkstation((state) => state.select);
  const seek = useWorkstation((state) => state.seek);
  const dark = useDark();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(
    () =>
      traces.tracks.map((track, i) => ({
        track,
        name: nameOf(names, track),
        series: seriesOf(traces, signal, i),
        colour: trackColour(track, dark),
      })),
    [traces, signal, names, dark],
  );
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number, palette: ChartPalette) => {
      context.clearRect(0, 0, width, height);
      drawTraceStack(context, rows, axis, width, selected, palette, 0, height);
    },
    [rows, axis, selected],
  );
  const canvas = useCanvas(draw, dark);
  const box = useCallback((width: number) => stackBox(width, rows.length), [rows.length]);
  useEffect(() => {
    const row = selected === null ? -1 : traces.tracks.indexOf(selected);
    const host = scroller.current;
    if (row < 0 || !host) return;
    const top = row * stackRowHeight;
    if (top < host.scrollTop || top + stackRowHeight > host.scrollTop + host.clientHeight) host.scrollTop = top - host.clientHeight / 2;
  }, [selected, traces]);
  const click = (event: PointerEvent<HTMLElement>) => {
    const at = event.currentTarget.getBoundingClientRect();
    const row = rows[stackRowAt(event.clientY - at.top, rows.length)];
    if (!row) return;
    select(row.track);
    const x = event.clientX - at.left;
    const place = stackBox(at.width, rows.length);
    if (x >= place.left) seek(traces.frames[frameAt(axis, timeScale(axis, place).invert(x))] ?? 0);
  };
  return (
    <div className="trace-stack" ref={scroller} tabIndex={0} role="group" aria-label="Traces of all neurons">
      <div className="chart" style={{ height: rows.length * stackRowHeight }} onPointerDown={click}>
        <canvas ref={canvas} role="img" aria-label={`Traces of ${rows.length} neurons`} />
        <Cursor traces={traces} axis={axis} box={box} />
      </div>
    </div>
  );
}
