import { useEffect, useState } from "react";
import type { Tone } from "#contract/view";
import { openRecordingOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { type ColourMapName, type GreyWindow, type LabelMode, type MarkStyleName, toneOf } from "#renderer/state/view.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { CheckField, RangeField, SelectField } from "#renderer/ui/Field.tsx";
import { formatNumber } from "#renderer/ui/format.ts";
import { Histogram } from "#renderer/views/stage/Histogram.tsx";
import type { Inspection } from "#renderer/views/stage/stage-controller.ts";

const maps: readonly { readonly value: ColourMapName; readonly label: string }[] = [
  { value: "gray", label: "Grey" },
  { value: "magma", label: "Magma" },
  { value: "viridis", label: "Viridis" },
  { value: "cividis", label: "Cividis" },
];

const styles: readonly { readonly value: MarkStyleName; readonly label: string }[] = [
  { value: "outlines", label: "Outlines" },
  { value: "dots", label: "Dots" },
];

const labelModes: readonly { readonly value: LabelMode; readonly label: string }[] = [
  { value: "none", label: "None" },
  { value: "selected", label: "Chosen neuron" },
  { value: "named", label: "Named neurons" },
  { value: "all", label: "All neurons" },
];

/** Brightness of each channel, colour and marks; none of it changes a result. */
export function DisplayPanel({ inspect }: { readonly inspect: () => readonly Inspection[] }) {
  const windows = useWorkstation((state) => state.windows);
  const tones = useWorkstation((state) => state.tones);
  const setTone = useWorkstation((state) => state.setTone);
  const smooth = useWorkstation((state) => state.smooth);
  const marks = useWorkstation((state) => state.marks);
  const labels = useWorkstation((state) => state.labels);
  const set = useWorkstation((state) => state.set);
  const setWindow = useWorkstation((state) => state.setWindow);
  const markStyle = useWorkstation((state) => state.markStyle);
  const tails = useWorkstation((state) => state.tails);
  const mode = useWorkstation((state) => state.mode);
  const relief = useWorkstation((state) => state.relief);
  const channels = useWorkstation((state) => openRecordingOf(state)?.info.channels);
  const [seen, setSeen] = useState<readonly Inspection[]>([]);
  // The image on screen is read when the panel opens and after each change of its levels.
  useEffect(() => setSeen(inspect()), [windows, mode]);
  return (
    <div className="display">
      {seen.map((one) => (
        <Levels
          key={one.key}
          title={seen.length > 1 ? channels?.[one.channel]?.name || `Channel ${one.channel}` : "Grey levels"}
          seen={one}
          tone={toneOf(tones, one.channel)}
          // Two channels together are green and magenta, and depth has colours of its own.
          mapped={seen.length === 1 && mode !== "depth" && !(mode === "sharp" && relief)}
          onTone={(change) => setTone(one.channel, change)}
          onChange={(window) => setWindow(one.key, window)}
        />
      ))}
      <SelectField
        label="Names"
        help="Which neurons carry their name on the image."
        command="view.names"
        value={labels}
        options={labelModes}
        onChange={(value) => set({ labels: value as LabelMode })}
      />
      <SelectField
        label="Neurons as"
        help="Outlines of the nucleus's own size, or small dots that hide less."
        value={markStyle}
        options={styles}
        onChange={(value) => set({ markStyle: value as MarkStyleName })}
      />
      <RangeField
        label="Tails"
        help="The way of each neuron over so many frames back; 0 for none."
        command="view.tails"
        value={tails}
        words={tails === 0 ? "none" : `${tails} ${tails === 1 ? "frame" : "frames"}`}
        max={50}
        step={1}
        onChange={(value) => set({ tails: value })}
      />
      <div className="display-checks">
        <CheckField
          label="Marks on neurons"
          help="Rings in the plane shown, dots above and below it."
          command="view.marks"
          checked={marks}
          onChange={(value) => set({ marks: value })}
        />
        <CheckField
          label="Smooth pixels"
          help="Interpolates between pixels; off shows each pixel as a square."
          checked={smooth}
          onChange={(value) => set({ smooth: value })}
        />
      </div>
    </div>
  );
}

function Levels({
  title,
  seen,
  tone,
  mapped,
  onTone,
  onChange,
}: {
  readonly title: string;
  readonly seen: Inspection;
  readonly tone: Tone;
  /** The channel's colour map decides its colours. */
  readonly mapped: boolean;
  readonly onTone: (change: Partial<Tone>) => void;
  readonly onChange: (window: GreyWindow | null) => void;
}) {
  const { levels, histogram } = seen;
  const low = Math.min(histogram.min, levels.min);
  const high = Math.max(histogram.max, levels.max);
  const step = (high - low) / 400;
  const range = (name: string, value: number, change: (value: number) => GreyWindow) => (
    <div className="range-row">
      <label>
        <span>{name}</span>
        <input
          type="range"
          min={low}
          max={high}
          step={step}
          value={value}
          onChange={(event) => onChange(change(Number(event.target.value)))}
        />
      </label>
      <output>{formatNumber(value, 4).replace("-", "−")}</output>
    </div>
  );
  return (
    <div className="levels">
      <div className="levels-head">
        <span>{title}</span>
        <Button tone="quiet" tip="Choose black and white from the image" onClick={() => onChange(null)}>
          Auto
        </Button>
      </div>
      <Histogram histogram={histogram} low={low} high={high} levels={levels} />
      {range("Black", levels.min, (min) => ({ min, max: Math.max(levels.max, min + step) }))}
      {range("White", levels.max, (max) => ({ min: Math.min(levels.min, max - step), max }))}
      <RangeField
        label="Gamma"
        help="0.3 to 3, no unit: above 1 lifts dim structures, below 1 darkens them. Each channel has its own."
        value={tone.gamma}
        words={tone.gamma.toFixed(2)}
        min={0.3}
        max={3}
        step={0.05}
        onChange={(gamma) => onTone({ gamma })}
      />
      {mapped && (
        <SelectField
          label="Colours"
          help="Colour map of this channel. All maps read the same for colour-blind eyes."
          value={tone.colourMap}
          options={maps}
          onChange={(colourMap) => onTone({ colourMap: colourMap as ColourMapName })}
        />
      )}
    </div>
  );
}
