import type { SliceOf } from "#renderer/state/slice.ts";

/** Which frame is on screen, and whether the movie runs. */
export interface PlaybackSlice {
  readonly frame: number;
  readonly playing: boolean;
  /** Frames a second asked for. */
  readonly rate: number;
  readonly seek: (frame: number) => void;
  readonly stepFrames: (by: number) => void;
  readonly togglePlaying: () => void;
  readonly setRate: (rate: number) => void;
}

export const playback: SliceOf<PlaybackSlice> = () => (set, get) => {
  const last = () => ((get().study?.recording ?? get().draft?.info)?.shape.t ?? 1) - 1;
  return {
    frame: 0,
    playing: false,
    rate: 10,
    seek: (frame) => set({ frame: Math.min(Math.max(Math.round(frame), 0), last()) }),
    stepFrames: (by) => {
      set({ playing: false });
      get().seek(get().frame + by);
    },
    togglePlaying: () => set({ playing: !get().playing && last() > 0 }),
    setRate: (rate) => set({ rate }),
  };
};
