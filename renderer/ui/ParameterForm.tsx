import { ChevronRight } from "lucide-react";
import { Fragment, type ReactNode, useState } from "react";
import type { Parameter, ParameterSheet } from "#contract/parameters";
import { CheckField, NumberField, SelectField, TextField } from "#renderer/ui/Field.tsx";

type Value = string | number | boolean;

interface ParameterFormProps {
  readonly sheet: ParameterSheet;
  readonly values: Readonly<Record<string, Value>>;
  /** Choices for a text parameter, where the program knows them. */
  readonly choices?: Readonly<Record<string, readonly { readonly value: string; readonly label: string }[]>>;
  /** Fields that are drawn by whoever shows the form, in their places. */
  readonly drawn?: Readonly<Record<string, ReactNode>>;
  /** Unit that takes the place of µm where a study counts in pixels. */
  readonly lengthUnit: string;
  readonly disabled: boolean;
  readonly onChange: (values: Readonly<Record<string, Value>>) => void;
}

/** A step's form, drawn from its sheet; rarely needed fields are folded away. */
export function ParameterForm({ sheet, values, choices = {}, drawn = {}, lengthUnit, disabled, onChange }: ParameterFormProps) {
  const [open, setOpen] = useState(false);
  const entries = Object.entries(sheet).filter(([, parameter]) => !(parameter.kind === "text" && parameter.drawn));
  const field = ([name, parameter]: [string, Parameter]) =>
    drawn[name] !== undefined ? (
      <Fragment key={name}>{drawn[name]}</Fragment>
    ) : (
      <ParameterField
        key={name}
        parameter={parameter}
        value={values[name] ?? parameter.default}
        choices={choices[name]}
        lengthUnit={lengthUnit}
        disabled={disabled}
        onChange={(value) => onChange({ ...values, [name]: value })}
      />
    );
  const advanced = entries.filter(([, parameter]) => parameter.advanced);
  return (
    <div className="form">
      {entries.filter(([, parameter]) => !parameter.advanced).map(field)}
      {advanced.length > 0 && (
        <>
          <button type="button" className="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
            <ChevronRight size={14} aria-hidden="true" />
            More settings
          </button>
          {open && advanced.map(field)}
        </>
      )}
    </div>
  );
}

interface ParameterFieldProps {
  readonly parameter: Parameter;
  readonly value: Value;
  readonly choices: readonly { readonly value: string; readonly label: string }[] | undefined;
  readonly lengthUnit: string;
  readonly disabled: boolean;
  readonly onChange: (value: Value) => void;
}

function ParameterField({ parameter, value, choices, lengthUnit, disabled, onChange }: ParameterFieldProps) {
  const { label, help } = parameter;
  switch (parameter.kind) {
    case "number":
    case "integer": {
      const unit = parameter.unit.replace("µm", lengthUnit);
      const { min, max, step, zero } = parameter;
      return (
        <NumberField
          label={label}
          help={`${help} ${min} to ${max} ${unit}.`}
          unit={unit}
          value={zero !== undefined && Number(value) === 0 ? null : Number(value)}
          min={min}
          max={max}
          step={step}
          whole={parameter.kind === "integer"}
          placeholder={zero}
          required={zero === undefined}
          disabled={disabled}
          onChange={(next) => (next !== null || zero !== undefined) && onChange(next ?? 0)}
        />
      );
    }
    case "choice":
      return (
        <SelectField
          label={label}
          help={help}
          value={String(value)}
          disabled={disabled}
          options={parameter.options.map((option) => ({ value: option, label: optionLabel(option) }))}
          onChange={onChange}
        />
      );
    case "flag":
      return <CheckField label={label} help={help} checked={Boolean(value)} disabled={disabled} onChange={onChange} />;
    case "text":
      return choices && choices.length > 0 ? (
        <SelectField
          label={label}
          wide
          help={help}
          value={String(value)}
          disabled={disabled}
          options={
            choices.some((choice) => choice.value === value) ? choices : [...choices, { value: String(value), label: String(value) }]
          }
          onChange={onChange}
        />
      ) : (
        <TextField label={label} help={help} value={String(value)} disabled={disabled} onChange={onChange} />
      );
  }
}

const optionLabels: Readonly<Record<string, string>> = {
  lap: "LAP, frame to frame",
  carry: "Carry my annotations",
  csv: "CSV tables",
  uint16: "16-bit",
  float32: "32-bit float",
  zstd: "Zstandard",
  lz4: "LZ4",
  "running-percentile": "Running percentile",
  "first-seconds": "First seconds",
};

function optionLabel(option: string): string {
  return optionLabels[option] ?? option.charAt(0).toUpperCase() + option.slice(1).replaceAll("-", " ");
}
