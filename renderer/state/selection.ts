import { rowOfTrack } from "#renderer/client/track-index.ts";
import type { SliceOf } from "#renderer/state/slice.ts";

/** Which neuron is chosen: one choice for image, list and traces. */
export interface SelectionSlice {
  readonly selected: number | null;
  /** All chosen neurons, the selected one among them; what is edited at once. */
  readonly chosen: readonly number[];
  readonly hovered: number | null;
  /** Track whose name is being typed. */
  readonly naming: number | null;
  readonly select: (track: number | null) => void;
  /** Adds a neuron to those chosen, or takes it off. */
  readonly toggleChosen: (track: number) => void;
  /** Chooses several at once; the first is the selected one. */
  readonly choose: (tracks: readonly number[]) => void;
  readonly hover: (track: number | null) => void;
  readonly selectNext: (by: 1 | -1) => void;
  readonly startNaming: (track: number | null) => void;
}

export const selection: SliceOf<SelectionSlice> = () => (set, get) => ({
  selected: null,
  chosen: [],
  hovered: null,
  naming: null,
  select: (track) => {
    set({ selected: track, chosen: track === null ? [] : [track], naming: null });
    const { tracks, frame } = get();
    if (track === null || !tracks) return;
    const row = rowOfTrack(tracks, track, frame);
    const [z, y, x] = ["z", "y", "x"].map((column) => (row < 0 ? undefined : tracks.columns[column]?.[row]));
    if (z !== undefined) get().setDepth(z);
    if (y !== undefined && x !== undefined) set({ cross: [y, x] });
  },
  toggleChosen: (track) => {
    const { chosen, selected } = get();
    if (!chosen.includes(track)) return set({ chosen: [...chosen, track], selected: selected ?? track });
    const rest = chosen.filter((other) => other !== track);
    set({ chosen: rest, selected: selected === track ? (rest[0] ?? null) : selected });
  },
  choose: (tracks) => {
    get().select(tracks[0] ?? null);
    set({ chosen: [...tracks] });
  },
  hover: (hovered) => {
    if (get().hovered !== hovered) set({ hovered });
  },
  selectNext: (by) => {
    const ids = get().tracks?.tracks.map((summary) => summary.track) ?? [];
    if (ids.length === 0) return;
    const at = ids.indexOf(get().selected ?? Number.NaN);
    const next = at < 0 ? (by > 0 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length;
    get().select(ids[next] ?? null);
  },
  startNaming: (naming) => set({ naming: get().study?.readOnly === null ? naming : null }),
});
