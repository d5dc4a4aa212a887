import { Check, CircleHelp, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { PreflightVerdict } from "#contract/preflight";
import "#renderer/views/preflight/preflight.css";

/** What a row of a list of checks tells. */
export interface ListedCheck {
  readonly title: string;
  readonly shown: string;
  readonly wanted: string;
  readonly verdict: PreflightVerdict;
  readonly advice: string;
}

const marks = { good: Check, unmeasured: CircleHelp, doubtful: TriangleAlert, bad: OctagonAlert } as const;
const verdictWords: Readonly<Record<PreflightVerdict, string>> = {
  good: "good",
  unmeasured: "not measured",
  doubtful: "doubtful",
  bad: "bad",
};
const rank: readonly PreflightVerdict[] = ["bad", "doubtful", "unmeasured", "good"];

/** Checks with their verdicts, the worst first; `beside` draws what stands to the right of a row. */
export function CheckList<C extends ListedCheck>({
  checks,
  beside,
}: {
  readonly checks: readonly C[];
  readonly beside?: (check: C) => ReactNode;
}) {
  return (
    <ul className="preflight-list" aria-label="Checks">
      {checks
        .toSorted((a, b) => rank.indexOf(a.verdict) - rank.indexOf(b.verdict))
        .map((check) => (
          <li key={check.title} className={`preflight-row verdict-${check.verdict}`}>
            <VerdictMark verdict={check.verdict} />
            <div className="preflight-text">
              <p>
                <strong>{check.title}</strong> <span>{check.shown}</span>
              </p>
              {check.wanted !== "" && <p className="quiet">{`Good: ${check.wanted}`}</p>}
              {check.advice !== "" && <p>{check.advice}</p>}
            </div>
            {beside?.(check)}
          </li>
        ))}
    </ul>
  );
}

/** A verdict as a sign and a word. */
export function VerdictMark({ verdict }: { readonly verdict: PreflightVerdict }) {
  const Icon = marks[verdict];
  return (
    <span className="preflight-mark">
      <Icon size={16} aria-hidden="true" />
      <span className="preflight-word">{verdictWords[verdict]}</span>
    </span>
  );
}
