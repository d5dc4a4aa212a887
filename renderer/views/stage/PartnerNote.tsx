import { X } from "lucide-react";
import { nearestTo } from "#renderer/state/proofread.ts";
import { useWorkstation } from "#renderer/state/store.ts";

const words = {
  swap: { verb: "Swap", tail: "from this frame on" },
  join: { verb: "Join", tail: "as pieces of one neuron" },
  fuse: { verb: "Fuse", tail: "as two marks on one nucleus" },
} as const;

/** Says, over the image, that another neuron is awaited and for what. */
export function PartnerNote() {
  const partnership = useWorkstation((state) => state.partnership);
  const selected = useWorkstation((state) => state.selected);
  const names = useWorkstation((state) => state.study?.names);
  const nearest = useWorkstation((state) => (partnership && selected !== null ? nearestTo(state, selected, state.frame) : null));
  const start = useWorkstation((state) => state.startPartnership);
  const finish = useWorkstation((state) => state.finishPartnership);
  if (!partnership || selected === null) return null;
  const label = (track: number) => names?.[String(track)] ?? `#${track}`;
  const { verb, tail } = words[partnership];
  return (
    <div className="partner-note" role="status">
      <span>
        {verb} {label(selected)} {tail}: click the other neuron
        {nearest !== null && (
          <>
            , or <kbd>Enter</kbd> for the nearest,{" "}
            <button type="button" className="partner-choice" onClick={() => void finish(nearest)}>
              {label(nearest)}
            </button>
          </>
        )}
      </span>
      <button type="button" className="partner-close" aria-label="Leave it" data-tip="Leave it (Esc)" onClick={() => start(null)}>
        <X size={13} aria-hidden="true" />
      </button>
    </div>
  );
}
