import { History } from "lucide-react";
import { preparedParts } from "#contract/preparation";
import { noChannel, type RecordingInfo, type RecordingSettings } from "#contract/recording";
import type { Draft } from "#renderer/state/study.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { formatNumber } from "#renderer/ui/format.ts";

interface RememberedProps {
  readonly draft: Draft;
  readonly disabled: boolean;
  readonly onTake: (settings: RecordingSettings, refocus: boolean) => void;
}

/** What was said about the last recording of this folder, to be taken with one press; never taken by itself. */
export function Remembered({ draft: { remembered, settings, info }, disabled, onTake }: RememberedProps) {
  if (remembered === null || JSON.stringify(settings) === JSON.stringify(remembered.settings)) return null;
  return (
    <section className="note note-plain remembered" aria-label="From your last recording in this folder">
      <History size={15} aria-hidden="true" />
      <div>
        <p>{`From your last recording in this folder, ${remembered.from}: ${saidWords(remembered.settings, info).join(", ")}.`}</p>
        <Button
          disabled={disabled}
          tip="Takes these values for this recording; each can be changed below"
          onClick={() => onTake(remembered.settings, remembered.refocus)}
        >
          Use the same
        </Button>
      </div>
    </section>
  );
}

function saidWords(said: RecordingSettings, info: RecordingInfo): string[] {
  const words: string[] = [];
  const channelName = (c: number) => info.channels[c]?.name ?? `channel ${c}`;
  if (said.pixelSize !== null) words.push(said.pixelSize === 1 ? "lengths in pixels" : `pixel ${formatNumber(said.pixelSize)} µm`);
  if (said.interval !== null) words.push(`interval ${formatNumber(said.interval)} s`);
  if (said.zStep !== null) words.push(`planes ${formatNumber(said.zStep)} µm apart`);
  if (said.axes !== null) words.push(`axes ${said.axes}`);
  if (said.dataset !== null) words.push(`array ${said.dataset}`);
  if (said.layout?.kind === "halves") words.push(`halves split at ${said.layout.axis} ${said.layout.at} px`);
  if (said.activityChannel !== null) words.push(`activity in ${channelName(said.activityChannel)}`);
  if (said.referenceChannel !== null)
    words.push(said.referenceChannel === noChannel ? "no reference" : `reference in ${channelName(said.referenceChannel)}`);
  if (said.axialDirection === -1) words.push("axial direction turned round");
  if (Object.keys(preparedParts(said.preparation)).length > 0) words.push("frames prepared");
  return words.length > 0 ? words : ["as the file says"];
}
