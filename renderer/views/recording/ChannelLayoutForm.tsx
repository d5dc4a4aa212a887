import type { ChannelLayout, RecordingInfo, RecordingSettings } from "#contract/recording";
import { NumberField, SelectField } from "#renderer/ui/Field.tsx";
import { folderOf } from "#renderer/ui/format.ts";
import { RecordingPathField } from "#renderer/views/library/RecordingPathField.tsx";
import { SplitEditor } from "#renderer/views/recording/SplitEditor.tsx";

interface ChannelLayoutFormProps {
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly disabled: boolean;
  readonly onChange: (part: Partial<RecordingSettings>) => void;
}

type Choice = "pages" | "x" | "y" | "files";

/** Where the channels of a recording lie: on pages of their own, on two halves of one chip, or in two files. */
export function ChannelLayoutForm({ info, settings, disabled, onChange }: ChannelLayoutFormProps) {
  const { layout } = settings;
  const whole = info.recorded ?? info.shape;
  if (layout === null && info.shape.c > 1) return null;
  const choice: Choice = layout === null ? "pages" : layout.kind === "files" ? "files" : layout.axis;
  // Roles belong to the channels of the layout they were given for.
  const change = (next: ChannelLayout | null) => onChange({ layout: next, activityChannel: null, referenceChannel: null });
  const choose = (next: Choice) => {
    if (next === "pages") change(null);
    else if (next === "files") change({ kind: "files", path: info.path });
    else change({ kind: "halves", axis: next, at: Math.round(whole[next] / 2) });
  };
  return (
    <>
      <SelectField
        label="Second channel"
        help="Where a second channel lies, if there is one: an image splitter puts two on one chip, some cameras write two files."
        value={choice}
        options={[
          { value: "pages", label: info.shape.c > 1 ? "On its own pages" : "None, or own pages" },
          { value: "x", label: "Side by side" },
          { value: "y", label: "One above the other" },
          { value: "files", label: "In a second file" },
        ]}
        disabled={disabled}
        onChange={(value) => choose(value === "x" || value === "y" || value === "files" ? value : "pages")}
      />
      {layout?.kind === "halves" && (
        <>
          <SplitEditor info={info} settings={settings} layout={layout} disabled={disabled} onChange={change} />
          <NumberField
            label="Line at"
            help={`First ${layout.axis === "x" ? "column" : "row"} of the second half, px. Both halves get the size of the smaller one.`}
            unit="px"
            min={1}
            max={whole[layout.axis] - 1}
            step={1}
            whole
            value={layout.at}
            required
            disabled={disabled}
            onChange={(at) => at !== null && change({ ...layout, at })}
          />
        </>
      )}
      {layout?.kind === "files" && (
        <RecordingPathField
          label="Second file"
          help="The file that holds the second channel, with the same frames and the same size."
          value={layout.path === info.path ? "" : layout.path}
          from={folderOf(info.path)}
          disabled={disabled}
          onChange={(path) => path.trim() !== "" && change({ kind: "files", path: path.trim() })}
        />
      )}
    </>
  );
}
