import { ListChecks } from "lucide-react";
import { queueOf } from "#renderer/state/proofread-queue.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { Button } from "#renderer/ui/Button.tsx";

/** How much of the tracks is in doubt, and the way to look at it. */
export function ProofreadCard() {
  const there = useWorkstation((state) => state.tracks !== null);
  const count = useWorkstation((state) => queueOf(state).length);
  const open = useWorkstation((state) => state.proofreading);
  const toggle = useWorkstation((state) => state.toggleProofreading);
  if (!there) return null;
  return (
    <section className="proofread-card" aria-label="Proofreading tracks">
      <p>{count === 0 ? "Nothing speaks against these tracks." : `${count} doubtful ${count === 1 ? "moment" : "moments"} to look at.`}</p>
      <Button
        icon={ListChecks}
        aria-pressed={open}
        tip="The most doubtful moments one after another, with the neuron in the frames around (Q)"
        onClick={toggle}
      >
        {open ? "Close proofreading" : "Proofread"}
      </Button>
    </section>
  );
}
