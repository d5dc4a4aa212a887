import { ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";
import type { ParameterSheet } from "#contract/parameters";
import { type Preparation, preparedParts, prepareSheet, unprepared } from "#contract/preparation";
import { ParameterForm } from "#renderer/ui/ParameterForm.tsx";

interface PreparationFormProps {
  readonly value: Preparation | null;
  /** Recorded frames, channels: what does not apply is not shown. */
  readonly frames: number;
  readonly channels: number;
  readonly disabled: boolean;
  readonly onChange: (preparation: Preparation | null) => void;
}

/** Typing is handed on when it pauses: each change reads the recording anew, ms. */
const pause = 500;

/** What is done to the frames before anything reads them; folded away while nothing is. */
export function PreparationForm({ value, frames, channels, disabled, onChange }: PreparationFormProps) {
  const [open, setOpen] = useState(value !== null);
  const [typed, setTyped] = useState<Preparation | null>(null);
  useEffect(() => setTyped(null), [value]);
  useEffect(() => {
    if (typed === null) return;
    const timer = window.setTimeout(() => onChange(Object.keys(preparedParts(typed)).length > 0 ? typed : null), pause);
    return () => window.clearTimeout(timer);
    // The newest words count, not who hears them.
  }, [typed]);
  const values = typed ?? value ?? unprepared;
  const count = Object.keys(preparedParts(values)).length;
  return (
    <section aria-label="Prepare frames">
      <button type="button" className="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight size={14} aria-hidden="true" />
        {`Prepare frames${count > 0 ? ` (${count} ${count === 1 ? "change" : "changes"})` : ""}`}
      </button>
      {open && (
        <>
          <p className="quiet prepare-note">
            Done to every frame before anything reads it, and recorded with each run. The file stays as it is. Positions count from the
            first pixel that is kept.
          </p>
          <ParameterForm
            sheet={shownSheet(values, frames, channels)}
            values={values}
            lengthUnit="µm"
            disabled={disabled}
            // The form hands back what it was given, changed in fields of the same sheet.
            onChange={(next) => setTyped({ ...unprepared, ...next } as Preparation)}
          />
          {count > 0 && (
            <button type="button" className="link-button reset" disabled={disabled} onClick={() => setTyped(unprepared)}>
              Leave the frames as recorded
            </button>
          )}
        </>
      )}
    </section>
  );
}

/** Fields that mean something with the values and the recording at hand. */
function shownSheet(values: Preparation, frames: number, channels: number): ParameterSheet {
  const hidden = new Set<string>();
  if (values.backgroundImage !== "file") hidden.add("backgroundFile");
  if (values.flatField !== "file") hidden.add("flatFieldFile");
  if (values.flatField === "none") hidden.add("cameraOffset");
  if (frames === 1) for (const name of ["firstFrame", "endFrame", "registration"]) hidden.add(name);
  if (channels === 1) hidden.add("alignment");
  return Object.fromEntries(Object.entries(prepareSheet).filter(([name]) => !hidden.has(name)));
}
