import type { Step } from "#contract/parameters";
import type { ProofreadSlice } from "#renderer/state/proofread.ts";
import type { SurfacePoint, SurfaceShape } from "#core/refocus/surfaces";
import { openRecordingOf, rolesOf } from "#renderer/state/recording-facts.ts";
import type { SliceOf } from "#renderer/state/slice.ts";

export type StageStep = "recording" | Step;
export const stageSteps: readonly StageStep[] = ["recording", "refocus", "detect", "link", "extract", "export"];

export type StageMode = "slice" | "projection" | "depth" | "ortho";
export const stageModes: readonly StageMode[] = ["slice", "projection", "depth", "ortho"];
export type ColourMapName = "gray" | "magma" | "viridis" | "cividis";
export type Theme = "system" | "light" | "dark";
export type LabelMode = "none" | "selected" | "named" | "all";

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

/** A surface through points the user set, µm [z, y, x]; fewer points than its shape needs leave the plane level. */
export interface FocusSurface {
  readonly shape: SurfaceShape;
  readonly points: readonly SurfacePoint[];
}

/** How things are looked at; nothing here changes a result. */
export interface ViewSlice {
  readonly step: StageStep;
  readonly mode: StageMode;
  /** Show the recorded frames even where refocused stacks are there. */
  readonly recorded: boolean;
  /** Refocus the shown frame as the focus is turned, without a conversion. */
  readonly live: boolean;
  /** Surface that live focus follows instead of a level plane; depths count from it. */
  readonly surface: FocusSurface | null;
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
  readonly colourMap: ColourMapName;
  readonly gamma: number;
  readonly smooth: boolean;
  /** Window a source and channel; absent means automatic. */
  readonly windows: Readonly<Record<string, GreyWindow>>;
  readonly marks: boolean;
  readonly labels: LabelMode;
  /** What a drag over the image does: moves it, draws a box or a lasso around neurons, or a click adds one. */
  readonly tool: "hand" | "box" | "lasso" | "add";
  readonly theme: Theme;
  readonly sheet: "keys" | "about" | "import" | null;
  /** The list of edits is open. */
  readonly history: boolean;
  /** Counts requests to fit the stage. */
  readonly fits: number;
  readonly goTo: (step: StageStep) => void;
  readonly set: (change: Partial<ViewSettings>) => void;
  readonly setDepth: (depth: number) => void;
  readonly stepDepth: (by: number) => void;
  readonly setDepths: (depths: DepthSteps | null) => void;
  readonly setWindow: (key: string, window: GreyWindow | null) => void;
  readonly fit: () => void;
  readonly resetView: () => void;
}

type ViewSettings = Pick<
  ViewSlice & ProofreadSlice,
  | "mode"
  | "recorded"
  | "live"
  | "surface"
  | "peeking"
  | "channel"
  | "cross"
  | "colourMap"
  | "gamma"
  | "smooth"
  | "marks"
  | "labels"
  | "theme"
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
  surface: null,
  peeking: false,
  channel: 0,
  depth: 0,
  depths: null,
  cross: null,
  colourMap: "gray",
  gamma: 1,
  smooth: true,
  windows: {},
  marks: true,
  labels: "named",
  tool: "hand",
  theme: "system",
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
  setWindow: (key, window) => {
    const windows = { ...get().windows };
    if (window) windows[key] = window;
    else delete windows[key];
    set({ windows });
  },
  fit: () => set({ fits: get().fits + 1 }),
  resetView: () => {
    const open = openRecordingOf(get());
    set({
      windows: {},
      depth: 0,
      depths: null,
      cross: null,
      surface: null,
      recorded: false,
      channel: open ? rolesOf(open).activity : 0,
      fits: get().fits + 1,
    });
  },
});
