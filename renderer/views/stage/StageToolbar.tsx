import { Columns2, Expand, Maximize, Shrink, SlidersHorizontal, Tags } from "lucide-react";
import type { ReactNode } from "react";
import type { CommandId } from "#contract/commands";
import { openRecordingOf, rolesOf } from "#renderer/state/recording-facts.ts";
import { useWorkstation } from "#renderer/state/store.ts";
import { stageModes } from "#contract/view";
import { Popover } from "#renderer/ui/Popover.tsx";
import { NamingPanel } from "#renderer/views/naming/NamingPanel.tsx";
import { BookmarkPanel } from "#renderer/views/stage/BookmarkPanel.tsx";
import { modeWords } from "#renderer/views/stage/mode-words.ts";
import { SpacePanel } from "#renderer/views/stage/SpacePanel.tsx";
import { canFocus, hasVolumes, liveFocus } from "#renderer/views/stage/stage-source.ts";

/** How the stage is looked at. */
export function StageToolbar({ display, movie }: { readonly display: ReactNode; readonly movie: ReactNode }) {
  const mode = useWorkstation((state) => state.mode);
  const recorded = useWorkstation((state) => state.recorded);
  const peeking = useWorkstation((state) => state.peeking);
  const stacks = useWorkstation((state) => hasVolumes(state));
  const virtual = useWorkstation((state) => state.study?.refocus ?? false);
  const followed = useWorkstation((state) => state.study !== null && state.tracks !== null);
  const live = useWorkstation((state) => liveFocus(state));
  const focusable = useWorkstation((state) => canFocus(state));
  const compared = useWorkstation((state) => state.compared);
  const studied = useWorkstation((state) => state.study !== null);
  const alone = useWorkstation((state) => state.alone);
  const standAlone = useWorkstation((state) => state.standAlone);
  const surfacing = useWorkstation((state) => state.surfacing);
  const setSurfacing = useWorkstation((state) => state.setSurfacing);
  const relief = useWorkstation((state) => state.relief);
  const set = useWorkstation((state) => state.set);
  const fit = useWorkstation((state) => state.fit);
  return (
    <div className="stage-toolbar" role="toolbar" aria-label="View">
      {(stacks || focusable) && (
        <div className="stage-group" role="group" aria-label="Source">
          <StageChoice
            pressed={peeking || (!live && (recorded || !stacks))}
            tip="The frames as the camera took them (hold {view.peek} to look at them for a moment)"
            onClick={() => set({ recorded: true, live: false })}
          >
            Recorded
          </StageChoice>
          {stacks && (
            <StageChoice
              pressed={!recorded && !peeking && !live}
              tip={virtual ? "The stacks that the model made" : "The stacks that were scanned"}
              onClick={() => set({ recorded: false, live: false })}
            >
              {virtual ? "Refocused" : "Stacks"}
            </StageChoice>
          )}
          {focusable && (
            <StageChoice
              pressed={live && !peeking}
              tip="Turn the focus of the recorded frame at once, without a conversion: arrow up and down, or Shift and wheel ({view.live})"
              onClick={() => set({ recorded: false, live: true, mode: "slice" })}
            >
              Live focus
            </StageChoice>
          )}
          {live && (
            <StageChoice
              pressed={surfacing}
              command="view.surface"
              tip="A tilted or curved surface for live focus: points where it is sharp, a fit, or a depth map"
              onClick={() => setSurfacing(!surfacing)}
            >
              Surface
            </StageChoice>
          )}
        </div>
      )}
      {stacks && !recorded && !live && (
        <div className="stage-group" role="group" aria-label="Planes">
          {stageModes.map((name) => (
            <StageChoice key={name} pressed={mode === name} tip={modeWords[name].tip} onClick={() => set({ mode: name })}>
              {modeWords[name].label}
            </StageChoice>
          ))}
          {mode === "sharp" && (
            <StageChoice
              pressed={relief}
              tip="Its depth map: colour shows the depth each pixel comes from, µm"
              onClick={() => set({ relief: !relief })}
            >
              Depth map
            </StageChoice>
          )}
        </div>
      )}
      <ChannelChoice />
      <div className="stage-end">
        {stacks && virtual && !recorded && !live && mode !== "ortho" && mode !== "space" && (
          <button
            type="button"
            className="stage-button"
            aria-label="Recorded frame beside it"
            aria-pressed={compared}
            data-tip="The recorded frame beside the refocused stack, at the same zoom ({view.compare})"
            onClick={() => set({ compared: !compared })}
          >
            <Columns2 size={15} aria-hidden="true" />
          </button>
        )}
        {stacks && mode === "space" && !recorded && <SpacePanel />}
        {studied && <BookmarkPanel />}
        {followed && (
          <Popover icon={Tags} label="Names" tip="How the animal lies, and names suggested by where the neurons are">
            <NamingPanel />
          </Popover>
        )}
        {movie}
        <Popover icon={SlidersHorizontal} label="Display" tip="Brightness, colours, names and marks">
          {display}
        </Popover>
        <button
          type="button"
          className="stage-button"
          aria-label="Fit"
          data-tip="Show the whole image ({view.fit}, or double click on it)"
          onClick={fit}
        >
          <Maximize size={15} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="stage-button"
          aria-label="Full screen"
          aria-pressed={alone}
          data-tip={alone ? "Back to the whole window ({view.alone})" : "The stage alone, on the full screen ({view.alone})"}
          onClick={() => standAlone(!alone)}
        >
          {alone ? <Shrink size={15} aria-hidden="true" /> : <Expand size={15} aria-hidden="true" />}
        </button>
      </div>
    </div>
  );
}

function ChannelChoice() {
  const channel = useWorkstation((state) => state.channel);
  const open = useWorkstation((state) => openRecordingOf(state)?.info ?? null);
  const reference = useWorkstation((state) => {
    const known = openRecordingOf(state);
    return known ? rolesOf(known).reference : null;
  });
  const set = useWorkstation((state) => state.set);
  if (!open || open.shape.c < 2) return null;
  const names = Array.from({ length: open.shape.c }, (_, i) => open.channels[i]?.name || `Channel ${i}`);
  return (
    <div className="stage-group shrinks" role="group" aria-label="Channel">
      {names.map((name, i) => (
        <StageChoice key={name + String(i)} pressed={channel === i} tip={`Show channel ${i}: ${name}`} onClick={() => set({ channel: i })}>
          {name.replace(/\s*\(.*\)$/, "")}
        </StageChoice>
      ))}
      {reference !== null && (
        <StageChoice pressed={channel < 0} tip="Activity in green, reference in magenta" onClick={() => set({ channel: -1 })}>
          Both
        </StageChoice>
      )}
    </div>
  );
}

function StageChoice({
  pressed,
  tip,
  command,
  onClick,
  children,
}: {
  readonly pressed: boolean;
  readonly tip: string;
  readonly command?: CommandId;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className="stage-choice" aria-pressed={pressed} data-tip={tip} data-command={command} onClick={onClick}>
      {children}
    </button>
  );
}
