import { BoxSelect, Hand, Lasso, type LucideIcon, Plus, Ruler } from "lucide-react";
import { useWorkstation } from "#renderer/state/store.ts";
import type { Workstation } from "#renderer/state/slice.ts";

type Tool = Workstation["tool"];

const tools: readonly { readonly tool: Tool; readonly icon: LucideIcon; readonly label: string; readonly tip: string }[] = [
  { tool: "hand", icon: Hand, label: "Move", tip: "Drag moves the image; on a chosen neuron, the neuron" },
  { tool: "box", icon: BoxSelect, label: "Box", tip: "Drag a box to choose several neurons ({correct.box}, or Shift and drag)" },
  { tool: "lasso", icon: Lasso, label: "Lasso", tip: "Draw around neurons to choose them ({correct.lasso}, or Alt and drag)" },
  { tool: "add", icon: Plus, label: "Add", tip: "Click to add a neuron ({correct.add} adds one at the pointer; Ctrl and click)" },
  {
    tool: "ruler",
    icon: Ruler,
    label: "Ruler",
    tip: "Drag to measure, in µm; an end on a neuron takes the neuron's own depth ({view.ruler}; {neuron.none} removes it)",
  },
];

/** What the mouse does on the image; correcting comes in where tracks can be edited. */
export function StageTools() {
  const tool = useWorkstation((state) => state.tool);
  const set = useWorkstation((state) => state.set);
  const editable = useWorkstation((state) => state.study?.readOnly === null && state.tracks !== null);
  const shown = editable ? tools : tools.filter((entry) => entry.tool === "hand" || entry.tool === "ruler");
  return (
    <div className="stage-tools" role="group" aria-label="Mouse">
      {shown.map(({ tool: name, icon: Icon, label, tip }) => (
        <button
          key={name}
          type="button"
          className="stage-choice"
          aria-label={label}
          aria-pressed={tool === name}
          data-tip={tip}
          onClick={() => set({ tool: name })}
        >
          <Icon size={14} aria-hidden="true" />
        </button>
      ))}
    </div>
  );
}
