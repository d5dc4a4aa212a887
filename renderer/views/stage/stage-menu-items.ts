import type { CommandId, KeyChoices } from "#contract/commands";
import { keyLabel } from "#renderer/state/preferences.ts";
import { nearestTo, type StageMenu as OpenMenu } from "#renderer/state/proofread.ts";
import type { Workstation } from "#renderer/state/slice.ts";

/** One line of the menu over the image. */
export interface MenuItem {
  readonly label: string;
  /** The command that does the same by keyboard; with Shift where it goes on to the following frames. */
  readonly command: CommandId;
  readonly act: () => unknown;
  readonly withShift?: boolean;
  /** The command whose key ends it. */
  readonly ending?: CommandId;
}

const item = (label: string, command: CommandId, act: () => unknown, more: Pick<MenuItem, "withShift" | "ending"> = {}): MenuItem => ({
  label,
  command,
  act,
  ...more,
});

/** The keys that do the same, as the user has them; empty where they were taken away. */
export function keysOfItem({ command, withShift, ending }: MenuItem, chosen: KeyChoices): string {
  const first = keyLabel(command, chosen);
  const second = ending ? keyLabel(ending, chosen) : "";
  return first === "" || (ending && second === "") ? "" : [withShift ? "Shift" : "", first, second].filter(Boolean).join(" ");
}

/** What can be done at a place of the image, or with the neurons chosen there, in groups. */
export function itemsOf(state: Workstation, menu: OpenMenu): readonly (readonly MenuItem[])[] {
  const { chosen, selected } = state;
  const { track, place } = menu;
  const fit = item("Fit the image", "view.fit", state.fit);
  if (state.study?.readOnly !== null) return [[fit]];
  const add = item("Add a neuron here", "correct.add", () => state.addHere(place));
  if (selected === null) return [[add], [fit]];
  const who = chosen.length > 1 ? `${chosen.length} neurons` : labelOf(state, selected);
  const whole = [
    ...(chosen.length === 1 ? [item(`Name ${who}`, "neuron.name", () => state.startNaming(selected))] : []),
    item(`Leave ${who} out`, "neuron.exclude", () => state.exclude()),
  ];
  const withOther = chosen.length > 1 ? [] : twoNeurons(state, selected, who);
  return [...(track === null ? [[add]] : []), inFrames(state, menu, who), withOther, whole].filter((group) => group.length > 0);
}

function labelOf(state: Workstation, track: number): string {
  return state.study?.names[String(track)] ?? `#${track}`;
}

function inFrames(state: Workstation, { track, place }: OpenMenu, who: string): MenuItem[] {
  const shifted = { withShift: true };
  return [
    item(`Accept ${who} in this frame`, "correct.accept", () => state.accept()),
    ...(track === null && state.chosen.length === 1
      ? [
          item(`Put ${who} here`, "correct.place", () => state.placeHere(false, place)),
          item(`Put ${who} here, following frames too`, "correct.place", () => state.placeHere(true, place), shifted),
        ]
      : []),
    item(`Delete ${who} in this frame`, "correct.remove", () => state.removePositions()),
    item(`Delete ${who} from here on`, "correct.remove", () => state.removePositions(true), shifted),
    item(`${who} out of view in this frame`, "correct.ghost", () => state.setGhost()),
    item(`${who} out of view from here on`, "correct.ghost", () => state.setGhost(true), shifted),
  ];
}

function twoNeurons(state: Workstation, selected: number, who: string): MenuItem[] {
  const nearest = nearestTo(state, selected, state.frame);
  const swap = (other: number) => {
    state.startPartnership("swap");
    return state.finishPartnership(other);
  };
  return [
    ...(nearest === null
      ? []
      : [
          item(`Swap ${who} with ${labelOf(state, nearest)} from here on`, "correct.swap", () => swap(nearest), {
            ending: "correct.nearest",
          }),
        ]),
    item(`Swap ${who} with …`, "correct.swap", () => state.startPartnership("swap")),
    item(`Split ${who} here`, "correct.split", () => state.splitHere()),
    item(`Join ${who} with …`, "correct.join", () => state.startPartnership("join")),
    item(`Fuse ${who} with …`, "correct.fuse", () => state.startPartnership("fuse")),
  ];
}
