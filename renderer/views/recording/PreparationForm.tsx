import { ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";
import type { ParameterSheet } from "#contract/parameters";
import { type Preparation, preparedParts, prepareSheet, unprepared } from "#contract/preparation";
import type { RecordingInfo, RecordingSettings } from "#contract/recording";
import { folderOf } from "#renderer/ui/format.ts";
import { ParameterForm } from "#renderer/ui/ParameterForm.tsx";
import { RecordingPathField } from "#renderer/views/library/RecordingPathField.tsx";
import { CropEditor } from "#renderer/views/recording/CropEditor.tsx";

interface PreparationFormProps {
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly disabled: boolean;
  readonly onChange: (preparation: Preparation | null) => void;
}

/** Typing is handed on when it pauses: each change reads the recording anew, ms. */
const pause = 500;

/** What is done to the frames before anything reads them; folded away while nothing is. */
export function PreparationForm({ info, settings, disabled, onChange }: PreparationFormProps) {
  const value = settings.preparation;
  const [open, setOpen] = useState(value !== null);
  const [typed, setTyped] = useState<Preparation | null>(null);
  useEffect(() => setTyped(null), [value]);
  useEffect(() => {
    // A choice that still wants its file says nothing yet.
    if (typed === null || wantsFile(typed)) return;
    const timer = window.setTimeout(() => onChange(Object.keys(preparedParts(typed)).length > 0 ? typed : null), pause);
    return () => window.clearTimeout(timer);
    // The newest words count, not who hears them.
  }, [typed]);
  const values = typed ?? value ?? unprepared;
  // The form hands back what it was given, changed in fields of the same sheet.
  const change = (part: Partial<Preparation>) => setTyped({ ...values, ...part });
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
          <CropEditor info={info} settings={settings} value={values} disabled={disabled} onChange={change} />
          <ParameterForm
            sheet={shownSheet(values, (info.recorded ?? info.shape).t, info.shape.c)}
            values={values}
            drawn={Object.fromEntries(
              (["backgroundFile", "flatFieldFile"] as const).map((name) => [
                name,
                <RecordingPathField
                  key={name}
                  label={prepareSheet[name].label}
                  help={prepareSheet[name].help}
                  value={values[name]}
                  from={folderOf(info.path)}
                  disabled={disabled}
                  onChange={(path) => change({ [name]: path })}
                />,
              ]),
            )}
            lengthUnit="µm"
            disabled={disabled}
            onChange={change}
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

function wantsFile({ backgroundImage, backgroundFile, flatField, flatFieldFile }: Preparation): boolean {
  return (backgroundImage === "file" && backgroundFile.trim() === "") || (flatField === "file" && flatFieldFile.trim() === "");
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
