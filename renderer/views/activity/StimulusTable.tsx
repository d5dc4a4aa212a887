import { csvParse } from "d3";
import { FileUp } from "lucide-react";
import { useRef } from "react";
import { Failure } from "#contract/failure";
import { type TimeAxis, timeExtent } from "#renderer/charts/time-axis.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";

const startColumns = ["time_s", "onset_s", "start_s", "onset", "start", "time", "t"];
const endColumns = ["end_s", "stop_s", "end", "stop"];
const lengthColumns = ["duration_s", "duration"];

/**
 * Spans of a stimulus table: a column of onsets and, if it has one, of ends or durations.
 *
 * @throws Failure "invalid-input" with the column or the row
 */
export function readStimuli(text: string, name: string): (readonly [number, number])[] {
  const rows = csvParse(text.replace(/^\uFEFF/, ""));
  const find = (wanted: readonly string[]) => rows.columns.find((column) => wanted.includes(column.trim().toLowerCase()));
  const start = find(startColumns);
  if (start === undefined)
    throw new Failure("invalid-input", `${name} has no column of onsets; call it time_s (it has ${rows.columns.join(", ") || "none"}).`, {
      columns: rows.columns,
    });
  const end = find(endColumns);
  const length = find(lengthColumns);
  return rows.map((row, i) => {
    const from = numberIn(row[start], name, i, start);
    if (end !== undefined && row[end]?.trim()) return [from, numberIn(row[end], name, i, end)] as const;
    if (length !== undefined && row[length]?.trim()) return [from, from + numberIn(row[length], name, i, length)] as const;
    return [from, from] as const;
  });
}

function numberIn(text: string | undefined, name: string, row: number, column: string): number {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new Failure("invalid-input", `${name}, row ${row}, column ${column}: "${text ?? ""}" is not a number.`, { row, column });
}

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
