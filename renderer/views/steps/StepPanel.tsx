import { CircleSlash } from "lucide-react";
import { useState } from "react";
import { lengthUnit, refocusable } from "#contract/recording";
import { sheets, type Step } from "#contract/parameters";
import { formValues } from "#renderer/state/jobs.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { FailureNote } from "#renderer/ui/FailureNote.tsx";
import { ParameterForm } from "#renderer/ui/ParameterForm.tsx";
import { PeakPanel } from "#renderer/views/detect/PeakPanel.tsx";
import { RegionPanel } from "#renderer/views/detect/RegionPanel.tsx";
import { ExportFiles } from "#renderer/views/export/ExportFiles.tsx";
import { FormatChoice } from "#renderer/views/export/FormatChoice.tsx";
import { ProofreadCard } from "#renderer/views/proofread/ProofreadCard.tsx";
import { PsfButton } from "#renderer/views/psf/PsfButton.tsx";
import { modelLabel } from "#renderer/views/steps/model-words.ts";
import { ModelNote } from "#renderer/views/steps/ModelNote.tsx";
import { RunFooter } from "#renderer/views/steps/RunFooter.tsx";
import { RunSummary } from "#renderer/views/steps/RunSummary.tsx";
import { statusOf } from "#renderer/views/steps/step-status.ts";
import { StepPreview } from "#renderer/views/steps/StepPreview.tsx";
import { TrustButton } from "#renderer/views/trust/TrustButton.tsx";

/** A step's form, what it will cost, and what came of it. */
export function StepPanel({ step }: { readonly step: Step }) {
  const study = useWorkstation((state) => state.study);
  const typed = useWorkstation((state) => state.forms[step]);
  const setForm = useWorkstation((state) => state.setForm);
  const clearForm = useWorkstation((state) => state.clearForm);
  const models = useWorkstation((state) => state.models);
  const status = useWorkstation((state) => statusOf(state, step));
  const [refused, setRefused] = useState(false);
  if (!study) return <p className="empty">Create the study first; then this step can be run.</p>;
  const entry = study.steps.find((state) => state.step === step);
  const run = entry?.run ?? null;
  if (status === "skipped") {
    return (
      <div className="panel-body">
        <div className="empty-step">
          <CircleSlash size={20} aria-hidden="true" />
          {!refocusable(study.recording) ? (
            <p>
              These stacks were scanned: they hold their depth already, and this step is left out. Neurons are found in the recorded planes.
            </p>
          ) : (
            <>
              <p>This is a 2-D study: neurons are found in the recorded frames, and this step is left out.</p>
              <p className="quiet">To refocus, turn it on under Recording.</p>
            </>
          )}
        </div>
      </div>
    );
  }
  const values = formValues(step, typed, run?.parameters);
  const busy = status === "running" || status === "queued";
  return (
    <>
      <div className="panel-body">
        {study.readOnly !== null && <p className="note note-warn">{study.readOnly}</p>}
        <section aria-label="Parameters">
          {step === "export" && (
            <FormatChoice
              value={String(values["format"])}
              disabled={busy || study.readOnly !== null}
              onChange={(format) => setForm(step, { ...values, format })}
            />
          )}
          <ParameterForm
            key={step}
            // The rest of the export's sheet is about the session, which NWB alone tells.
            sheet={step === "export" && !String(values["format"]).split(",").includes("nwb") ? {} : sheets[step]}
            values={values}
            choices={step === "refocus" ? { model: models.map((model) => ({ value: model.id, label: modelLabel(model) })) } : {}}
            lengthUnit={lengthUnit(study.settings)}
            disabled={busy || study.readOnly !== null}
            onChange={(next) => setForm(step, next)}
          />
          {typed && !busy && (
            <button type="button" className="link-button reset" onClick={() => clearForm(step)}>
              {run ? "Back to the last run's values" : "Back to the defaults"}
            </button>
          )}
          {step === "refocus" && (
            <ModelNote
              id={String(values["model"])}
              disabled={busy || study.readOnly !== null}
              onChoose={(model) => setForm(step, { ...values, model })}
            />
          )}
        </section>
        {step === "detect" && (
          <>
            <PeakPanel
              values={values}
              disabled={busy || study.readOnly !== null}
              onThreshold={(threshold) => setForm(step, { ...values, threshold })}
            />
            <RegionPanel
              values={values}
              lengthUnit={lengthUnit(study.settings)}
              disabled={busy || study.readOnly !== null}
              onRegions={(regions) => setForm(step, { ...values, regions })}
            />
          </>
        )}
        {step === "refocus" && (
          <>
            <TrustButton model={String(values["model"])} disabled={busy} />
            <PsfButton model={String(values["model"])} disabled={busy} />
          </>
        )}
        <StepPreview step={step} values={values} onRefusal={setRefused} />
        {status === "failed" && run?.failure && <FailureNote failure={run.failure} />}
        {run && run.status !== "running" && <RunSummary run={run} status={status} changed={entry?.changed ?? []} />}
        {(step === "link" || step === "extract") && <ProofreadCard />}
        {step === "export" && <ExportFiles />}
      </div>
      <RunFooter step={step} refused={refused} />
    </>
  );
}
