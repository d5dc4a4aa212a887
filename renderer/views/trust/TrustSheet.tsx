import { useEffect, useState } from "react";
import { type FailureRecord, failureRecord } from "#contract/failure";
import type { PreflightVerdict } from "#contract/preflight";
import type { TrustReport } from "#contract/trust";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { FailureNote } from "#renderer/ui/FailureNote.tsx";
import { Progress } from "#renderer/ui/Progress.tsx";
import { CheckList, VerdictMark } from "#renderer/views/preflight/CheckList.tsx";
import "#renderer/views/trust/trust.css";
import { SpreadMap } from "#renderer/views/trust/SpreadMap.tsx";

const conclusions: Readonly<Record<PreflightVerdict, string>> = {
  good: "This frame holds to everything that can be checked without the truth.",
  unmeasured: "This frame holds to what could be checked.",
  doubtful: "Trust this frame less: what stands below as doubtful does not hold as it should.",
  bad: "This frame does not hold to what a microscope does. What stands below says what to change.",
};

/** What one refocused frame tells about itself: checks, and how far it scatters when it is turned. */
export function TrustSheet({ model, onClose }: { readonly model: string; readonly onClose: () => void }) {
  const { client } = useOutside();
  const study = useWorkstation((state) => state.study?.handle ?? null);
  const t = useWorkstation((state) => state.frame);
  const [report, setReport] = useState<TrustReport | null>(null);
  const [failure, setFailure] = useState<FailureRecord | null>(null);
  const [spread, setSpread] = useState(false);
  useEffect(() => {
    if (study === null) return;
    let stale = false;
    setFailure(null);
    client.refocus.check({ study, t, model, spread }).then(
      (found) => !stale && setReport(found),
      (thrown: unknown) => !stale && setFailure(failureRecord(thrown)),
    );
    return () => {
      stale = true;
    };
  }, [client, study, t, model, spread]);
  const waiting = failure === null && (report === null || (spread && report.spread === null));
  return (
    <Dialog title={`Can frame ${t} be trusted?`} onClose={onClose} wide>
      <p className="quiet trust-intro">
        What a refocused frame must hold to, whatever the truth is. These checks find frames that a model cannot read; they do not prove
        those that pass.
      </p>
      {failure && <FailureNote failure={failure} />}
      {report && (
        <>
          <p className={`preflight-verdict verdict-${report.verdict}`} role="status">
            <VerdictMark verdict={report.verdict} />
            {conclusions[report.verdict]}
          </p>
          <CheckList checks={report.checks} />
          {report.spread && <SpreadMap spread={report.spread} />}
        </>
      )}
      {waiting && (
        <div className="preflight-wait" role="status">
          <p>{spread ? "Refocusing the frame in eight positions…" : "Refocusing the frame and checking it…"}</p>
          <Progress label="Checks of a refocused frame" part={null} />
        </div>
      )}
      {report && !spread && (
        <Button
          tip="Refocuses the frame turned and mirrored, eight times in all, and tells how far depths and brightness differ between them"
          onClick={() => setSpread(true)}
        >
          How sure are the places? (8 × the time)
        </Button>
      )}
    </Dialog>
  );
}
