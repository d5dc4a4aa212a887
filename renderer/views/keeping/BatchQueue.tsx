import { CircleCheck, CircleDashed, CircleStop, Layers, LoaderCircle, RotateCw, Square, TriangleAlert } from "lucide-react";
import type { BatchItem } from "#contract/batch";
import { isEnded } from "#renderer/state/jobs.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { IconButton } from "#renderer/ui/Button.tsx";
import { Progress } from "#renderer/ui/Progress.tsx";
import { stepWords } from "#renderer/views/steps/step-words.ts";
import "#renderer/views/keeping/keeping.css";

const icons = { waiting: CircleDashed, running: LoaderCircle, done: CircleCheck, failed: TriangleAlert, stopped: CircleStop } as const;

/** The newest batch: every recording and how far it has come. */
export function BatchQueue() {
  const batch = useWorkstation((state) => state.batches[0] ?? null);
  const job = useWorkstation((state) => (batch === null ? null : (state.jobs[batch.job] ?? null)));
  const cancelJob = useWorkstation((state) => state.cancelJob);
  const resumeBatch = useWorkstation((state) => state.resumeBatch);
  if (batch === null) return null;
  const done = batch.items.filter(({ status }) => status === "done").length;
  const active = job !== null && !isEnded(job);
  const left = batch.items.some(({ status }) => status === "stopped" || status === "failed");
  return (
    <section className="card batch-card" aria-labelledby="batch-head">
      <h2 id="batch-head">
        <Layers size={15} aria-hidden="true" /> Queue
        <span className="quiet" role="status">{`${done} of ${batch.items.length} done`}</span>
        <span className="head-space" />
        {active && (
          <IconButton
            icon={Square}
            label="Stop the queue"
            tip="Stop; what is finished is kept, and Go on takes the queue up from there"
            onClick={() => void cancelJob(batch.job)}
          />
        )}
        {!active && left && (
          <IconButton
            icon={RotateCw}
            label="Go on with the queue"
            tip="Runs what was stopped, from where it stopped, and tries what failed once more"
            onClick={() => void resumeBatch(batch.job)}
          />
        )}
      </h2>
      <ul className="rows" aria-label="Queue">
        {batch.items.map((item) => (
          <li key={item.recording}>
            <Row item={item} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ item }: { readonly item: BatchItem }) {
  const openStudy = useWorkstation((state) => state.openStudy);
  const opening = useWorkstation((state) => state.opening !== null);
  const Icon = icons[item.status];
  const name = item.recording.split(/[\\/]/).at(-1) ?? item.recording;
  return (
    <button
      type="button"
      className={`row batch-row ${item.status}`}
      disabled={item.status !== "done" || opening}
      data-tip={item.status === "done" ? `Open ${item.study}` : item.recording}
      onClick={() => void openStudy(item.study)}
    >
      <Icon size={15} aria-hidden="true" />
      <span className="row-name">{name}</span>
      {item.status === "running" ? (
        <Progress label={`${name}, progress`} part={item.total > 0 ? item.done / item.total : null} />
      ) : (
        <span className="batch-what">{wordsOf(item)}</span>
      )}
      <span className="row-fact">{item.status === "running" && item.step !== null ? stepWords[item.step].title : item.status}</span>
    </button>
  );
}

function wordsOf({ status, neurons, failure, step }: BatchItem): string {
  if (failure !== null) return `${step === null ? "" : `${stepWords[step].title}: `}${failure.message}`;
  if (status === "done" && neurons !== null) return `${neurons} neurons`;
  return status === "stopped" ? "What was finished is kept" : "";
}
