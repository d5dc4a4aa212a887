import { Eraser } from "lucide-react";
import { useId } from "react";
import type { TimeAxis } from "#renderer/charts/time-axis.ts";
import { type ChartSettings, rowOrders, type RowOrder } from "#renderer/state/charts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button, IconButton } from "#renderer/ui/Button.tsx";
import { CheckField } from "#renderer/ui/Field.tsx";
import { orderWords, sortedCharts } from "#renderer/views/activity/chart-words.ts";
import { StimulusButton } from "#renderer/views/activity/StimulusTable.tsx";

/** Settings of the chart on screen, in one line. */
export function ChartControls({ axis }: { readonly axis: TimeAxis }) {
  const chart = useWorkstation((state) => state.chart);
  const order = useWorkstation((state) => (state.chart === "correlation" ? state.matrixOrder : state.rowOrder));
  const set = useWorkstation((state) => state.setCharts);
  return (
    <>
      {sortedCharts.includes(chart) && (
        <Choice
          label="Sort by"
          tip="Order of the neurons: position runs along the longer side of the image, onset is where a neuron first passes half of its highest rise"
          value={order}
          options={rowOrders.map((value) => ({
            value,
            label: chart === "correlation" && value === "cluster" ? "dendrogram" : orderWords[value],
          }))}
          onChange={(value: RowOrder) => set(chart === "correlation" ? { matrixOrder: value } : { rowOrder: value })}
        />
      )}
      {chart === "traces" && <TraceControls />}
      {chart === "events" && <EventControls />}
      {chart === "aligned" && <AlignedControls axis={axis} />}
      {chart === "clusters" && <ClusterControls />}
      {chart === "space" && <SpaceControls />}
      {chart === "animals" && <AnimalControls />}
    </>
  );
}

function TraceControls() {
  const fit = useWorkstation((state) => state.fitRows);
  const common = useWorkstation((state) => state.commonRange);
  const set = useWorkstation((state) => state.setCharts);
  return (
    <>
      <CheckField label="All in sight" help="Every trace within the room there is" checked={fit} onChange={(fitRows) => set({ fitRows })} />
      <CheckField
        label="One range"
        help="All traces over one range, with a bar that says how much; else each over its own"
        checked={common}
        onChange={(commonRange) => set({ commonRange })}
      />
    </>
  );
}

function EventControls() {
  const enter = useWorkstation((state) => state.eventEnter);
  return (
    <Amount
      label="Above"
      unit="σ"
      tip="An event begins above this many noise deviations over the median (1 to 20) and ends below one. Graded activity has no events."
      value={enter}
      min={1}
      max={20}
      step={0.5}
      name="eventEnter"
    />
  );
}

function AlignedControls({ axis }: { readonly axis: TimeAxis }) {
  const before = useWorkstation((state) => state.before);
  const after = useWorkstation((state) => state.after);
  const epochs = useWorkstation((state) => state.epochs.length);
  const set = useWorkstation((state) => state.setCharts);
  const unit = axis.unit === "s" ? "s" : "fr.";
  return (
    <>
      <Amount
        label="Before"
        unit={unit}
        tip="Time shown before each onset; each repeat is taken relative to its mean there"
        value={before}
        min={0}
        max={600}
        step={1}
        name="before"
      />
      <Amount label="After" unit={unit} tip="Time shown after each onset" value={after} min={1} max={3600} step={1} name="after" />
      {epochs > 0 && <StimulusButton axis={axis} />}
      {epochs > 0 && (
        <IconButton
          icon={Eraser}
          label="Clear stimuli"
          tip={`Forget the ${epochs} marked ${epochs === 1 ? "span" : "spans"}`}
          onClick={() => set({ epochs: [] })}
        />
      )}
    </>
  );
}

function ClusterControls() {
  const sigma = useWorkstation((state) => state.sigma);
  const count = useWorkstation((state) => state.clusterCount);
  const set = useWorkstation((state) => state.setCharts);
  const id = useId();
  return (
    <>
      <Choice
        label="Clusters"
        tip="Number of clusters; automatic takes the largest gap between eigenvalues"
        value={count === null ? "auto" : String(count)}
        options={["auto", ...Array.from({ length: 11 }, (_, i) => String(i + 2))].map((value) => ({
          value,
          label: value === "auto" ? "automatic" : value,
        }))}
        onChange={(value) => set({ clusterCount: value === "auto" ? null : Number(value) })}
      />
      <label
        className="mini-field"
        htmlFor={id}
        data-tip="Width σ of the similarity exp(−‖Δ‖²/σ²); empty takes the median distance to the seventh neighbour"
      >
        σ
        <input
          id={id}
          type="number"
          min={0.05}
          max={10}
          step={0.05}
          placeholder="auto"
          value={sigma ?? ""}
          onChange={(event) => {
            const value = event.target.valueAsNumber;
            set({ sigma: value >= 0.05 && value <= 10 ? value : null });
          }}
        />
      </label>
    </>
  );
}

function AnimalControls() {
  const chosen = useWorkstation((state) => state.animalsChosen);
  const set = useWorkstation((state) => state.setCharts);
  if (!chosen) return null;
  return (
    <Button tone="quiet" tip="Join other studies" onClick={() => set({ animalsChosen: false })}>
      Choose studies
    </Button>
  );
}

function SpaceControls() {
  const colour = useWorkstation((state) => state.spaceColour);
  const set = useWorkstation((state) => state.setCharts);
  return (
    <Choice
      label="Colour"
      tip="By the activity at the frame on screen, or by spectral cluster"
      value={colour}
      options={[
        { value: "activity", label: "activity" },
        { value: "cluster", label: "cluster" },
      ]}
      onChange={(spaceColour: ChartSettings["spaceColour"]) => set({ spaceColour })}
    />
  );
}

function Choice<T extends string>({
  label,
  tip,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly tip: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}) {
  const id = useId();
  return (
    <label className="mini-field" htmlFor={id} data-tip={tip}>
      {label}
      {/* The options are all of T. */}
      <select id={id} className="select" value={value} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Amount({
  label,
  unit,
  tip,
  value,
  min,
  max,
  step,
  name,
}: {
  readonly label: string;
  readonly unit: string;
  readonly tip: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly name: "eventEnter" | "before" | "after";
}) {
  const set = useWorkstation((state) => state.setCharts);
  const id = useId();
  return (
    <label className="mini-field" htmlFor={id} data-tip={tip}>
      {label}
      <input
        id={id}
        type="number"
        min={min}
        max={max}
        step={step}
        defaultValue={value}
        onChange={(event) => {
          const wanted = event.target.valueAsNumber;
          if (wanted >= min && wanted <= max) set({ [name]: wanted });
        }}
      />
      <span className="quiet">{unit}</span>
    </label>
  );
}
