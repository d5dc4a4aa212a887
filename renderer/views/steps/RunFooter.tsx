import { Play, Square } from "lucide-react";
import type { Step } from "#contract/parameters";
import { activeJob } from "#renderer/state/jobs.ts";
import { missingWords, openRecordingOf, stillMissing } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { formatDuration } from "#renderer/ui/format.ts";
import { Progress } from "#renderer/ui/Progress.tsx";
import { statusOf } from "#renderer/views/steps/step-status.ts";
import { stepWords } from "#renderer/views/steps/step-words.ts";

const again = new Set(["done", "stale", "failed"]);

/** Run, or how far it is and Cancel. */
export function RunFooter({ step, refused }: { readonly step: Step; readonly refused: boolean }) {
  const status = useWorkstation((state) => statusOf(state, step));
  const job = useWorkstation((state) => activeJob(state.jobs, state.study?.handle, step));
  const readOnly = useWorkstation((state) => state.study?.readOnly ?? null);
  const missing = useWorkstation((state) => {
    const open = openRecordingOf(state);
    return open ? missingWords(stillMissing(open)) : "";
  });
  const goTo = useWorkstation((state) => state.goTo);
  const runStep = useWorkstation((state) => state.runStep);
  const cancelJob = useWorkstation((state) => state.cancelJob);
  if (job) {
    const part = job.status === "running" && job.total > 0 ? job.done / job.total : null;
    return (
      <footer className="panel-foot">
        <div className="run-state" role="status">
          <span>{job.status === "queued" ? "Waiting for the steps before it" : sentenceOf(job.message)}</span>
          <span className="run-count">
            {job.total > 0 && job.status === "running" ? `${job.done} of ${job.total}` : ""}
            {job.secondsLeft !== null ? ` · ${formatDuration(job.secondsLeft)} left` : ""}
          </span>
        </div>
        <Progress label={stepWords[step].title} part={part} />
        <Button icon={Square} className="wide-button" tip="Stops; what is finished is kept" onClick={() => void cancelJob(job.id)}>
          Cancel
        </Button>
      </footer>
    );
  }
  const label = status === "partial" ? "Go on" : again.has(status) ? `${stepWords[step].run} again` : stepWords[step].run;
  return (
    <footer className="panel-foot">
      {missing !== "" && (
        <p className="foot-note">
          {`Say ${missing} first, under `}
          <button type="button" className="link-button" onClick={() => goTo("recording")}>
            Recording
          </button>
          .
        </p>
      )}
      <Button
        tone={status === "done" ? "plain" : "primary"}
        icon={Play}
        className="wide-button"
        disabled={readOnly !== null || refused || missing !== ""}
        tip={missing === "" ? "Runs this step, and before it what is not done" : undefined}
        command="run.step"
        onClick={() => void runStep(step)}
      >
        {label}
      </Button>
    </footer>
  );
}

function sentenceOf(message: string): string {
  return message === "" ? "Running" : message.charAt(0).toUpperCase() + message.slice(1);
}
