import { type RecordingInfo, type RecordingSettings, refocusable, unsaid } from "#contract/recording";
import type { CallOutput } from "#contract/calls";
import type { StudyState } from "#contract/study";
import type { SliceOf } from "#renderer/state/slice.ts";

/** A recording that is looked at before there is a study of it. */
export interface Draft {
  readonly path: string;
  readonly handle: string;
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly refocus: boolean;
  /** What was said about the last recording of the same folder: an offer. */
  readonly remembered: NonNullable<CallOutput<"recording.open">["remembered"]> | null;
}

/** What is open: nothing, a recording, or a study of one. */
export interface StudySlice {
  readonly draft: Draft | null;
  readonly study: StudyState | null;
  /** What is being opened, for people; null when nothing is. */
  readonly opening: string | null;
  /** Job that what is being opened waits for: making the sample recording, or a repair. */
  readonly openingJob: string | null;
  /** A video that waits to be decoded; null where there is none. */
  readonly video: string | null;
  readonly leaveVideo: () => void;
  readonly openRecording: (path: string) => Promise<void>;
  /** The system's own dialog, on the desktop. */
  readonly pickAndOpen: (purpose: "recording" | "study") => Promise<void>;
  /** What the user is asked to choose from the list of files; null while nothing is asked. */
  readonly browsing: "recording" | "study" | null;
  /** The system's own dialog on the desktop; in a browser, the list of files in the library. */
  readonly browseFor: (purpose: "recording" | "study") => Promise<void>;
  /** Closes what is open and shows recordings and studies. */
  readonly leaveForLibrary: () => Promise<void>;
  readonly openStudy: (path: string) => Promise<void>;
  readonly openSample: () => Promise<void>;
  readonly changeDraft: (change: Partial<Pick<Draft, "settings" | "refocus">>) => Promise<void>;
  /** Makes the study of the draft; true when it is open. */
  readonly createStudy: () => Promise<boolean>;
  readonly changeSettings: (settings: RecordingSettings, refocus: boolean) => Promise<void>;
  readonly closeStudy: () => Promise<void>;
  readonly acceptStudy: (study: StudyState) => void;
}

export const study: SliceOf<StudySlice> =
  ({ client, pixels }) =>
  (set, get) => {
    const enter = (entered: StudyState) => {
      set({
        study: entered,
        draft: null,
        frame: 0,
        playing: false,
        hovered: null,
        window: null,
        epochs: [],
        animals: [],
        animalsChosen: false,
      });
      get().select(null);
      get().resetView();
      void get().loadProducts();
    };
    // What was wrong with another file is no news once one is open.
    const forgetFailures = () => set({ notices: get().notices.filter((notice) => notice.tone !== "failure") });
    const openingOf = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
      set({ opening: what });
      const value = await get().attempt(work);
      set({ opening: null });
      return value;
    };
    return {
      draft: null,
      study: null,
      opening: null,
      openingJob: null,
      video: null,
      leaveVideo: () => set({ video: null }),
      openRecording: async (path) => {
        if (/\.(mp4|m4v|mov|webm)$/i.test(path)) return set({ video: path });
        await openingOf("Reading the recording", async () => {
          const { handle, info, remembered = null } = await client.recording.open({ path, settings: null });
          await get().closeStudy();
          forgetFailures();
          set({ draft: { path, handle, info, settings: unsaid, refocus: info.shape.z === 1, remembered }, frame: 0, step: "recording" });
          get().resetView();
        });
      },
      pickAndOpen: async (purpose) => {
        const picked = await get().attempt(() => client.files.pick({ purpose }));
        if (picked?.path) await (purpose === "recording" ? get().openRecording(picked.path) : get().openStudy(picked.path));
      },
      browsing: null,
      browseFor: async (purpose) => {
        if (get().about?.host === "electron") return get().pickAndOpen(purpose);
        if (get().study || get().draft) await get().leaveForLibrary();
        set({ browsing: purpose });
      },
      leaveForLibrary: async () => {
        await get().closeStudy();
        set({ browsing: null });
        await get().refreshRecent();
      },
      openStudy: async (path) => {
        await openingOf("Opening the study", async () => {
          const opened = await client.study.open({ path });
          if (get().study && get().study?.handle !== opened.handle) await get().closeStudy();
          forgetFailures();
          enter(opened);
          set({ step: firstOpenStep(opened) });
          await get().returnToView();
        });
      },
      openSample: async () => {
        await openingOf("Making the sample recording", async () => {
          const { path, job } = await client.sample.make({});
          if (job !== null) {
            set({ openingJob: job });
            await get().whenEnded(job);
            set({ openingJob: null });
          }
          await get().openRecording(path);
        });
        set({ openingJob: null });
      },
      changeDraft: async (change) => {
        const { draft } = get();
        if (!draft) return;
        const next = { ...draft, ...change };
        set({ draft: next });
        if (readAs(next.settings) === readAs(draft.settings)) return;
        await get().attempt(async () => {
          // Lengths are left out, so that the answer still tells what the file itself does not say.
          const settings = { ...next.settings, pixelSize: null, interval: null, zStep: null };
          const { handle, info } = await client.recording.open({ path: next.path, settings });
          const now = get().draft;
          if (now?.path !== next.path || readAs(now.settings) !== readAs(next.settings)) return;
          set({ draft: { ...now, handle, info, refocus: refocusable(info) && now.refocus }, frame: 0 });
          get().resetView();
        });
      },
      createStudy: async () => {
        const { draft } = get();
        if (!draft) return get().study !== null;
        const made = await openingOf("Making the study", () =>
          client.study.create({ recording: draft.path, path: null, settings: draft.settings, refocus: draft.refocus }),
        );
        if (!made) return false;
        enter(made);
        return true;
      },
      changeSettings: async (settings, refocus) => {
        const { study: open } = get();
        if (!open) return;
        await get().attempt(async () => get().acceptStudy(await client.study.settings({ study: open.handle, settings, refocus })));
      },
      closeStudy: async () => {
        const { study: open } = get();
        await get().rememberView();
        set({
          study: null,
          draft: null,
          tracks: null,
          blobs: null,
          traces: null,
          productVersions: {},
          playing: false,
          selected: null,
          chosen: [],
          hovered: null,
          proofreading: false,
          ruler: null,
          moment: null,
          passed: new Set(),
          mostMoments: 0,
          partnership: null,
          suggestions: null,
          pointed: null,
          menu: null,
          saving: "none",
          log: [],
          logRevision: null,
          forms: {},
        });
        pixels.forget();
        if (open) await get().attempt(() => client.study.close({ study: open.handle }));
      },
      acceptStudy: (accepted) => {
        if (get().study?.handle !== accepted.handle) return;
        set({ study: accepted });
        void get().loadProducts();
      },
    };
  };

/** What decides which pixels a frame has; the recording is read anew when it changes. */
function readAs({ axes, dataset, layout, preparation, activityChannel, referenceChannel }: RecordingSettings): string {
  const roles = preparation === null ? null : [activityChannel, referenceChannel];
  return JSON.stringify([axes, dataset, layout, preparation, roles]);
}

/** Where work goes on in a study that is opened again. */
function firstOpenStep(opened: StudyState) {
  const open = opened.steps.find((state) => state.applies && state.status !== "done");
  return open && open.step !== "export" ? open.step : ("extract" as const);
}
