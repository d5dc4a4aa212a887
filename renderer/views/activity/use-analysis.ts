import { useEffect, useState } from "react";
import { failureRecord, type FailureRecord } from "#contract/failure";
import type { Rows } from "#core/analysis/rows";
import type { Analyses, AnalysisKind } from "#renderer/client/analysis-task.ts";
import { Analyst } from "#renderer/client/analyst.ts";

export interface Question<K extends AnalysisKind> {
  readonly kind: K;
  readonly options: Analyses[K]["options"];
}

/** An answer that may still be on its way. The one before stays in sight meanwhile, if it is of the same traces. */
export interface Reply<K extends AnalysisKind> {
  readonly answer: Analyses[K]["answer"] | null;
  readonly busy: boolean;
  readonly failure: FailureRecord | null;
}

const analyst = new Analyst();
const nothing = { answer: null, busy: false, failure: null };

/** Asks about traces; a null question asks nothing. */
export function useAnalysis<K extends AnalysisKind>(question: Question<K> | null, of: Rows): Reply<K> {
  const key = question ? `${question.kind}:${JSON.stringify(question.options)}` : "";
  const [state, setState] = useState<{ of: Rows; kind: string; reply: Reply<K> } | null>(null);
  useEffect(() => {
    if (!question) return;
    let stale = false;
    const settle = (reply: Reply<K>) => !stale && setState({ of, kind: question.kind, reply });
    setState((before) => (before && before.of === of ? { ...before, reply: { ...before.reply, busy: true } } : null));
    analyst.ask(question.kind, of, question.options).then(
      (answer) => settle({ answer, busy: false, failure: null }),
      (thrown) => settle({ answer: null, busy: false, failure: failureRecord(thrown) }),
    );
    return () => {
      stale = true;
    };
    // The key says all that the question says.
  }, [key, of]);
  if (!question) return nothing;
  return state && state.of === of && state.kind === question.kind ? state.reply : { ...nothing, busy: true };
}
