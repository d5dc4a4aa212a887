import type { Step } from "#contract/parameters";
import type { colourMapNames, Framing, labelModes, markStyles, Ruler, SpaceSettings, stageModes, StageView, Tone } from "#contract/view";
import type { LastViewSlice } from "#renderer/state/last-view.ts";
import type { ProofreadSlice } from "#renderer/state/proofread.ts";
import { openRecordingOf, rolesOf } from "#renderer/state/recording-facts.ts";
import type { SliceOf } from "#renderer/state/slice.ts";

export type StageStep = "recording" | Step;
export const stageSteps: readonly StageStep[] = ["recording", "refocus", "detect", "link", "extract", "export"];

export type StageMode = (typeof stageModes)[number];
export type ColourMapName = (typeof colourMapNames)[number];
export type LabelMode = (typeof labelModes)[number];
export type MarkStyleName = (typeof markStyles)[number];

/** Grey levels shown as black and white. */
export interface GreyWindow {
  readonly min: number;
  readonly max: number;
}

/** Planes of a stack: first, last and distance, µm. */
export interface DepthSteps {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** From where a stack in space is looked at: along z, along y, along x. */
export type Face = "above" | "front" | "side";

/** What keys and bookmarks ask of the stage; it puts this here while it is on screen. */
export interface StageGrip {
  readonly zoom: (factor: number) => void;
  /** Moves the image by CSS pixels; turns a stack in space by as much. */
  readonly move: (dy: number, dx: number) => void;
  readonly face: (face: Face) => void;
  readonly framing: () => Framing;
  readonly frame: (framing: Framing) => void;
}

const plainTone: Tone = { colourMap: "gray", gamma: 1 };

/** Gamma and colour map of a channel. */
export function toneOf(tones: Readonly<Record<string, Tone>>, channel: number): Tone {
  return tones[String(channel)] ?? plainTone;
}

/** A stack in space as it is looked at first. */
const newSpace: SpaceSettings = {
  shading: "maximum",
  level: 0.45,
  clip: [
    [0, 1],
    [0, 1],
    [0, 1],
  ],
  slab: null,
};

/** How things are looked at; nothing here changes a result. */
export interface ViewSlice {
  readonly step: StageStep;
  readonly mode: StageMode;
  /** Show the recorded frames even where refocused stacks are there. */
  readonly recorded: boolean;
  /** Refocus the shown frame as the focus is turned, without a conversion. */
  readonly live: boolean;
  /** The image that is all in focus shows by colour which depth each pixel comes from. */
  readonly relief: boolean;
  /** The key that shows the measured frame is held down. */
  readonly peeking: boolean;
  /** Channel shown; −1 shows activity (green) and reference (magenta) together. */
  readonly channel: number;
  /** Depth of the slice, µm. */
  readonly depth: number;
  /** Depths there are planes for, µm; null for a single plane. */
  readonly depths: DepthSteps | null;
  /** Point the orthogonal slices run through, µm [y, x]; null for the middle. */
  readonly cross: readonly [number, number] | null;
  /** Gamma and colour map of each channel, by its number; see `toneOf`. */
  readonly tones: Readonly<Record<string, Tone>>;
  readonly smooth: boolean;
  /** Window a source and channel; absent means automatic. */
  readonly windows: Readonly<Record<string, GreyWindow>>;
  readonly marks: boolean;
  readonly markStyle: MarkStyleName;
  readonly labels: LabelMode;
  /** Frames back that each neuron's way is drawn for; 0 for none. */
  readonly tails: number;
  /** The recorded frame stands beside the stack. */
  readonly compared: boolean;
  readonly space: SpaceSettings;
  /** What is measured, µm; null for nothing. */
  readonly ruler: Ruler | null;
  /** What a drag over the image does: moves it, draws a box or a lasso around neurons, or measures; a click adds one, or a point of a surface. */
  readonly tool: "hand" | "box" | "lasso" | "add" | "ruler" | "sharp";
  /** The stage has the window to itself. */
  readonly alone: boolean;
  readonly grip: StageGrip | null;
  /** Gives the stage the whole screen, or takes it back. */
  readonly standAlone: (alone: boolean) => void;
  /** Sets an end of the ruler at the pointer or the crosshair: the first, then the second. */
  readonly measureHere: () => void;
  readonly sheet: "keys" | "about" | "import" | "palette" | "models" | "accuracy" | null;
  /** The list of edits is open. */
  readonly history: boolean;
  /** Counts requests to fit the stage. */
  readonly fits: number;
  readonly goTo: (step: StageStep) => void;
  readonly set: (change: Partial<ViewSettings>) => void;
  readonly setDepth: (depth: number) => void;
  readonly stepDepth: (by: number) => void;
  readonly setDepths: (depths: DepthSteps | null) => void;
  readonly setTone: (channel: number, change: Partial<Tone>) => void;
  readonly setWindow: (key: string, window: GreyWindow | null) => void;
  readonly fit: () => void;
  /** The view on the stage as it is now; null while no study is on it. */
  readonly viewNow: () => StageView | null;
  /** Shows a view that was kept. */
  readonly showView: (view: StageView) => void;
  readonly resetView: () => void;
}

type ViewSettings = Pick<
  ViewSlice & ProofreadSlice & LastViewSlice,
  | "mode"
  | "recorded"
  | "live"
  | "relief"
  | "peeking"
  | "channel"
  | "cross"
  | "smooth"
  | "marks"
  | "markStyle"
  | "labels"
  | "tails"
  | "compared"
  | "space"
  | "ruler"
  | "alone"
  | "awaited"
  | "grip"
  | "sheet"
  | "history"
  | "tool"
  | "pointedAt"
>;

export const view: SliceOf<ViewSlice> = () => (set, get) => ({
  step: "recording",
  mode: "slice",
  recorded: false,
  live: false,
  relief: false,
  peeking: false,
  channel: 0,
  depth: 0,
  depths: null,
  cross: null,
  tones: {},
  smooth: true,
  windows: {},
  marks: true,
  markStyle: "outlines",
  labels: "named",
  tails: 0,
  compared: false,
  space: newSpace,
  ruler: null,
  tool: "hand",
  alone: false,
  grip: null,
  sheet: null,
  history: false,
  fits: 0,
  goTo: (step) => set({ step, following: false }),
  set: (change) => set(change),
  setDepth: (depth) => {
    const { depths } = get();
    if (!depths) return set({ depth });
    const plane = Math.round((depth - depths.min) / depths.step);
    const last = Math.round((depths.max - depths.min) / depths.step);
    set({ depth: depths.min + Math.min(Math.max(plane, 0), last) * depths.step });
  },
  stepDepth: (by) => get().setDepth(get().depth + by * (get().depths?.step ?? 0)),
  setDepths: (depths) => {
    const { depths: before } = get();
    if (before?.min === depths?.min && before?.max === depths?.max && before?.step === depths?.step) return;
    set({ depths });
    get().setDepth(get().depth);
  },
  setTone: (channel, change) => {
    const { tones } = get();
    set({ tones: { ...tones, [channel]: { ...toneOf(tones, channel), ...change } } });
  },
  setWindow: (key, window) => {
    const windows = { ...get().windows };
    if (window) windows[key] = window;
    else delete windows[key];
    set({ windows });
  },
  fit: () => set({ fits: get().fits + 1 }),
  standAlone: (alone) => {
    set({ alone });
    // A host that has no full screen still gives the stage its whole window.
    if (alone) void document.documentElement.requestFullscreen?.().catch(() => undefined);
    else if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  },
  measureHere: () => {
    const place = get().pointedAt?.();
    const { ruler } = get();
    if (!place) return;
    const begun = ruler !== null && ruler.from.join() === ruler.to.join();
    set({ ruler: { from: begun ? ruler.from : place, to: place } });
  },
  viewNow: () => {
    const state = get();
    if (!state.study || !state.grip) return null;
    const { frame, mode, recorded, compared, channel, depth, cross, selected, tones, smooth } = state;
    const { windows, marks, markStyle, labels, tails, space, ruler } = state;
    const seen = { frame, mode, recorded, compared, channel, depth, cross, selected, tones: { ...tones }, smooth };
    return { ...seen, windows, marks, markStyle, labels, tails, space, ruler, framing: state.grip.framing() };
  },
  showView: ({ frame, selected, depth, framing, tones, colourMap = plainTone.colourMap, gamma = plainTone.gamma, ...view }) => {
    const channels = openRecordingOf(get())?.info.shape.c ?? 1;
    const alike = Object.fromEntries(Array.from({ length: channels }, (_, c) => [String(c), { colourMap, gamma }]));
    const known = selected !== null && (get().tracks?.tracks.some(({ track }) => track === selected) ?? true);
    set({ playing: false, live: false });
    get().seek(frame);
    get().select(known ? selected : null);
    set({ ...view, tones: tones ?? alike });
    get().setDepth(depth);
    get().grip?.frame(framing);
  },
  resetView: () => {
    const open = openRecordingOf(get());
    set({
      windows: {},
      depth: 0,
      depths: null,
      cross: null,
      surface: get().study?.surface ?? null,
      curved: false,
      surfacing: false,
      surfacePoint: null,
      ruler: null,
      recorded: false,
      channel: open ? rolesOf(open).activity : 0,
      fits: get().fits + 1,
    });
  },
});
