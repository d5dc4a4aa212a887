import { Check, CircleHelp, OctagonAlert, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { type FailureRecord, failureRecord } from "#contract/failure";
import { defaultsOf, refocusSheet } from "#contract/parameters";
import type { PreflightCheck, PreflightReport, PreflightVerdict } from "#contract/preflight";
import type { RecordingInfo, RecordingSettings } from "#contract/recording";
import { useOutside, useWorkstation } from "#renderer/state/store.ts";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { FailureNote } from "#renderer/ui/FailureNote.tsx";
import { NumberField, SelectField } from "#renderer/ui/Field.tsx";
import { Progress } from "#renderer/ui/Progress.tsx";
import { Sparkline } from "#renderer/views/preflight/Sparkline.tsx";
import "#renderer/views/preflight/preflight.css";

interface PreflightSheetProps {
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly onClose: () => void;
}

const marks = { good: Check, unmeasured: CircleHelp, doubtful: TriangleAlert, bad: OctagonAlert } as const;
const verdictWords: Readonly<Record<PreflightVerdict, string>> = {
  good: "good",
  unmeasured: "not measured",
  doubtful: "doubtful",
  bad: "bad",
};
const conclusions: Readonly<Record<PreflightVerdict, string>> = {
  good: "This recording suits the model.",
  unmeasured: "What could be measured suits the model.",
  doubtful: "This recording can be run; trust less what stands below as doubtful.",
  bad: "This recording does not suit the model as it is. What stands below says what to change.",
};
const rank: readonly PreflightVerdict[] = ["bad", "doubtful", "unmeasured", "good"];

/** What was measured on the recording, held against the model's training, the worst first. */
export function PreflightSheet({ info, settings, onClose }: PreflightSheetProps) {
  const { client } = useOutside();
  const models = useWorkstation((state) => state.models);
  const [model, setModel] = useState<string>(defaultsOf(refocusSheet).model);
  const [aperture, setAperture] = useState<number | null>(null);
  const [report, setReport] = useState<PreflightReport | null>(null);
  const [failure, setFailure] = useState<FailureRecord | null>(null);
  const { path } = info;
  useEffect(() => {
    let stale = false;
    setReport(null);
    setFailure(null);
    client.recording.preflight({ path, settings, model, aperture }).then(
      (found) => !stale && setReport(found),
      (thrown: unknown) => !stale && setFailure(failureRecord(thrown)),
    );
    return () => {
      stale = true;
    };
  }, [client, path, settings, model, aperture]);
  return (
    <Dialog title="Check of the recording" onClose={onClose} wide>
      <div className="preflight-head form">
        {models.length > 1 && (
          <SelectField
            label="Model"
            help="The model whose training the recording is held against."
            value={model}
            options={models.map(({ id, title }) => ({ value: id, label: title }))}
            onChange={setModel}
          />
        )}
        <NumberField
          label="Aperture (NA)"
          help="Numerical aperture of the objective, 0.1 to 1.65. Empty takes what the file says."
          unit="NA"
          min={0.1}
          max={1.65}
          value={aperture}
          placeholder={String(info.optics?.numericalAperture ?? "not said")}
          onChange={setAperture}
        />
      </div>
      {failure && <FailureNote failure={failure} />}
      {!report && !failure && (
        <div className="preflight-wait" role="status">
          <p>Looking at frames spread over the recording…</p>
          <Progress label="Check of the recording" part={null} />
        </div>
      )}
      {report && (
        <>
          <p className={`preflight-verdict verdict-${report.verdict}`} role="status">
            <Mark verdict={report.verdict} />
            {conclusions[report.verdict]}
            <span className="quiet">{` ${report.frames.length} of ${info.shape.t} ${info.shape.t === 1 ? "frame" : "frames"} looked at.`}</span>
          </p>
          <ul className="preflight-list" aria-label="Checks">
            {report.checks
              .toSorted((a, b) => rank.indexOf(a.verdict) - rank.indexOf(b.verdict))
              .map((check) => (
                <Row key={check.check} check={check} />
              ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

function Row({ check }: { readonly check: PreflightCheck }) {
  return (
    <li className={`preflight-row verdict-${check.verdict}`}>
      <Mark verdict={check.verdict} />
      <div className="preflight-text">
        <p>
          <strong>{check.title}</strong> <span>{check.shown}</span>
        </p>
        {check.wanted !== "" && <p className="quiet">{`Good: ${check.wanted}`}</p>}
        {check.advice !== "" && <p>{check.advice}</p>}
      </div>
      {check.series && check.series.values.length > 2 && <Sparkline title={check.title} series={check.series} />}
    </li>
  );
}

function Mark({ verdict }: { readonly verdict: PreflightVerdict }) {
  const Icon = marks[verdict];
  return (
    <span className="preflight-mark">
      <Icon size={16} aria-hidden="true" />
      <span className="preflight-word">{verdictWords[verdict]}</span>
    </span>
  );
}
