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
import { CheckList, VerdictMark } from "#renderer/views/preflight/CheckList.tsx";
import { Sparkline } from "#renderer/views/preflight/Sparkline.tsx";

interface PreflightSheetProps {
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly onClose: () => void;
}

const conclusions: Readonly<Record<PreflightVerdict, string>> = {
  good: "This recording suits the model.",
  unmeasured: "What could be measured suits the model.",
  doubtful: "This recording can be run; trust less what stands below as doubtful.",
  bad: "This recording does not suit the model as it is. What stands below says what to change.",
};
/** The measure over the movie, where there is one. */
function sparklineOf({ title, series }: PreflightCheck) {
  return series && series.values.length > 2 && <Sparkline title={title} series={series} />;
}

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
            <VerdictMark verdict={report.verdict} />
            {conclusions[report.verdict]}
            <span className="quiet">{` ${report.frames.length} of ${info.shape.t} ${info.shape.t === 1 ? "frame" : "frames"} looked at.`}</span>
          </p>
          <CheckList checks={report.checks} beside={sparklineOf} />
        </>
      )}
    </Dialog>
  );
}
