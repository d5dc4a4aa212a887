import type { Framing } from "#contract/view";
import type { SliceOf } from "#renderer/state/slice.ts";

/** How a study was looked at when it was left. */
export interface LastViewSlice {
  /** What of the sample is to be in sight as soon as there is a stage. */
  readonly awaited: Framing | null;
  /** Shows the open study as it was left. */
  readonly returnToView: () => Promise<void>;
  /** Keeps the view on the stage as the one to return to, where it has changed. */
  readonly rememberView: () => Promise<void>;
}

export const lastView: SliceOf<LastViewSlice> = ({ client }) => {
  let remembered = "";
  return (set, get) => ({
    awaited: null,
    returnToView: async () => {
      const { study } = get();
      if (!study) return;
      // A view that is not known any more leaves the study as it opens.
      const { view } = await client.views.last({ study: study.handle }).catch(() => ({ view: null }));
      if (!view || get().study?.handle !== study.handle) return;
      get().showView(view);
      if (!get().grip) set({ awaited: view.framing });
    },
    rememberView: async () => {
      const { study, playing, viewNow } = get();
      const view = playing ? null : viewNow();
      if (!study || study.readOnly !== null || !view) return;
      const text = `${study.handle} ${JSON.stringify(view)}`;
      if (text === remembered) return;
      remembered = text;
      // A disk that takes no view costs the way back to it, nothing else.
      await client.views.leave({ study: study.handle, view }).catch(() => undefined);
    },
  });
};
