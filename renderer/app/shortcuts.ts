import { stageModes } from "#contract/view";
import { type LabelMode, stageSteps } from "#renderer/state/view.ts";
import { placeOf } from "#renderer/state/proofread.ts";
import { chartKinds } from "#renderer/state/charts.ts";
import { activeJob } from "#renderer/state/jobs.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";

/** A key and what it does, for the cheat sheet and for the keyboard alike. */
export interface Shortcut {
  readonly keys: string;
  readonly does: string;
  readonly group: "Time and depth" | "Neurons" | "Correcting" | "View" | "Steps";
  readonly matches: (event: KeyboardEvent) => boolean;
  readonly act: (store: WorkstationStore, event: KeyboardEvent) => void;
  /** Where the key means something only at times. */
  readonly applies?: (store: WorkstationStore) => boolean;
}

const plain = (key: string) => (event: KeyboardEvent) =>
  event.key.toLowerCase() === key && !event.ctrlKey && !event.metaKey && !event.altKey;
const shifted = (key: string, shift: boolean) => (event: KeyboardEvent) => plain(key)(event) && event.shiftKey === shift;
const control = (key: string, shift: boolean) => (event: KeyboardEvent) =>
  event.key.toLowerCase() === key && (event.ctrlKey || event.metaKey) && event.shiftKey === shift && !event.altKey;

const nudges: Readonly<Record<string, readonly [number, number, number]>> = {
  arrowup: [0, -1, 0],
  arrowdown: [0, 1, 0],
  arrowleft: [0, 0, -1],
  arrowright: [0, 0, 1],
  pageup: [1, 0, 0],
  pagedown: [-1, 0, 0],
};
const isNudge = (event: KeyboardEvent) => event.altKey && !event.ctrlKey && !event.metaKey && event.key.toLowerCase() in nudges;

const pushes: Readonly<Record<string, readonly [down: number, right: number]>> = {
  arrowup: [-1, 0],
  arrowdown: [1, 0],
  arrowleft: [0, -1],
  arrowright: [0, 1],
};
const isPush = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() in pushes;
/** How far a key moves the image, CSS pixels, how much it zooms, and how many frames tails reach back. */
const pushBy = 24;
const zoomBy = 1.2;
const newTails = 12;

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
    act: (store) => void store.getState().exclude(),
  },
  {
    keys: "Q",
    does: "Open or close proofreading",
    group: "Correcting",
    matches: plain("q"),
    act: (store) => store.getState().toggleProofreading(),
  },
  { keys: ".", does: "Next doubtful moment", group: "Correcting", matches: plain("."), act: (store) => store.getState().nextMoment(1) },
  { keys: ",", does: "The one before", group: "Correcting", matches: plain(","), act: (store) => store.getState().nextMoment(-1) },
  {
    keys: "A",
    does: "Accept: this is right; go on to the next",
    group: "Correcting",
    matches: shifted("a", false),
    act: (store) => void store.getState().accept(),
  },
  {
    keys: "P",
    does: "Put the chosen neuron at the pointer",
    group: "Correcting",
    matches: shifted("p", false),
    act: (store) => void store.getState().placeHere(),
  },
  {
    keys: "Shift P",
    does: "… and move its following positions along",
    group: "Correcting",
    matches: shifted("p", true),
    act: (store) => void store.getState().placeHere(true),
  },
  {
    keys: "Alt ← → ↑ ↓",
    does: "Nudge it by a pixel; with Shift by five",
    group: "Correcting",
    matches: isNudge,
    act: () => undefined,
  },
  { keys: "Alt PgUp PgDn", does: "Nudge it by a plane", group: "Correcting", matches: isNudge, act: () => undefined },
  {
    keys: "I",
    does: "New neuron at the pointer",
    group: "Correcting",
    matches: plain("i"),
    act: (store) => void store.getState().addHere(),
  },
  {
    keys: "D",
    does: "Delete its position in this frame",
    group: "Correcting",
    matches: shifted("d", false),
    act: (store) => void store.getState().removePositions(),
  },
  {
    keys: "G",
    does: "Out of view in this frame",
    group: "Correcting",
    matches: shifted("g", false),
    act: (store) => void store.getState().setGhost(),
  },
  {
    keys: "Shift A D G",
    does: "… in this and all following frames",
    group: "Correcting",
    matches: (event) => /^[adg]$/i.test(event.key) && event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey,
    act: () => undefined,
  },
  {
    keys: "S",
    does: "Swap with another neuron from here on",
    group: "Correcting",
    matches: plain("s"),
    act: (store) => store.getState().startPartnership("swap"),
  },
  { keys: "X", does: "Split the track here", group: "Correcting", matches: plain("x"), act: (store) => void store.getState().splitHere() },
  {
    keys: "M",
    does: "Join with another piece of the same neuron",
    group: "Correcting",
    matches: plain("m"),
    act: (store) => store.getState().startPartnership("join"),
  },
  {
    keys: "U",
    does: "Fuse with a second mark on the same nucleus",
    group: "Correcting",
    matches: plain("u"),
    act: (store) => store.getState().startPartnership("fuse"),
  },
  {
    keys: "Enter",
    does: "… with the nearest one",
    group: "Correcting",
    matches: (event) => event.key === "Enter" && !event.ctrlKey && !event.metaKey,
    applies: (store) => store.getState().partnership !== null,
    act: (store) => void store.getState().finishPartnership(null),
  },
  {
    keys: "Menu",
    does: "Menu of the chosen neuron",
    group: "Correcting",
    matches: (event) => event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey),
    act: openMenu,
  },
  {
    keys: "B",
    does: "Drag a box around neurons, or move the image",
    group: "Correcting",
    matches: shifted("b", false),
    act: (store) => store.getState().set({ tool: store.getState().tool === "box" ? "hand" : "box" }),
  },
  {
    keys: "Shift B",
    does: "Drag a lasso around neurons, or move the image",
    group: "Correcting",
    matches: shifted("b", true),
    act: (store) => store.getState().set({ tool: store.getState().tool === "lasso" ? "hand" : "lasso" }),
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
    does: "Next view: slice, max, mean, depth, ortho, 3-D (with Shift the one before)",
    group: "View",
    matches: plain("v"),
    act: (store, event) =>
      store.getState().set({ mode: after(event.shiftKey ? stageModes.toReversed() : stageModes, store.getState().mode) }),
  },
  {
    keys: "R (hold)",
    does: "Look at the recorded frame",
    group: "View",
    matches: plain("r"),
    act: (store) => store.getState().set({ peeking: true }),
  },
  {
    keys: "Z",
    does: "Live focus",
    group: "View",
    matches: plain("z"),
    act: (store) => store.getState().set({ live: !store.getState().live, recorded: false, mode: "slice" }),
  },
  { keys: "F", does: "Fit the image", group: "View", matches: plain("f"), act: (store) => store.getState().fit() },
  {
    keys: "Ctrl ← → ↑ ↓",
    does: "Move the image; turn it in 3-D",
    group: "View",
    matches: isPush,
    act: (store, event) => {
      const [down, right] = pushes[event.key.toLowerCase()] ?? [0, 0];
      store.getState().grip?.move(down * pushBy, right * pushBy);
    },
  },
  {
    keys: "+ –",
    does: "Zoom in, zoom out",
    group: "View",
    matches: (event) => /^[-+=_]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey,
    act: (store, event) => store.getState().grip?.zoom(/[+=]/.test(event.key) ? zoomBy : 1 / zoomBy),
  },
  {
    keys: "C",
    does: "Recorded frame beside the refocused one",
    group: "View",
    matches: plain("c"),
    act: (store) => store.getState().set({ compared: !store.getState().compared }),
  },
  {
    keys: "W",
    does: "The stage alone, full screen",
    group: "View",
    matches: plain("w"),
    act: (store) => store.getState().standAlone(!store.getState().alone),
  },
  {
    keys: "E",
    does: "Ruler: drag to measure (with Shift: an end at the pointer)",
    group: "View",
    matches: plain("e"),
    act: (store, event) => {
      const { tool, set, measureHere } = store.getState();
      if (event.shiftKey) measureHere();
      else set({ tool: tool === "ruler" ? "hand" : "ruler" });
    },
  },
  {
    keys: "Ctrl D",
    does: "Keep this view with the study",
    group: "View",
    matches: control("d", false),
    act: (store) => void store.getState().keepView(""),
  },
  {
    keys: "Alt 1 – 9",
    does: "Show a kept view",
    group: "View",
    matches: (event) => /^Digit[1-9]$/.test(event.code) && event.altKey && !event.ctrlKey && !event.metaKey,
    act: (store, event) => {
      const { study, showView } = store.getState();
      const kept = study?.views?.[Number(event.code.slice(-1)) - 1];
      if (kept) showView(kept.view);
    },
  },
  {
    keys: "O",
    does: "Show or hide marks (with Shift: outlines or dots)",
    group: "View",
    matches: plain("o"),
    act: (store, event) => {
      const { marks, markStyle, set } = store.getState();
      if (event.shiftKey) set({ markStyle: markStyle === "dots" ? "outlines" : "dots" });
      else set({ marks: !marks });
    },
  },
  {
    keys: "Y",
    does: "Tails: where each neuron was before",
    group: "View",
    matches: plain("y"),
    act: (store) => store.getState().set({ tails: store.getState().tails === 0 ? newTails : 0 }),
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
    does: "Next chart (with Shift the one before)",
    group: "View",
    matches: plain("t"),
    act: (store, event) => {
      const { chart, setCharts } = store.getState();
      setCharts({ chart: after(event.shiftKey ? chartKinds.toReversed() : chartKinds, chart) });
    },
  },
  {
    keys: "Esc",
    does: "Choose nothing; leave what was begun",
    group: "View",
    matches: plain("escape"),
    act: (store) => {
      const { partnership, pointed, tool, ruler, alone, select, set, standAlone, startPartnership, startPointing } = store.getState();
      if (partnership) startPartnership(null);
      else if (pointed) startPointing(false);
      else if (tool !== "hand") set({ tool: "hand" });
      else if (ruler) set({ ruler: null });
      else if (alone) standAlone(false);
      else select(null);
    },
  },
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

/** Opens the menu over the chosen neuron, or over the crosshair, from the keyboard. */
function openMenu(store: WorkstationStore): void {
  const { selected, pointedAt, setMenu, study, frame } = store.getState();
  const place = (selected === null ? null : placeOf(store.getState(), selected, frame)) ?? pointedAt?.();
  const stage = document.querySelector(".stage-planes")?.getBoundingClientRect();
  if (study && place && stage) setMenu({ x: stage.left + stage.width / 2, y: stage.top + stage.height / 3, track: selected, place });
}

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
    const shortcut = shortcuts.find((other) => other.matches(event) && (other.applies?.(store) ?? true));
    if (!shortcut || (!study && !draft && shortcut.keys !== "?")) return;
    event.preventDefault();
    if (shortcut.keys === "1 – 6") {
      const step = stageSteps[Number(event.key) - 1];
      if (step && (study || step === "recording")) store.getState().goTo(step);
      return;
    }
    if (isNudge(event)) {
      const step = nudges[event.key.toLowerCase()] ?? [0, 0, 0];
      const size = event.shiftKey ? 5 : 1;
      return void store.getState().nudge([step[0] * size, step[1] * size, step[2] * size]);
    }
    if (shortcut.keys === "Shift A D G") {
      const { accept, removePositions, setGhost } = store.getState();
      const act = { a: accept, d: removePositions, g: setGhost }[event.key.toLowerCase()];
      return void act?.(true);
    }
    if (event.repeat && shortcut.keys === "R (hold)") return;
    shortcut.act(store, event);
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
