import { useMemo, useState } from "react";
import { timeAxis } from "#renderer/charts/time-axis.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Segmented } from "#renderer/ui/Segmented.tsx";
import { ActivityMap } from "#renderer/views/activity/ActivityMap.tsx";
import { SelectedTrace } from "#renderer/views/activity/SelectedTrace.tsx";
import { signalWords } from "#renderer/views/activity/signal-words.ts";
import { TraceStack } from "#renderer/views/activity/TraceStack.tsx";

/** Traces of all neurons, tied to the image by one choice and one moment. */
export function ActivityDock() {
  const traces = useWorkstation((state) => state.traces);
  const dock = useWorkstation((state) => state.dock);
  const set = useWorkstation((state) => state.set);
  const stale = useWorkstation((state) => state.study?.steps.find((entry) => entry.step === "extract")?.status === "stale");
  const [wanted, setWanted] = useState("dff");
  const axis = useMemo(() => (traces ? timeAxis(traces.frames, traces.time) : null), [traces]);
  if (!traces || !axis) {
    return (
      <section className="dock" aria-label="Activity">
        <p className="empty">Traces appear here once the activity of the followed neurons has been read.</p>
      </section>
    );
  }
  const signals = Object.keys(traces.signals).filter((name) => name in signalWords);
  const signal = signals.includes(wanted) ? wanted : (signals[0] ?? "f");
  return (
    <section className="dock" aria-label="Activity">
      <header className="dock-head">
        <Segmented
          label="Chart"
          value={dock}
          options={[
            { value: "traces", label: "Traces", tip: "The chosen neuron large, all neurons below each other" },
            { value: "map", label: "Map", tip: "All neurons as colour over time" },
          ]}
          onChange={(value) => set({ dock: value })}
        />
        <select
          className="select"
          aria-label="Signal"
          data-tip="Which signal is shown"
          value={signal}
          onChange={(event) => setWanted(event.target.value)}
        >
          {signals.map((name) => (
            <option key={name} value={name}>
              {signalWords[name]?.name}
            </option>
          ))}
        </select>
        {stale && <span className="chip chip-warn">out of date</span>}
        <span className="dock-count">
          {traces.tracks.length} neurons × {traces.frames.length} frames
        </span>
      </header>
      {dock === "traces" ? (
        <div className="dock-traces">
          <SelectedTrace traces={traces} signal={signal} axis={axis} />
          <TraceStack traces={traces} signal={signal} axis={axis} />
        </div>
      ) : (
        <ActivityMap traces={traces} signal={signal} axis={axis} />
      )}
    </section>
  );
}
