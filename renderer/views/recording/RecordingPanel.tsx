import { Info, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import type { RecordingInfo, RecordingSettings } from "#contract/recording";
import { missingWords, stillMissing } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { DatasetTree } from "#renderer/views/recording/DatasetTree.tsx";
import { PreflightButton } from "#renderer/views/preflight/PreflightButton.tsx";
import { RecordingFacts } from "#renderer/views/recording/RecordingFacts.tsx";
import { RecordingForm } from "#renderer/views/recording/RecordingForm.tsx";
import { Remembered } from "#renderer/views/recording/Remembered.tsx";
import "#renderer/views/recording/recording.css";

/** What was read from the file, and what the user has to say. */
export function RecordingPanel() {
  const draft = useWorkstation((state) => state.draft);
  const study = useWorkstation((state) => state.study);
  if (draft) return <DraftPanel />;
  return study ? <StudyRecordingPanel /> : null;
}

function DraftPanel() {
  const draft = useWorkstation((state) => state.draft);
  const opening = useWorkstation((state) => state.opening);
  const changeDraft = useWorkstation((state) => state.changeDraft);
  const createStudy = useWorkstation((state) => state.createStudy);
  const goTo = useWorkstation((state) => state.goTo);
  if (!draft) return null;
  const missing = stillMissing(draft);
  const make = async () => {
    if ((await createStudy()) && missing.length === 0) goTo(draft.refocus ? "refocus" : "detect");
  };
  return (
    <>
      <div className="panel-body">
        {draft.info.dataset !== undefined && (
          <DatasetTree
            info={draft.info}
            said={draft.settings.dataset !== null}
            disabled={opening !== null}
            onChoose={(dataset) => void changeDraft({ settings: { ...draft.settings, dataset, axes: null } })}
          />
        )}
        <Remembered draft={draft} disabled={opening !== null} onTake={(settings, refocus) => void changeDraft({ settings, refocus })} />
        <RecordingForm
          info={draft.info}
          settings={draft.settings}
          refocus={draft.refocus}
          disabled={opening !== null}
          onChange={(settings, refocus) => void changeDraft({ settings, refocus })}
        >
          <RecordingFacts info={draft.info} settings={draft.settings} />
          <Notes info={draft.info} />
        </RecordingForm>
      </div>
      <footer className="panel-foot">
        {missing.length > 0 && <p className="foot-note">{`The file does not say ${missingWords(missing)}; say it before a run.`}</p>}
        <PreflightButton info={draft.info} settings={draft.settings} disabled={opening !== null} />
        <Button
          tone="primary"
          className="wide-button"
          disabled={opening !== null || missing.includes("pixel-size") || missing.some((fact) => fact !== "interval" && fact !== "z-step")}
          tip="Makes a folder beside the recording that keeps everything of this study"
          onClick={() => void make()}
        >
          {opening ?? "Create study"}
        </Button>
      </footer>
    </>
  );
}

function StudyRecordingPanel() {
  const study = useWorkstation((state) => state.study);
  const changeSettings = useWorkstation((state) => state.changeSettings);
  const [settings, setSettings] = useState<RecordingSettings | null>(null);
  const [refocus, setRefocus] = useState(true);
  useEffect(() => {
    if (!study) return;
    setSettings(study.settings);
    setRefocus(study.refocus);
  }, [study]);
  if (!study || !settings) return null;
  const changed = JSON.stringify(settings) !== JSON.stringify(study.settings) || refocus !== study.refocus;
  return (
    <>
      <div className="panel-body">
        {study.readOnly !== null && <p className="note note-warn">{study.readOnly}</p>}
        <RecordingForm
          info={study.recording}
          settings={settings}
          refocus={refocus}
          disabled={study.readOnly !== null}
          onChange={(next, withRefocus) => {
            setSettings(next);
            setRefocus(withRefocus);
          }}
        >
          <RecordingFacts info={study.recording} settings={settings} />
          <Notes info={study.recording} />
        </RecordingForm>
      </div>
      {!changed && (
        <footer className="panel-foot">
          <PreflightButton info={study.recording} settings={study.settings} disabled={false} />
        </footer>
      )}
      {changed && (
        <footer className="panel-foot">
          <p className="foot-note">Steps that used the old values will be out of date.</p>
          <Button tone="primary" className="wide-button" onClick={() => void changeSettings(settings, refocus)}>
            Apply changes
          </Button>
        </footer>
      )}
    </>
  );
}

function Notes({ info }: { readonly info: RecordingInfo }) {
  return (
    <>
      {info.virtual !== null && (
        <div className="note note-warn">
          <TriangleAlert size={15} aria-hidden="true" />
          <p>These pixels were made by a network ({info.virtual}); they were not measured.</p>
        </div>
      )}
      {info.notes.map((note) => (
        <div key={note} className="note note-plain">
          <Info size={15} aria-hidden="true" />
          <p>{note}</p>
        </div>
      ))}
    </>
  );
}
