import { useEffect, useRef } from "react";
import type { Box } from "#renderer/charts/palette.ts";
import { type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import type { TraceSet } from "#renderer/client/decode.ts";
import { useWorkstationStore } from "#renderer/state/store.ts";

interface CursorProps {
  readonly traces: TraceSet;
  readonly axis: TimeAxis;
  /** Where the chart lies in an element of a size. */
  readonly box: (width: number, height: number) => Box;
}

/** The line at the moment on screen; it follows playback without React. */
export function Cursor({ traces, axis, box }: CursorProps) {
  const store = useWorkstationStore();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const line = ref.current;
    const host = line?.parentElement;
    if (!line || !host) return;
    const show = () => {
      const place = box(host.clientWidth, host.clientHeight);
      const column = traces.frames.indexOf(store.getState().frame);
      line.hidden = column < 0;
      if (column < 0) return;
      line.style.transform = `translateX(${timeScale(axis, place)(axis.values[column] ?? 0)}px)`;
      line.style.top = `${place.top}px`;
      line.style.height = `${place.height}px`;
    };
    show();
    const stop = store.subscribe((state) => state.frame, show);
    const observer = new ResizeObserver(show);
    observer.observe(host);
    return () => {
      stop();
      observer.disconnect();
    };
  }, [store, traces, axis, box]);
  return <div ref={ref} className="cursor" aria-hidden="true" />;
}
