import { X } from "lucide-react";
import { pointings } from "#renderer/state/naming.ts";
import { useWorkstation } from "#renderer/state/store.ts";

const words = {
  head: "Click the head end of the animal",
  dorsal: "Click towards its back (dorsal side)",
  left: "Click towards its left side",
} as const;

/** Says, over the image, which place is awaited. */
export function PointingNote() {
  const pointed = useWorkstation((state) => state.pointed);
  const start = useWorkstation((state) => state.startPointing);
  const next = pointed ? pointings[pointed.length] : undefined;
  if (!pointed || !next) return null;
  return (
    <div className="partner-note" role="status">
      <span>
        {words[next]} ({pointed.length + 1} of {pointings.length}); the depth slider says how deep
      </span>
      <button type="button" className="partner-close" aria-label="Leave it" data-tip="Leave it (Esc)" onClick={() => start(false)}>
        <X size={13} aria-hidden="true" />
      </button>
    </div>
  );
}
