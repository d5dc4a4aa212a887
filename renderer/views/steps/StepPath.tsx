import { Check, CircleAlert, CircleDashed, CircleSlash, Clock, LoaderCircle, type LucideIcon, RotateCw, TriangleAlert } from "lucide-react";
import { activeJob } from "#renderer/state/jobs.ts";
import { missingWords, openRecordingOf, stillMissing } from "#renderer/state/recording-facts.ts";
import { queueOf } from "#renderer/state/proofread-queue.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { type StageStep, stageSteps } from "#renderer/state/view.ts";
import { statusOf } from "#renderer/views/steps/step-status.ts";
import { statusWords, stepWords } from "#renderer/views/steps/step-words.ts";

const marks: Readonly<Record<keyof typeof statusWords | "doubtful", LucideIcon>> = {
  idle: CircleDashed,
  queued: Clock,
  running: LoaderCircle,
  partial: CircleDashed,
  done: Check,
  stale: RotateCw,
  failed: TriangleAlert,
  skipped: CircleSlash,
  doubtful: CircleAlert,
};

/** The path from recording to export, with the state of each step. */
export function StepPath() {
  return (
    <nav className="step-path" aria-label="Steps">
      <ol>
        {stageSteps.map((step) => (
          <StepItem key={step} step={step} />
        ))}
      </ol>
    </nav>
  );
}

function StepItem({ step }: { readonly step: StageStep }) {
  const current = useWorkstation((state) => state.step === step);
  const status = useWorkstation((state) => statusOf(state, step));
  const enabled = useWorkstation((state) => step === "recording" || state.study !== null);
  const detail = useWorkstation((state) => detailOf(state, step));
  const goTo = useWorkstation((state) => state.goTo);
  const { title, icon: Icon, purpose } = stepWords[step];
  const doubts = useWorkstation((state) => doubtsOf(state, step));
  const shown = status === "done" && doubts > 0 ? "doubtful" : status;
  const Mark = marks[shown];
  const note = shown === "doubtful" ? `${doubts} doubtful ${doubts === 1 ? "moment" : "moments"}` : detail;
  const words = note === detail ? [detail || statusWords[status]] : [note, statusWords[status]];
  return (
    <li className={`step-item status-${shown}`}>
      <button
        type="button"
        aria-current={current ? "step" : undefined}
        aria-label={[title, ...words].join(", ")}
        disabled={!enabled}
        data-tip={purpose}
        data-command={`step.${step}`}
        onClick={() => goTo(step)}
      >
        <span className="step-icon">
          <Icon size={16} aria-hidden="true" />
        </span>
        <span className="step-text">
          <span className="step-title">{title}</span> {note !== "" && <span className="step-detail">{note}</span>}
        </span>
        <Mark className="step-mark" size={15} aria-hidden="true" />
      </button>
    </li>
  );
}

/** How many moments of the tracks are in doubt and have not been looked at. */
function doubtsOf(state: Workstation, step: StageStep): number {
  return step === "link" ? queueOf(state).length : 0;
}

/** What a recording still lacks, in a word. */
function missingOf(state: Pick<Workstation, "study" | "draft">): string {
  const open = openRecordingOf(state);
  const missing = open ? stillMissing(open) : [];
  return missing.length > 0 ? `needs ${missingWords(missing.slice(0, 1))}` : "";
}

/** What stands under a step's name; nothing where its mark says enough. */
function detailOf(state: Pick<Workstation, "study" | "draft" | "jobs">, step: StageStep): string {
  if (step === "recording") return missingOf(state);
  const status = statusOf(state, step);
  if (status === "done" || status === "idle") return "";
  const job = status === "running" ? activeJob(state.jobs, state.study?.handle, step) : null;
  return job && job.total > 0 ? `running ${Math.floor((job.done / job.total) * 100)} %` : statusWords[status];
}
