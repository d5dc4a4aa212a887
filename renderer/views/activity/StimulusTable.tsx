import { FileUp } from "lucide-react";
import { useRef } from "react";
import { Failure } from "#contract/failure";
import { type TimeAxis, timeExtent } from "#renderer/charts/time-axis.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { readStimuli } from "#renderer/views/activity/stimulus-table.ts";

/** Reads a stimulus table from a file; its onsets replace those there are. */
export function StimulusButton({ axis, tone = "quiet" }: { readonly axis: TimeAxis; readonly tone?: "quiet" | "primary" }) {
  const input = useRef<HTMLInputElement>(null);
  const set = useWorkstation((state) => state.setCharts);
  const attempt = useWorkstation((state) => state.attempt);
  const notify = useWorkstation((state) => state.notify);
  const read = async (file: File) => {
    const epochs = readStimuli(await file.text(), file.name);
    const [first, last] = timeExtent(axis);
    const inside = epochs.filter(([from]) => from >= first && from <= last);
    if (inside.length === 0)
      throw new Failure(
        "out-of-range",
        `None of the ${epochs.length} onsets in ${file.name} lies within the movie, ${first} to ${last} ${axis.unit}.`,
        {
          first,
          last,
        },
      );
    set({ epochs: inside.sort((a, b) => a[0] - b[0]) });
    if (inside.length < epochs.length)
      notify(`${epochs.length - inside.length} onsets of ${file.name} lie outside the movie and were left out.`);
  };
  return (
    <>
      <Button
        tone={tone}
        icon={FileUp}
        tip={`Onsets from a CSV table: a column time_s (${axis.unit === "s" ? "s" : "frames"}), and duration_s or end_s if they last`}
        onClick={() => input.current?.click()}
      >
        Open table
      </Button>
      <input
        ref={input}
        className="unseen"
        type="file"
        accept=".csv,text/csv"
        aria-label="Stimulus table"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) void attempt(() => read(file));
        }}
      />
    </>
  );
}

/** What to do before there is an average: mark spans, open a table. */
export function StimulusHint({ axis }: { readonly axis: TimeAxis }) {
  const set = useWorkstation((state) => state.setCharts);
  return (
    <div className="chart-hint">
      <p>Averages around stimuli need to know when they were.</p>
      <p>Open a table of onsets, or mark spans by hand: hold Shift and drag over traces, map or events.</p>
      <p className="hint-acts">
        <StimulusButton axis={axis} tone="primary" />
        <Button onClick={() => set({ chart: "traces" })}>Mark on the traces</Button>
      </p>
    </div>
  );
}
