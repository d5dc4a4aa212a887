import { useEffect, useRef, useState } from "react";
import { openRecordingOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { FilmFrame } from "#renderer/views/proofread/FilmFrame.tsx";

const gap = 4;

/** The chosen neuron in the frames around a moment, each crop on its position; click goes there, double click puts it. */
export function FilmStrip() {
  const selected = useWorkstation((state) => state.selected);
  const moment = useWorkstation((state) => state.moment);
  const frame = useWorkstation((state) => (state.playing ? null : state.frame));
  const frames = useWorkstation((state) => openRecordingOf(state)?.info.shape.t ?? 1);
  const deep = useWorkstation((state) => state.depths !== null);
  const [centre, setCentre] = useState(frame ?? 0);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = root;
    if (!current) return;
    const observer = new ResizeObserver(() => setSize({ width: current.clientWidth, height: current.clientHeight }));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const side = Math.max(48, Math.min(150, Math.floor((size.height - 18 - (deep ? 2 : 0)) / (deep ? 2 : 1))));
  const count = Math.max(3, Math.floor((size.width + gap) / (side + gap)));
  const before = Math.floor((Math.min(count, frames) - 1) / 2);
  useEffect(() => {
    if (moment && moment.track === selected) setCentre(moment.t);
  }, [moment, selected]);
  useEffect(() => {
    if (frame !== null && Math.abs(frame - centre) > before) setCentre(frame);
  }, [frame, before, centre]);
  const first = Math.max(0, Math.min(centre - before, frames - count));
  return (
    <div className="film" ref={root} role="group" aria-label="The neuron in the frames around">
      {selected === null ? (
        <p className="empty">Choose a neuron, or a doubtful moment at the left.</p>
      ) : (
        size.width > 0 &&
        Array.from({ length: Math.min(count, frames) }, (_, i) => first + i).map((t) => (
          <FilmFrame key={t} track={selected} t={t} side={side} deep={deep} current={t === frame} />
        ))
      )}
    </div>
  );
}
