import { CircleX, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import type { CallOutput } from "#contract/calls";
import type { Step } from "#contract/parameters";
import { openRecordingOf, stillMissing } from "#renderer/state/recording-facts.ts";
import type { FormValues } from "#renderer/state/jobs.ts";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";

const pause = 200;

/** What a run would make and cost, asked for whenever the form rests. */
export function StepPreview({
  step,
  values,
  onRefusal,
}: {
  readonly step: Step;
  readonly values: FormValues;
  readonly onRefusal: (refused: boolean) => void;
}) {
  const { client } = useOutside();
  const handle = useWorkstation((state) => state.study?.handle ?? null);
  const inputs = useWorkstation((state) =>
    JSON.stringify([state.study?.settings, state.study?.refocus, state.study?.steps.map((entry) => entry.run?.id ?? null)]),
  );
  const [preview, setPreview] = useState<CallOutput<"step.preview"> | null>(null);
  // What the recording lacks is said beside the button, and why a study is read-only above the form.
  const saidElsewhere = useWorkstation((state) => {
    const open = openRecordingOf(state);
    return state.study?.readOnly != null || (open !== null && stillMissing(open).length > 0);
  });
  const text = JSON.stringify(values);
  useEffect(() => {
    if (handle === null) return;
    let current = true;
    const timer = window.setTimeout(() => {
      client.step
        .preview({ study: handle, step, parameters: JSON.parse(text) as Record<string, unknown> })
        .then((answer) => current && setPreview(answer))
        .catch(
          (thrown: unknown) =>
            current && setPreview({ facts: [], warnings: [], refusal: thrown instanceof Error ? thrown.message : String(thrown) }),
        );
    }, pause);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [client, handle, step, text, inputs]);
  const refused = preview !== null && preview.refusal !== null;
  useEffect(() => onRefusal(refused), [refused, onRefusal]);
  const refusal = saidElsewhere ? null : (preview?.refusal ?? null);
  if (!preview || (preview.facts.length === 0 && preview.warnings.length === 0 && refusal === null)) return null;
  return (
    <section aria-label="Before the run" className="preview">
      {preview.facts.length > 0 && (
        <dl className="facts">
          {preview.facts.map((fact) => (
            <div key={fact.label}>
              <dt>{fact.label}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {preview.warnings.map((warning) => (
        <div key={warning} className="note note-warn">
          <TriangleAlert size={15} aria-hidden="true" />
          <p>{warning}</p>
        </div>
      ))}
      {refusal !== null && (
        <div className="note note-bad">
          <CircleX size={15} aria-hidden="true" />
          <p>{refusal}</p>
        </div>
      )}
    </section>
  );
}
