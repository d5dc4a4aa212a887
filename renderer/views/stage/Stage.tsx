import { useEffect, useRef } from "react";
import { openRecordingOf } from "#renderer/state/recording-facts.ts";
import { useOutside, useWorkstation, useWorkstationStore } from "#renderer/state/store.ts";
import { formatDepth } from "#renderer/ui/format.ts";
import { DepthSlider } from "#renderer/views/stage/DepthSlider.tsx";
import { DisplayPanel } from "#renderer/views/stage/DisplayPanel.tsx";
import { MoviePanel } from "#renderer/views/stage/MoviePanel.tsx";
import { PointingNote } from "#renderer/views/naming/PointingNote.tsx";
import { StageController } from "#renderer/views/stage/stage-controller.ts";
import { PartnerNote } from "#renderer/views/stage/PartnerNote.tsx";
import { StageMenu } from "#renderer/views/stage/StageMenu.tsx";
import { hasVolumes, liveFocus } from "#renderer/views/stage/stage-source.ts";
import { SurfaceCard } from "#renderer/views/stage/SurfaceCard.tsx";
import { StageTools } from "#renderer/views/stage/StageTools.tsx";
import { StageToolbar } from "#renderer/views/stage/StageToolbar.tsx";

/** The dark stage in the middle: image, neurons over it, and how it is looked at. */
export function Stage() {
  const root = useRef<HTMLDivElement>(null);
  const controller = useRef<StageController | null>(null);
  const store = useWorkstationStore();
  const outside = useOutside();
  const mode = useWorkstation((state) => state.mode);
  const depths = useWorkstation((state) => state.depths);
  const relief = useWorkstation((state) => state.relief);
  useEffect(() => {
    if (!root.current) return;
    const made = new StageController(root.current, store, outside);
    controller.current = made;
    return () => {
      made.destroy();
      controller.current = null;
    };
  }, [store, outside]);
  // A recorded 2-D frame has no depths to choose from, whatever the stacks have.
  const deep =
    useWorkstation(
      (state) => liveFocus(state) || (!state.recorded && hasVolumes(state)) || (openRecordingOf(state)?.info.shape.z ?? 1) > 1,
    ) && depths !== null;
  const sliced = deep && (mode === "slice" || mode === "ortho");
  return (
    <section className="stage" aria-label="Stage">
      <StageToolbar
        display={<DisplayPanel inspect={() => controller.current?.inspect() ?? []} />}
        movie={<MoviePanel controller={() => controller.current} />}
      />
      <div className="stage-body">
        <div className="stage-planes" ref={root} />
        <StageTools />
        <PartnerNote />
        <PointingNote />
        <SurfaceCard />
        {sliced && <DepthSlider />}
        {(mode === "depth" || (mode === "sharp" && relief)) && deep && <DepthLegend />}
      </div>
      <StageMenu />
    </section>
  );
}

function DepthLegend() {
  const depths = useWorkstation((state) => state.depths);
  if (!depths) return null;
  return (
    <div className="depth-legend" role="img" aria-label={`Colour shows depth from ${depths.min} to ${depths.max} µm`}>
      <span>{formatDepth(depths.max)}</span>
      <i />
      <span>{formatDepth(depths.min)}</span>
      <span className="depth-legend-unit">z (µm)</span>
    </div>
  );
}
