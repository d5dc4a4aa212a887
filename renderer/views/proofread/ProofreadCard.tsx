import { FileInput, ListChecks } from "lucide-react";
import { queueOf } from "#renderer/state/proofread-queue.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";

/** How much of the tracks is in doubt, and the way to look at it. */
export function ProofreadCard() {
  const there = useWorkstation((state) => state.tracks !== null);
  const count = useWorkstation((state) => queueOf(state).length);
  const open = useWorkstation((state) => state.proofreading);
  const toggle = useWorkstation((state) => state.toggleProofreading);
  const set = useWorkstation((state) => state.set);
  const locked = useWorkstation((state) => state.study?.readOnly !== null);
  const bring = (
    <Button
      tone="quiet"
      icon={FileInput}
      disabled={locked}
      tip="Points, tracks or regions from CSV, TrackMate, ZephIR, napari or a label image"
      onClick={() => set({ sheet: "import" })}
    >
      Import
    </Button>
  );
  if (!there) return <div className="proofread-card bare">{bring}</div>;
  return (
    <section className="proofread-card" aria-label="Proofreading tracks">
      <p>{count === 0 ? "Nothing speaks against these tracks." : `${count} doubtful ${count === 1 ? "moment" : "moments"} to look at.`}</p>
      {bring}
      <Button
        icon={ListChecks}
        aria-label={open ? "Close the dock of proofreading" : "Proofread"}
        aria-pressed={open}
        tip="The most doubtful moments one after another, with the neuron in the frames around"
        command="correct.open"
        onClick={toggle}
      >
        {open ? "Close" : "Proofread"}
      </Button>
    </section>
  );
}
