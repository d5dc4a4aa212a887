import type { Edit } from "#contract/edit";
import { positionSources } from "#contract/table";
import type { DoubtfulMoment } from "#core/curate/doubtful-moments";
import { rowOfTrack } from "#renderer/client/track-index.ts";
import { openRecordingOf, pitchOf } from "#renderer/state/recording-facts.ts";
import { queueOf, samePlace } from "#renderer/state/proofread-queue.ts";
import type { SliceOf, Workstation } from "#renderer/state/slice.ts";

/** A point of the sample, µm [z, y, x]. */
export type Place = readonly [number, number, number];

/** What the next neuron that is pointed at is for. */
export type Partnership = "swap" | "join" | "fuse";

/** Where the menu of the image was opened, CSS pixels, and over what. */
export interface StageMenu {
  readonly x: number;
  readonly y: number;
  readonly track: number | null;
  readonly place: Place;
}

/** Correcting tracks: the queue of doubtful moments, and edits of what is chosen at the frame on screen. */
export interface ProofreadSlice {
  /** The dock with the queue and the filmstrip is open. */
  readonly proofreading: boolean;
  /** The moment being looked at; null where the user goes their own way. */
  readonly moment: DoubtfulMoment | null;
  /** Moments that were passed over in this window, by `momentKey`. */
  readonly passed: ReadonlySet<string>;
  /** Longest queue seen, for the progress. */
  readonly mostMoments: number;
  readonly partnership: Partnership | null;
  readonly menu: StageMenu | null;
  /** Place under the pointer, or the crosshair; set by the stage while it is on screen. */
  readonly pointedAt: (() => Place | null) | null;
  readonly toggleProofreading: () => void;
  readonly goToMoment: (moment: DoubtfulMoment | null) => void;
  readonly nextMoment: (by: 1 | -1) => void;
  /** Says that the moment, or else the chosen neurons' positions, are right; `onward` means in all following frames too. */
  readonly accept: (onward?: boolean) => Promise<void>;
  readonly removePositions: (onward?: boolean) => Promise<void>;
  /** The chosen neurons cannot be seen here. */
  readonly setGhost: (onward?: boolean) => Promise<void>;
  /** Puts the chosen neuron where the pointer is; `onward` moves its following positions along. */
  readonly placeHere: (onward?: boolean, place?: Place) => Promise<void>;
  /** A new neuron where the pointer is. */
  readonly addHere: (place?: Place) => Promise<void>;
  /** Moves the chosen neurons' positions by a way, µm. */
  readonly moveBy: (way: Place, onward?: boolean) => Promise<void>;
  /** Moves by voxels of the image on screen. */
  readonly nudge: (steps: Place) => Promise<void>;
  readonly splitHere: () => Promise<void>;
  readonly exclude: () => Promise<void>;
  readonly startPartnership: (kind: Partnership | null) => void;
  readonly finishPartnership: (other: number | null) => Promise<void>;
  readonly setMenu: (menu: StageMenu | null) => void;
}

const human = positionSources.indexOf("human");
/** Neurons made by hand are numbered from here, apart from those that linking numbers. */
const firstHandMade = 1000;

export const proofread: SliceOf<ProofreadSlice> = () => (set, get) => {
  const apply = async (edits: readonly Edit[]) => {
    if (get().study?.readOnly !== null || edits.length === 0) return;
    const [first] = edits;
    await get().applyEdit(edits.length === 1 && first ? first : { kind: "batch", edits: [...edits] });
  };
  const chosen = () => get().chosen;
  const until = (onward: boolean) => (onward ? { until: framesOf(get()) } : {});
  return {
    proofreading: false,
    moment: null,
    passed: new Set(),
    mostMoments: 0,
    partnership: null,
    menu: null,
    pointedAt: null,
    toggleProofreading: () => {
      const open = !get().proofreading && get().tracks !== null;
      set({ proofreading: open, partnership: null });
      if (open && get().moment === null && get().selected === null) get().goToMoment(queueOf(get())[0] ?? null);
    },
    goToMoment: (moment) => {
      set({ moment, partnership: null, mostMoments: Math.max(get().mostMoments, queueOf(get()).length) });
      if (!moment) return;
      set({ playing: false });
      get().seek(moment.t);
      get().select(moment.track);
    },
    nextMoment: (by) => {
      const { moment, passed } = get();
      const queue = queueOf(get());
      if (queue.length === 0) return get().goToMoment(null);
      const at = moment ? queue.findIndex((one) => samePlace(one, moment)) : -1;
      if (moment && by > 0) set({ passed: new Set([...passed, momentKey(moment)]) });
      const next = at < 0 ? (by > 0 ? 0 : queue.length - 1) : at + by;
      get().goToMoment(queue[(next + queue.length) % queue.length] ?? null);
    },
    accept: async (onward = false) => {
      const state = get();
      const { moment, frame } = state;
      const asked = moment && state.proofreading && state.selected === moment.track && frame >= moment.from && frame <= moment.to;
      if (!asked || onward) return apply(chosen().map((track) => ({ kind: "confirm", track, t: frame, ...until(onward) })));
      const queue = queueOf(state);
      const at = queue.findIndex((one) => samePlace(one, moment));
      const next = queue.filter((one) => !samePlace(one, moment))[Math.max(0, at)] ?? queue.find((one) => !samePlace(one, moment)) ?? null;
      const accepted = apply(acceptanceOf(state, moment));
      get().goToMoment(next);
      await accepted;
    },
    removePositions: async (onward = false) => {
      await apply(chosen().map((track) => ({ kind: "remove", track, t: get().frame, ...until(onward) })));
    },
    setGhost: async (onward = false) => {
      await apply(chosen().map((track) => ({ kind: "ghost", track, t: get().frame, ...until(onward) })));
    },
    placeHere: async (onward = false, place = get().pointedAt?.() ?? undefined) => {
      const { selected, frame } = get();
      if (selected === null || !place) return;
      const before = placeOf(get(), selected, frame);
      const edits: Edit[] = [moveTo(selected, frame, place)];
      if (onward && before) edits.push(...shiftAfter(get(), selected, frame, minus(place, before)));
      await apply(edits);
    },
    addHere: async (place = get().pointedAt?.() ?? undefined) => {
      if (!place) return;
      const track = newTrack(get());
      await apply([moveTo(track, get().frame, place)]);
      get().select(track);
    },
    moveBy: async (way, onward = false) => {
      const { frame } = get();
      const edits = chosen().flatMap((track): Edit[] => {
        const at = placeOf(get(), track, frame);
        if (!at) return [];
        const move = moveTo(track, frame, [at[0] + way[0], at[1] + way[1], at[2] + way[2]]);
        return onward ? [move, ...shiftAfter(get(), track, frame, way)] : [move];
      });
      await apply(edits);
    },
    nudge: async ([z, y, x]) => {
      const open = openRecordingOf(get());
      if (!open) return;
      const [py, px] = pitchOf(open);
      await get().moveBy([z * (get().depths?.step ?? 0), y * py, x * px]);
    },
    splitHere: async () => {
      const { selected, frame } = get();
      if (selected !== null) await apply([{ kind: "split", track: selected, other: newTrack(get()), t: frame }]);
    },
    exclude: async () => {
      const tracks = chosen();
      await apply(tracks.map((track) => ({ kind: "exclude", track })));
      if (tracks.includes(get().selected ?? -1)) get().select(null);
    },
    startPartnership: (partnership) => set({ partnership: get().selected === null ? null : partnership }),
    finishPartnership: async (other) => {
      const { partnership, selected, frame } = get();
      const partner = other ?? (selected === null ? null : nearestTo(get(), selected, frame));
      set({ partnership: null });
      if (partnership === null || selected === null || partner === null || partner === selected) return;
      await apply([
        partnership === "swap"
          ? { kind: "swap", track: selected, other: partner, t: frame }
          : { kind: partnership, track: selected, other: partner },
      ]);
    },
    setMenu: (menu) => set({ menu }),
  };
};

export function momentKey({ track, from, reason }: DoubtfulMoment): string {
  return `${track}:${from}:${reason}`;
}

/** Position of a neuron at a frame, µm [z, y, x]; null where it has none. */
export function placeOf({ tracks }: Pick<Workstation, "tracks">, track: number, t: number): Place | null {
  const row = tracks ? rowOfTrack(tracks, track, t) : -1;
  if (!tracks || row < 0) return null;
  const at = (name: string) => tracks.columns[name]?.[row] ?? 0;
  return [at("z"), at("y"), at("x")];
}

/** The neuron that lies nearest another at a frame; null where there is none. */
export function nearestTo(state: Pick<Workstation, "tracks">, track: number, t: number): number | null {
  const own = placeOf(state, track, t);
  if (!own) return null;
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const { track: other } of state.tracks?.tracks ?? []) {
    const place = other === track ? null : placeOf(state, other, t);
    if (!place) continue;
    const distance = Math.hypot(...minus(place, own));
    if (distance < least) [best, least] = [other, distance];
  }
  return best;
}

/** What says that a moment is right: its positions stand, or, in a gap, the neuron was out of view. */
function acceptanceOf(state: Workstation, { track, from, to, t, reason, size, other }: DoubtfulMoment): Edit[] {
  if (reason === "gap") return [{ kind: "ghost", track, t, until: t + size }];
  const range = to > from ? { t: from, until: to + 1 } : { t: from };
  const tracks = reason === "merge" && state.tracks?.tracks.some((one) => one.track === other) ? [track, other] : [track];
  return tracks.map((one) => ({ kind: "confirm", track: one, ...range }));
}

/** Moves the positions after a frame along, up to the next one that a human set. */
function shiftAfter(state: Workstation, track: number, t: number, [z, y, x]: Place): Edit[] {
  const { tracks } = state;
  const frames = framesOf(state);
  let until = frames;
  for (let later = t + 1; tracks && later < frames; later++) {
    const row = rowOfTrack(tracks, track, later);
    if (row < 0 || tracks.columns["source"]?.[row] !== human) continue;
    until = later;
    break;
  }
  return until > t + 1 ? [{ kind: "shift", track, t: t + 1, until, z, y, x }] : [];
}

function moveTo(track: number, t: number, [z, y, x]: Place): Edit {
  return { kind: "move", track, t, z, y, x };
}

function minus(a: Place, b: Place): [number, number, number] {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function framesOf(state: Workstation): number {
  return openRecordingOf(state)?.info.shape.t ?? 1;
}

/** A number that no neuron has had. */
function newTrack({ tracks, log }: Workstation): number {
  let last = firstHandMade - 1;
  for (const { track } of tracks?.tracks ?? []) last = Math.max(last, track);
  for (const { edit: step } of log) {
    for (const edit of step.kind === "batch" ? step.edits : [step]) last = Math.max(last, edit.track, "other" in edit ? edit.other : -1);
  }
  return last + 1;
}
