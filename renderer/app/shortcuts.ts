import { type LabelMode, stageModes, stageSteps } from "#renderer/state/view.ts";
import { activeJob } from "#renderer/state/jobs.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";

/** A key and what it does, for the cheat sheet and for the keyboard alike. */
export interface Shortcut {
  readonly keys: string;
  readonly does: string;
  readonly group: "Time and depth" | "Neurons" | "View" | "Steps";
  readonly matches: (event: KeyboardEvent) => boolean;
  readonly act: (store: WorkstationStore) => void;
}

const plain = (key: string) => (event: KeyboardEvent) =>
  event.key.toLowerCase() === key && !event.ctrlKey && !event.metaKey && !event.altKey;
const shifted = (key: string, shift: boolean) => (event: KeyboardEvent) => plain(key)(event) && event.shiftKey === shift;
const control = (key: string, shift: boolean) => (event: KeyboardEvent) =>
  event.key.toLowerCase() === key && (event.ctrlKey || event.metaKey) && event.shiftKey === shift && !event.altKey;

const labelOrder: readonly LabelMode[] = ["named", "all", "selected", "none"];

function after<T>(order: readonly T[], value: T): T {
  return order[(order.indexOf(value) + 1) % order.length] ?? value;
}

export const shortcuts: readonly Shortcut[] = [
  { keys: "Space", does: "Play or pause", group: "Time and depth", matches: plain(" "), act: (store) => store.getState().togglePlaying() },
  {
    keys: "← or [",
    does: "Previous frame",
    group: "Time and depth",
    matches: (event) => shifted("arrowleft", false)(event) || plain("[")(event),
    act: (store) => store.getState().stepFrames(-1),
  },
  {
    keys: "→ or ]",
    does: "Next frame",
    group: "Time and depth",
    matches: (event) => shifted("arrowright", false)(event) || plain("]")(event),
    act: (store) => store.getState().stepFrames(1),
  },
  {
    keys: "Shift ←",
    does: "Ten frames back",
    group: "Time and depth",
    matches: shifted("arrowleft", true),
    act: (store) => store.getState().stepFrames(-10),
  },
  {
    keys: "Shift →",
    does: "Ten frames on",
    group: "Time and depth",
    matches: shifted("arrowright", true),
    act: (store) => store.getState().stepFrames(10),
  },
  { keys: "Home", does: "First frame", group: "Time and depth", matches: plain("home"), act: (store) => store.getState().seek(0) },
  {
    keys: "End",
    does: "Last frame",
    group: "Time and depth",
    matches: plain("end"),
    act: (store) => store.getState().seek(Number.MAX_SAFE_INTEGER),
  },
  { keys: "↑", does: "One plane up", group: "Time and depth", matches: plain("arrowup"), act: (store) => store.getState().stepDepth(1) },
  {
    keys: "↓",
    does: "One plane down",
    group: "Time and depth",
    matches: plain("arrowdown"),
    act: (store) => store.getState().stepDepth(-1),
  },
  { keys: "J", does: "Next neuron", group: "Neurons", matches: plain("j"), act: (store) => store.getState().selectNext(1) },
  { keys: "K", does: "Previous neuron", group: "Neurons", matches: plain("k"), act: (store) => store.getState().selectNext(-1) },
  {
    keys: "F2",
    does: "Name the chosen neuron",
    group: "Neurons",
    matches: plain("f2"),
    act: (store) => store.getState().startNaming(store.getState().selected),
  },
  {
    keys: "Delete",
    does: "Leave the chosen neuron out",
    group: "Neurons",
    matches: plain("delete"),
    act: (store) => {
      const { selected, study, applyEdit } = store.getState();
      if (selected !== null && study?.readOnly === null) void applyEdit({ kind: "exclude", track: selected });
    },
  },
  { keys: "Ctrl Z", does: "Undo", group: "Neurons", matches: control("z", false), act: (store) => void store.getState().undo() },
  {
    keys: "Ctrl Y",
    does: "Redo",
    group: "Neurons",
    matches: (event) => control("y", false)(event) || control("z", true)(event),
    act: (store) => void store.getState().redo(),
  },
  {
    keys: "H",
    does: "History of edits",
    group: "Neurons",
    matches: plain("h"),
    act: (store) => store.getState().set({ history: !store.getState().history }),
  },
  {
    keys: "V",
    does: "Next view: slice, projection, depth, ortho",
    group: "View",
    matches: plain("v"),
    act: (store) => store.getState().set({ mode: after(stageModes, store.getState().mode) }),
  },
  {
    keys: "R (hold)",
    does: "Look at the recorded frame",
    group: "View",
    matches: plain("r"),
    act: (store) => store.getState().set({ peeking: true }),
  },
  { keys: "F", does: "Fit the image", group: "View", matches: plain("f"), act: (store) => store.getState().fit() },
  {
    keys: "O",
    does: "Show or hide marks",
    group: "View",
    matches: plain("o"),
    act: (store) => store.getState().set({ marks: !store.getState().marks }),
  },
  {
    keys: "N",
    does: "Which names are shown",
    group: "View",
    matches: plain("n"),
    act: (store) => store.getState().set({ labels: after(labelOrder, store.getState().labels) }),
  },
  {
    keys: "T",
    does: "Traces or map",
    group: "View",
    matches: plain("t"),
    act: (store) => store.getState().set({ dock: store.getState().dock === "traces" ? "map" : "traces" }),
  },
  { keys: "Esc", does: "Choose nothing", group: "View", matches: plain("escape"), act: (store) => store.getState().select(null) },
  {
    keys: "1 – 6",
    does: "Go to a step",
    group: "Steps",
    matches: (event) => /^[1-6]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey,
    act: () => undefined,
  },
  {
    keys: "Ctrl Enter",
    does: "Run the step on screen",
    group: "Steps",
    matches: control("enter", false),
    act: (store) => {
      const { step, runStep, study, jobs } = store.getState();
      if (step !== "recording" && !activeJob(jobs, study?.handle, step)) void runStep(step);
    },
  },
  {
    keys: "Ctrl Shift Enter",
    does: "Run everything",
    group: "Steps",
    matches: control("enter", true),
    act: (store) => void store.getState().runEverything(),
  },
  { keys: "?", does: "This sheet", group: "Steps", matches: plain("?"), act: (store) => store.getState().set({ sheet: "keys" }) },
];

/** Keys a focused control needs itself. */
function belongsToControl(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (event.ctrlKey || event.metaKey)
    return event.key.toLowerCase() !== "enter" && target.matches("input:not([type=range]):not([type=checkbox]), textarea");
  if (target.matches("input[type=range]")) return /^(Arrow|Home|End|Page)/.test(event.key);
  if (target.matches("input:not([type=checkbox]), textarea, select")) return true;
  if (target.matches("button, a, summary, input[type=checkbox]")) return event.key === " " || event.key === "Enter";
  return false;
}

/** Listens to the keyboard; answers how to stop. */
export function listenForShortcuts(store: WorkstationStore): () => void {
  const down = (event: KeyboardEvent) => {
    const { study, draft, sheet } = store.getState();
    if (sheet !== null || document.querySelector("dialog[open]") || belongsToControl(event)) return;
    const shortcut = shortcuts.find((other) => other.matches(event));
    if (!shortcut || (!study && !draft && shortcut.keys !== "?")) return;
    event.preventDefault();
    if (shortcut.keys === "1 – 6") {
      const step = stageSteps[Number(event.key) - 1];
      if (step && (study || step === "recording")) store.getState().goTo(step);
      return;
    }
    if (event.repeat && shortcut.keys === "R (hold)") return;
    shortcut.act(store);
  };
  const up = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() === "r" && store.getState().peeking) store.getState().set({ peeking: false });
  };
  // A button that was clicked gives the keyboard back, so that Space plays; focus by Tab stays.
  const click = (event: MouseEvent) => {
    const button =
      event.detail > 0 && event.target instanceof Element ? event.target.closest<HTMLElement>("main button, aside button") : null;
    if (button && document.activeElement === button) button.blur();
  };
  const leave = () => store.getState().peeking && store.getState().set({ peeking: false });
  window.addEventListener("keydown", down);
  window.addEventListener("keyup", up);
  window.addEventListener("blur", leave);
  window.addEventListener("click", click);
  return () => {
    window.removeEventListener("keydown", down);
    window.removeEventListener("keyup", up);
    window.removeEventListener("blur", leave);
    window.removeEventListener("click", click);
  };
}
