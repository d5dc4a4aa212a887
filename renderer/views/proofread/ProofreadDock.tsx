import { ArrowLeftRight, Check, EyeOff, SkipForward, Trash2, X } from "lucide-react";
import { positionSources } from "#contract/table";
import type { TraceSet } from "#renderer/client/decode.ts";
import { rowOfTrack } from "#renderer/client/track-index.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button, IconButton } from "#renderer/ui/Button.tsx";
import { ChosenTrace } from "#renderer/views/activity/ChosenTrace.tsx";
import { useChartSource } from "#renderer/views/activity/use-figure.ts";
import { FilmStrip } from "#renderer/views/proofread/FilmStrip.tsx";
import { momentQuestion } from "#renderer/views/proofread/moment-words.ts";
import { QueueList } from "#renderer/views/proofread/QueueList.tsx";
import { TrackStrip } from "#renderer/views/proofread/TrackStrip.tsx";

/** Proofreading: the queue of doubtful moments, and the chosen neuron around the one on screen. */
export function ProofreadDock() {
  const traces = useWorkstation((state) => state.traces);
  const toggle = useWorkstation((state) => state.toggleProofreading);
  return (
    <section className="dock proofread" aria-label="Proofreading">
      <QueueList />
      <div className="proofread-main">
        <header className="proofread-head">
          <Position />
          <Acts />
          <IconButton icon={X} label="Close proofreading" command="correct.open" onClick={toggle} />
        </header>
        <Question />
        <FilmStrip />
        <TrackStrip />
        {traces && <TraceOfChosen traces={traces} />}
      </div>
    </section>
  );
}

const setBy = { auto: "by program", human: "by hand", interpolated: "filled in" } as const;

/** Which neuron, at which frame, and who set its position. */
function Position() {
  const selected = useWorkstation((state) => state.selected);
  const names = useWorkstation((state) => state.study?.names);
  const frame = useWorkstation((state) => state.frame);
  const tracks = useWorkstation((state) => state.tracks);
  if (selected === null) return <p className="position quiet">No neuron is chosen.</p>;
  const row = tracks ? rowOfTrack(tracks, selected, frame) : -1;
  const source = row < 0 ? null : (positionSources[tracks?.columns["source"]?.[row] ?? 0] ?? "auto");
  const confidence = row < 0 ? null : tracks?.columns["confidence"]?.[row];
  return (
    <p className="position">
      <b>{names?.[String(selected)] ?? `#${selected}`}</b> <span className="quiet">frame {frame},</span>{" "}
      <span className={source === "human" ? "by-hand" : "quiet"}>
        {source === null ? "no position" : setBy[source]}
        {source === "auto" && confidence != null && `, confidence ${confidence.toFixed(2)}`}
      </span>
    </p>
  );
}

/** What is in doubt at the moment on screen. */
function Question() {
  const moment = useWorkstation(({ moment: one, selected, frame }) =>
    one && one.track === selected && frame >= one.from && frame <= one.to ? one : null,
  );
  const names = useWorkstation((state) => state.study?.names);
  return <p className="question">{moment && momentQuestion(moment, (track) => names?.[String(track)] ?? `#${track}`)}</p>;
}

/** The edits needed most, with their keys. */
function Acts() {
  const none = useWorkstation((state) => state.selected === null || state.study?.readOnly !== null);
  const accept = useWorkstation((state) => state.accept);
  const removePositions = useWorkstation((state) => state.removePositions);
  const setGhost = useWorkstation((state) => state.setGhost);
  const startPartnership = useWorkstation((state) => state.startPartnership);
  const nextMoment = useWorkstation((state) => state.nextMoment);
  return (
    <div className="acts" role="toolbar" aria-label="Correct">
      <Button
        tone="primary"
        icon={Check}
        tip="This is right; go on to the next doubtful moment"
        command="correct.accept"
        disabled={none}
        onClick={() => void accept()}
      >
        Accept
      </Button>
      <IconButton
        icon={ArrowLeftRight}
        label="Swap"
        tip="Swap with another neuron from this frame on"
        command="correct.swap"
        disabled={none}
        onClick={() => startPartnership("swap")}
      />
      <IconButton
        icon={EyeOff}
        label="Out of view"
        tip="The neuron cannot be seen in this frame; with Shift from here on"
        command="correct.ghost"
        disabled={none}
        onClick={() => void setGhost()}
      />
      <IconButton
        icon={Trash2}
        label="Delete position"
        tip="Delete its position in this frame; with Shift from here on"
        command="correct.remove"
        disabled={none}
        onClick={() => void removePositions()}
      />
      <IconButton
        icon={SkipForward}
        label="Next doubtful moment"
        tip="Leave this one and go on"
        command="correct.next"
        onClick={() => nextMoment(1)}
      />
    </div>
  );
}

/** The chosen neuron's activity, under its positions. */
function TraceOfChosen({ traces }: { readonly traces: TraceSet }) {
  return <ChosenTrace source={useChartSource(traces, "dff")} />;
}
