import { EyeOff, Pencil } from "lucide-react";
import type { TrackSummary } from "#renderer/client/track-index.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { NameField } from "#renderer/views/naming/NameField.tsx";

interface NeuronRowProps {
  readonly summary: TrackSummary;
  readonly name: string;
  readonly frames: number;
  /** One of those chosen; the selected one is drawn out in traces and filmstrip. */
  readonly chosen: boolean;
  readonly selected: boolean;
  readonly group: string;
  /** First of its group in a list by group. */
  readonly heads: boolean;
  readonly colour: string;
}

/** One neuron: choose it, name it, leave it out. */
export function NeuronRow({ summary, name, frames, chosen, selected, group, heads, colour }: NeuronRowProps) {
  const { track, present, confidence, byHand } = summary;
  const naming = useWorkstation((state) => state.naming === track);
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const select = useWorkstation((state) => state.select);
  const toggleChosen = useWorkstation((state) => state.toggleChosen);
  const hover = useWorkstation((state) => state.hover);
  const startNaming = useWorkstation((state) => state.startNaming);
  const applyEdit = useWorkstation((state) => state.applyEdit);
  const shown = name || `#${track}`;
  if (naming) return <NameField track={track} name={name} colour={colour} />;
  const percent = Math.round((present / frames) * 100);
  return (
    <li
      className={chosen ? "neuron chosen" : "neuron"}
      data-chosen={selected}
      {...(heads ? { "data-group": group || "No group" } : {})}
      onPointerEnter={() => hover(track)}
      onPointerLeave={() => hover(null)}
    >
      <button
        type="button"
        className="neuron-main"
        aria-pressed={chosen}
        aria-label={`${shown} ${percent} %, seen in ${present} of ${frames} frames, confidence ${Math.round(confidence * 100)} percent${byHand > 0 ? `, ${byHand} set by hand` : ""}${group ? `, group ${group}` : ""}`}
        onClick={(event) => (event.ctrlKey || event.metaKey || event.shiftKey ? toggleChosen(track) : select(chosen ? null : track))}
        onDoubleClick={() => !locked && startNaming(track)}
      >
        <i className="swatch" style={{ background: colour }} />
        <span className={name ? "neuron-name" : "neuron-name unnamed"}>{shown}</span>{" "}
        {byHand > 0 && (
          <span className="neuron-hand" data-tip={`${byHand} ${byHand === 1 ? "position was" : "positions were"} set by hand`}>
            {byHand}
          </span>
        )}
        <span className="neuron-present" data-tip={`Seen in ${present} of ${frames} frames`}>
          {percent} %
        </span>
        <Confidence value={confidence} />
      </button>
      {selected && !locked && (
        <span className="neuron-acts">
          <button
            type="button"
            className="mini"
            aria-label={`Name ${shown}`}
            data-tip="Name it"
            data-command="neuron.name"
            onClick={() => startNaming(track)}
          >
            <Pencil size={13} aria-hidden="true" />
          </button>
          <button
            type="button"
            className="mini"
            aria-label={`Leave out ${shown}`}
            data-tip="Leave it out of the study; undo brings it back"
            data-command="neuron.exclude"
            onClick={() => void applyEdit({ kind: "exclude", track })}
          >
            <EyeOff size={13} aria-hidden="true" />
          </button>
        </span>
      )}
    </li>
  );
}

function Confidence({ value }: { readonly value: number }) {
  const tone = value >= 0.7 ? "good" : value >= 0.4 ? "fair" : "poor";
  return (
    <span className={`confidence ${tone}`} data-tip={`Mean confidence ${value.toFixed(2)} of 1`}>
      <i style={{ transform: `scaleX(${Math.min(1, Math.max(0.04, value))})` }} />
    </span>
  );
}
