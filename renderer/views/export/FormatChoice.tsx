import { exportFormats, type ExportFormat } from "#contract/export-format";
import { CheckField } from "#renderer/ui/Field.tsx";

interface FormatChoiceProps {
  /** Formats with commas between them. */
  readonly value: string;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}

/** Which formats an export writes; the tables always are. */
export function FormatChoice({ value, disabled, onChange }: FormatChoiceProps) {
  const chosen = value.split(",");
  const toggle = (format: ExportFormat, on: boolean) =>
    onChange(
      Object.keys(exportFormats)
        .filter((name) => (name === format ? on : chosen.includes(name)))
        .join(","),
    );
  return (
    <fieldset className="format-choice">
      <legend className="section-head">Formats</legend>
      {Object.entries(exportFormats).map(([name, { label, help }]) => (
        <CheckField
          key={name}
          label={label}
          help={name === "csv" ? `${help} Always written.` : help}
          checked={name === "csv" || chosen.includes(name)}
          disabled={disabled || name === "csv"}
          // The names are the formats' own keys.
          onChange={(on) => toggle(name as ExportFormat, on)}
        />
      ))}
    </fieldset>
  );
}
