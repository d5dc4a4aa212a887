import { openRecordingOf, unitOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { formatDepth } from "#renderer/ui/format.ts";

/** Depth of the slice: up is away from the objective. */
export function DepthSlider() {
  const depths = useWorkstation((state) => state.depths);
  const depth = useWorkstation((state) => state.depth);
  const setDepth = useWorkstation((state) => state.setDepth);
  const unit = useWorkstation((state) => {
    const open = openRecordingOf(state);
    return open ? unitOf(open) : "µm";
  });
  if (!depths) return null;
  const shown = `${formatDepth(depth)} ${unit}`;
  return (
    <div className="depth">
      <output className="depth-value">{shown}</output>
      <input
        type="range"
        className="depth-range"
        aria-label="Depth"
        aria-valuetext={shown}
        data-tip="Depth of the slice, measured from the recorded plane (arrow up, arrow down; Shift and wheel on the image)"
        min={depths.min}
        max={depths.max}
        step={depths.step}
        value={depth}
        onChange={(event) => setDepth(Number(event.target.value))}
      />
      <span className="depth-name" aria-hidden="true">
        z
      </span>
    </div>
  );
}
