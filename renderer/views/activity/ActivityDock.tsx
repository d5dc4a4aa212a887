import { AudioWaveform, Maximize2, Minimize2, ZoomOut } from "lucide-react";
import { useState } from "react";
import type { TraceSet } from "#renderer/client/decode.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { IconButton } from "#renderer/ui/Button.tsx";
import { AnimalsChoice } from "#renderer/views/activity/AnimalsChoice.tsx";
import { ChartControls } from "#renderer/views/activity/ChartControls.tsx";
import { ChartPicker } from "#renderer/views/activity/ChartPicker.tsx";
import { chartWords } from "#renderer/views/activity/chart-words.ts";
import { ChosenTrace } from "#renderer/views/activity/ChosenTrace.tsx";
import { FigureCanvas } from "#renderer/views/activity/FigureCanvas.tsx";
import { FigureExport } from "#renderer/views/activity/FigureExport.tsx";
import { SeriesSheet } from "#renderer/views/activity/SeriesSheet.tsx";
import { SeriesStrips } from "#renderer/views/activity/SeriesStrips.tsx";
import { signalWords } from "#renderer/charts/signal-words.ts";
import { StimulusHint } from "#renderer/views/activity/StimulusTable.tsx";
import { useChartSource, useFigure } from "#renderer/views/activity/use-figure.ts";
import { useSeries } from "#renderer/views/activity/use-series.ts";

/** Charts of the activity, tied to the image and the list by one choice and one moment. */
export function ActivityDock() {
  const traces = useWorkstation((state) => state.traces);
  const reading = useWorkstation((state) => state.study?.steps.find((entry) => entry.step === "extract")?.status === "done");
  if (!traces) {
    return (
      <section className="dock" aria-label="Activity">
        <p className="empty">
          {reading ? "The traces are being read." : "Traces appear here once the activity of the followed neurons has been read."}
        </p>
      </section>
    );
  }
  if (traces.tracks.length === 0) {
    return (
      <section className="dock" aria-label="Activity">
        <p className="empty">No neuron was followed, so there is no activity to show. Look at Neurons and Tracks first.</p>
      </section>
    );
  }
  return <Charts traces={traces} />;
}

function Charts({ traces }: { readonly traces: TraceSet }) {
  const wanted = useWorkstation((state) => state.signal);
  const chart = useWorkstation((state) => state.chart);
  const large = useWorkstation((state) => state.dockLarge);
  const zoomed = useWorkstation((state) => state.window !== null);
  const setCharts = useWorkstation((state) => state.setCharts);
  const stale = useWorkstation((state) => state.study?.steps.find((entry) => entry.step === "extract")?.status === "stale");
  const virtual = useWorkstation((state) => state.study?.refocus ?? false);
  const signals = Object.keys(traces.signals).filter((name) => name in signalWords);
  const signal = signals.includes(wanted) ? wanted : (signals[0] ?? "f");
  const source = useChartSource(traces, signal);
  const { figure, busy, failure, wants } = useFigure(source);
  const { series, reload } = useSeries();
  const [sheet, setSheet] = useState(false);
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  return (
    <section className="dock" aria-label="Activity">
      <header className="dock-head">
        <ChartPicker />
        {figure && <FigureExport figure={figure} chart={chart} />}
        <IconButton
          icon={large ? Minimize2 : Maximize2}
          label={large ? "Smaller charts" : "Larger charts"}
          tip={large ? "Show the image again" : "Give the charts the whole room; the image comes back with the same button"}
          pressed={large}
          onClick={() => setCharts({ dockLarge: !large })}
        />
      </header>
      <div className="dock-controls">
        <select
          className="select"
          aria-label="Signal"
          data-tip="Which signal is shown"
          value={signal}
          onChange={(event) => setCharts({ signal: event.target.value })}
        >
          {signals.map((name) => (
            <option key={name} value={name}>
              {signalWords[name]?.name}
            </option>
          ))}
        </select>
        <ChartControls axis={source.axis} />
        {chart === "traces" && !locked && (
          <IconButton
            icon={AudioWaveform}
            label="Series from elsewhere"
            tip="Stimulus, temperature, stage position or behaviour from a CSV table, drawn under the traces"
            onClick={() => setSheet(true)}
          />
        )}
        {zoomed && figure?.time && (
          <IconButton
            icon={ZoomOut}
            label="Whole movie"
            tip="Show the whole movie again (0, or double click)"
            onClick={() => setCharts({ window: null })}
          />
        )}
        {stale && (
          <span className="chip chip-warn" data-tip="Something before this step has changed: read the activity again">
            out of date
          </span>
        )}
        {virtual && (
          <span
            className="chip"
            data-tip="The values were read from stacks that the model refocused; they were not measured at those depths"
          >
            virtual
          </span>
        )}
        <span className="dock-count">
          {traces.tracks.length} neurons × {traces.frames.length} frames
        </span>
      </div>
      <div className={chart === "traces" ? "dock-charts with-trace" : "dock-charts"} aria-busy={busy}>
        {chart === "traces" && <ChosenTrace source={source} />}
        {wants === "animals" ? (
          <AnimalsChoice />
        ) : failure ? (
          <p className="chart-hint" role="alert">
            {failure.message}
          </p>
        ) : wants === "stimuli" ? (
          <StimulusHint axis={source.axis} />
        ) : figure ? (
          <FigureCanvas figure={figure} key={chart} />
        ) : (
          <p className="chart-hint" role="status">
            Working out {chartWords[chart].name.toLowerCase()} of {traces.tracks.length} neurons.
          </p>
        )}
        {chart === "traces" && <SeriesStrips series={series} axis={source.axis} />}
        {busy && figure && (
          <p className="chart-busy" role="status">
            working
          </p>
        )}
      </div>
      {sheet && <SeriesSheet series={series} reload={reload} onClose={() => setSheet(false)} />}
    </section>
  );
}
