import type { CommandId } from "#contract/commands";
import { type ReactNode, useEffect, useId, useState } from "react";

interface FieldProps {
  readonly label: string;
  /** The control stands under its label and has the whole width. */
  readonly wide?: boolean | undefined;
  readonly help?: string | undefined;
  /** The command that does the same by keyboard; the tooltip tells its keys. */
  readonly command?: CommandId | undefined;
  readonly problem?: string | null | undefined;
  readonly children: (ids: { readonly id: string; readonly describedBy: string | undefined }) => ReactNode;
}

/** A labelled control with its help as a tooltip and for screen readers. */
export function Field({ label, wide = false, help, command, problem, children }: FieldProps) {
  const id = useId();
  const describedBy = [help ? `${id}-help` : "", problem ? `${id}-problem` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div className={wide ? "field wide" : "field"}>
      <label htmlFor={id} className={help ? "field-label has-help" : "field-label"} data-tip={help} data-command={command}>
        {label}
      </label>
      <div className="field-control">{children({ id, describedBy })}</div>
      {help && (
        <span id={`${id}-help`} className="unseen">
          {help}
        </span>
      )}
      {problem && (
        <p id={`${id}-problem`} className="field-problem">
          {problem}
        </p>
      )}
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly help?: string | undefined;
  readonly unit: string;
  readonly value: number | null;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | "any";
  readonly whole?: boolean;
  readonly placeholder?: string | undefined;
  readonly required?: boolean;
  readonly disabled?: boolean;
  /** Null when the field was emptied. */
  readonly onChange: (value: number | null) => void;
}

/** A number with its unit; what cannot be used is said under it and not handed on. */
export function NumberField(props: NumberFieldProps) {
  const {
    label,
    help,
    unit,
    value,
    min,
    max,
    step = "any",
    whole = false,
    placeholder,
    required = false,
    disabled = false,
    onChange,
  } = props;
  const [text, setText] = useState(value === null ? "" : String(value));
  useEffect(() => {
    setText((shown) => (parse(shown) === value ? shown : value === null ? "" : String(value)));
  }, [value]);
  const problem = problemOf(text, { min, max, whole });
  return (
    <Field label={label} help={help} problem={problem}>
      {({ id, describedBy }) => (
        <div className={problem ? "number-box wrong" : required && value === null ? "number-box wanted" : "number-box"}>
          <input
            id={id}
            type="number"
            inputMode="decimal"
            aria-describedby={describedBy}
            aria-invalid={problem !== null}
            value={text}
            min={min}
            max={max}
            step={step}
            placeholder={placeholder}
            required={required}
            disabled={disabled}
            onChange={(event) => {
              const next = event.target.value;
              setText(next);
              if (problemOf(next, { min, max, whole }) === null) onChange(parse(next));
            }}
          />
          <span className="unit">{unit}</span>
        </div>
      )}
    </Field>
  );
}

function parse(text: string): number | null {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? null : value;
}

function problemOf(
  text: string,
  rule: { readonly min?: number | undefined; readonly max?: number | undefined; readonly whole: boolean },
): string | null {
  const value = parse(text);
  if (value === null) return null;
  if (rule.whole && !Number.isInteger(value)) return "A whole number.";
  if (rule.min !== undefined && value < rule.min) return `At least ${rule.min}.`;
  if (rule.max !== undefined && value > rule.max) return `At most ${rule.max}.`;
  return null;
}

interface RangeFieldProps {
  readonly label: string;
  readonly help: string;
  readonly command?: CommandId;
  readonly value: number;
  /** The value with its unit. */
  readonly words: string;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

/** A slider with its value beside it. */
export function RangeField({ label, help, command, value, words, min = 0, max = 1, step = 0.01, onChange }: RangeFieldProps) {
  return (
    <Field label={label} help={help} command={command}>
      {({ id, describedBy }) => (
        <div className="range-row">
          <input
            id={id}
            aria-describedby={describedBy}
            aria-valuetext={words}
            type="range"
            min={min}
            max={max}
            step={step}
            value={value}
            onChange={(event) => onChange(Number(event.target.value))}
          />
          <output>{words}</output>
        </div>
      )}
    </Field>
  );
}

interface SelectFieldProps {
  readonly label: string;
  readonly wide?: boolean;
  readonly help?: string | undefined;
  readonly command?: CommandId;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

export function SelectField({ label, wide, help, command, value, options, disabled, onChange }: SelectFieldProps) {
  return (
    <Field label={label} wide={wide} help={help} command={command}>
      {({ id, describedBy }) => (
        <select
          id={id}
          className="select"
          aria-describedby={describedBy}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function TextField({
  label,
  help,
  value,
  placeholder,
  disabled,
  after,
  onChange,
}: {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** A button that fills the field by other means. */
  readonly after?: ReactNode;
  readonly onChange: (value: string) => void;
}) {
  return (
    <Field label={label} help={help}>
      {({ id, describedBy }) => (
        <div className="text-box">
          <input
            id={id}
            className="text-input"
            type="text"
            aria-describedby={describedBy}
            value={value}
            placeholder={placeholder}
            disabled={disabled}
            onChange={(event) => onChange(event.target.value)}
          />
          {after}
        </div>
      )}
    </Field>
  );
}

export function CheckField({
  label,
  help,
  command,
  checked,
  disabled,
  onChange,
}: {
  readonly label: string;
  readonly help?: string;
  readonly command?: CommandId;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label className="check" data-tip={help} data-command={command}>
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
