import type { Orientation, Suggestions } from "#contract/naming";
import { cross, dot, frameOf } from "#core/identify/orientation";
import type { Place } from "#renderer/state/proofread.ts";
import type { SliceOf, Workstation } from "#renderer/state/slice.ts";

/** Places that are shown on the image to say how the animal lies. */
export const pointings = ["head", "dorsal", "left"] as const;

/** Names suggested by positions. */
export interface NamingSlice {
  readonly suggestions: Suggestions | null;
  readonly suggesting: boolean;
  /** The atlas is drawn over the worm. */
  readonly atlasShown: boolean;
  /** Places clicked so far, in the order of `pointings`; null while none are asked for. */
  readonly pointed: readonly Place[] | null;
  /** Asks for names at the frame on screen; null tries every orientation. */
  readonly suggest: (orientation: Orientation | null) => Promise<void>;
  readonly showAtlas: (shown: boolean) => void;
  readonly startPointing: (start: boolean) => void;
  readonly pointTo: (place: Place) => void;
}

export const naming: SliceOf<NamingSlice> =
  ({ client }) =>
  (set, get) => ({
    suggestions: null,
    suggesting: false,
    atlasShown: false,
    pointed: null,
    suggest: async (orientation) => {
      const { study, frame, suggesting } = get();
      if (!study || suggesting) return;
      set({ suggesting: true });
      await get().attempt(async () => {
        const suggestions = await client.naming.suggest({ study: study.handle, t: frame, orientation });
        if (get().study?.handle !== study.handle) return;
        set({ suggestions });
        if (orientation) get().acceptStudy({ ...get().study!, orientation });
      });
      set({ suggesting: false });
    },
    showAtlas: (atlasShown) => set({ atlasShown }),
    startPointing: (start) => set({ pointed: start ? [] : null }),
    pointTo: (place) => {
      const pointed = [...(get().pointed ?? []), place];
      if (pointed.length < pointings.length) return set({ pointed });
      set({ pointed: null });
      const shown = orientationFrom(get(), pointed);
      if (shown === null) get().notify("These places do not tell head, back and left apart; click them again, farther from the middle.");
      else void get().suggest(shown);
    },
  });

/** Directions from the middle of the neurons on screen to three places; null where they do not differ. */
function orientationFrom(
  { tracks, frame }: Pick<Workstation, "tracks" | "frame">,
  [head, dorsal, left]: readonly Place[],
): Orientation | null {
  if (!tracks || !head || !dorsal || !left) return null;
  const { t, z, y, x } = tracks.columns;
  const middle = [0, 0, 0];
  let count = 0;
  t?.forEach((at, row) => {
    if (at !== frame) return;
    count++;
    [z, y, x].forEach((column, axis) => (middle[axis] = (middle[axis] as number) + (column?.[row] ?? 0)));
  });
  const from = (place: Place) => [0, 1, 2].map((axis) => place[axis]! - middle[axis]! / Math.max(count, 1)) as unknown as Place;
  const [forward, up, side] = [from(head), from(dorsal), from(left)];
  const across = cross(forward, up);
  if (Math.hypot(...across) < 0.05 * Math.hypot(...forward) * Math.hypot(...up) || Math.hypot(...forward) === 0) return null;
  const [seenLeft] = frameOf(forward, up, false);
  return { head: forward, dorsal: up, mirror: dot(seenLeft, side) < 0 };
}
