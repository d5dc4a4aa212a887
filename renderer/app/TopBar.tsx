import { ArrowLeft, History, Keyboard, Monitor, Moon, PlayCircle, Redo2, Search, Square, Sun, Undo2 } from "lucide-react";
import { themeOrder } from "#renderer/app/command-acts.ts";
import { MenuBar } from "#renderer/app/MenuBar.tsx";
import { activeJob, isStep } from "#renderer/state/jobs.ts";
import { missingWords, openRecordingOf, stillMissing } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button, IconButton } from "#renderer/ui/Button.tsx";
import { formatDuration } from "#renderer/ui/format.ts";
import { Progress } from "#renderer/ui/Progress.tsx";
import { stepWords } from "#renderer/views/steps/step-words.ts";

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;
const themeWords = { system: "as the system", light: "light", dark: "dark" } as const;

/** What is open, what runs, and what holds for the whole window. */
export function TopBar() {
  const study = useWorkstation((state) => state.study);
  const draft = useWorkstation((state) => state.draft);
  const theme = useWorkstation((state) => state.theme);
  const set = useWorkstation((state) => state.set);
  const prefer = useWorkstation((state) => state.prefer);
  const leaveForLibrary = useWorkstation((state) => state.leaveForLibrary);
  const desktop = useWorkstation((state) => state.about?.host === "electron");
  const open = study !== null || draft !== null;
  const nextTheme = themeOrder[(themeOrder.indexOf(theme) + 1) % themeOrder.length] ?? "system";
  return (
    <header className="top-bar">
      <span className="brand">
        <Mark />
        <span>NemaTrace</span>
      </span>
      {!desktop && <MenuBar />}
      {open && (
        <>
          <Button
            tone="quiet"
            icon={ArrowLeft}
            tip="Back to recordings and studies; everything is saved"
            onClick={() => void leaveForLibrary()}
          >
            Library
          </Button>
          <span className="open-name" data-tip={study?.path ?? draft?.path}>
            {study?.name ?? draft?.info.name}
          </span>
          {study?.readOnly != null && <span className="chip">read only</span>}
        </>
      )}
      <span className="top-space" />
      {open && <RunState />}
      {study && <Saved />}
      {study && <UndoRedo />}
      <IconButton
        icon={Search}
        label="Search commands and neurons"
        tip="Every command, neuron, study and frame by name"
        command="edit.palette"
        className="palette-button"
        onClick={() => set({ sheet: "palette" })}
      />
      <IconButton
        icon={themeIcons[theme]}
        label={`Colours: ${themeWords[theme]}`}
        tip={`Colours: ${themeWords[theme]}. Click for ${themeWords[nextTheme]}.`}
        command="view.theme"
        onClick={() => void prefer({ theme: nextTheme })}
      />
      <IconButton icon={Keyboard} label="Keyboard shortcuts" command="help.keys" onClick={() => set({ sheet: "keys" })} />
    </header>
  );
}

/** Run everything, or what is running. */
function RunState() {
  const study = useWorkstation((state) => state.study);
  const opening = useWorkstation((state) => state.opening);
  const job = useWorkstation((state) => {
    const active = activeJob(state.jobs, state.study?.handle);
    return active?.quiet ? null : active;
  });
  const waiting = useWorkstation(
    (state) => Object.values(state.jobs).filter((other) => other.study === state.study?.handle && other.status === "queued").length,
  );
  const missing = useWorkstation((state) => {
    const open = openRecordingOf(state);
    return open ? missingWords(stillMissing(open)) : "";
  });
  const runEverything = useWorkstation((state) => state.runEverything);
  const cancelJob = useWorkstation((state) => state.cancelJob);
  if (job && isStep(job.kind)) {
    return (
      <div className="job-strip run-everything" role="status" aria-label="Work under way">
        <span className="job-name">
          {stepWords[job.kind].title}
          {waiting > 0 && <span className="quiet">{` +${waiting}`}</span>}
        </span>
        <Progress
          label={`${stepWords[job.kind].title}, progress`}
          part={job.total > 0 && job.status === "running" ? job.done / job.total : null}
        />
        <span className="job-left">{job.secondsLeft === null ? "" : `${formatDuration(job.secondsLeft)} left`}</span>
        <IconButton
          icon={Square}
          label="Stop"
          tip="Stop; what is finished is kept"
          command="run.stop"
          onClick={() => void cancelJob(job.id)}
        />
      </div>
    );
  }
  const done = study?.steps.every((entry) => !entry.applies || entry.status === "done") ?? false;
  return (
    <Button
      tone={done ? "plain" : "primary"}
      icon={PlayCircle}
      disabled={missing !== "" || opening !== null || study?.readOnly != null}
      tip={missing !== "" ? `Say ${missing} first, under Recording` : "Every step that is not done, up to the exported tables"}
      command="run.everything"
      className="run-everything"
      onClick={() => void runEverything()}
    >
      Run everything
    </Button>
  );
}

/** Whether the last edit has reached the disk, said quietly. */
function Saved() {
  const saving = useWorkstation((state) => state.saving);
  return (
    <span className="saved" role="status" data-tip="Every edit is written into the study as it is made">
      {saving === "saving" ? "saving" : saving === "saved" ? "saved" : ""}
    </span>
  );
}

function UndoRedo() {
  const history = useWorkstation((state) => state.history);
  const set = useWorkstation((state) => state.set);
  const canUndo = useWorkstation((state) => state.study?.readOnly === null && state.study.canUndo);
  const canRedo = useWorkstation((state) => state.study?.readOnly === null && state.study.canRedo);
  const undo = useWorkstation((state) => state.undo);
  const redo = useWorkstation((state) => state.redo);
  return (
    <span className="pair">
      <IconButton
        icon={Undo2}
        label="Undo"
        tip="Undo the last correction"
        command="edit.undo"
        disabled={!canUndo}
        onClick={() => void undo()}
      />
      <IconButton icon={Redo2} label="Redo" command="edit.redo" disabled={!canRedo} onClick={() => void redo()} />
      <IconButton
        icon={History}
        label="History"
        tip="Every edit with its time; go back to any of them"
        command="edit.history"
        pressed={history}
        onClick={() => set({ history: !history })}
      />
    </span>
  );
}

function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M3 21c5-13 10-13 14-5s7 6 13-6" fill="none" stroke="var(--accent)" strokeWidth="3.4" strokeLinecap="round" />
      <circle cx="9" cy="12.6" r="2.6" fill="currentColor" />
      <circle cx="17" cy="16.2" r="2.6" fill="currentColor" />
      <circle cx="24.6" cy="16.4" r="2.6" fill="currentColor" />
    </svg>
  );
}
