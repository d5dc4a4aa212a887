import type { EditStep, LoggedEdit } from "#contract/edit";
import type { StudyState } from "#contract/study";
import type { SliceOf } from "#renderer/state/slice.ts";

/** Edits by hand, and the way back. */
export interface CurationSlice {
  /** The study's log, oldest first, as last read; undone rows too. */
  readonly log: readonly LoggedEdit[];
  /** Revision of the study that the log was read at; null before. */
  readonly logRevision: string | null;
  /** Whether the last edit has reached the disk; "none" before the first one in this window. */
  readonly saving: "none" | "saving" | "saved";
  readonly applyEdit: (edit: EditStep) => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
  /** Undoes and redoes until the log stands up to and with a row; 0 undoes everything. */
  readonly rewind: (id: number) => Promise<void>;
  readonly loadLog: () => Promise<void>;
  /** Keeps the view on the stage with the study, under a name; an empty one is numbered. */
  readonly keepView: (name: string) => Promise<void>;
  readonly removeView: (id: number) => Promise<void>;
}

export const curation: SliceOf<CurationSlice> =
  ({ client }) =>
  (set, get) => {
    const change = async (work: (study: string) => Promise<StudyState>) => {
      const { study } = get();
      if (!study) return;
      set({ saving: "saving" });
      await get().attempt(async () => get().acceptStudy(await work(study.handle)));
      set({ saving: "saved" });
      // Traces that were read before follow by themselves; what cannot be followed stays out of date and says so.
      if (get().traces !== null) await get().attempt(() => client.edits.follow({ study: study.handle }));
    };
    const mayChange = () => get().study?.readOnly === null;
    return {
      log: [],
      logRevision: null,
      saving: "none",
      applyEdit: async (edit) => {
        await change((study) => client.edits.apply({ study, edit }));
        if (edit.kind === "name" && edit.name !== "") {
          const same = Object.entries(get().study?.names ?? {}).find(([track, name]) => name === edit.name && track !== String(edit.track));
          if (same) get().notify(`#${same[0]} and #${edit.track} are both called ${edit.name} now.`);
        }
        if (edit.kind === "exclude" && get().selected === edit.track) get().select(null);
      },
      undo: async () => {
        if (mayChange() && get().study?.canUndo) await change((study) => client.edits.undo({ study }));
      },
      redo: async () => {
        if (mayChange() && get().study?.canRedo) await change((study) => client.edits.redo({ study }));
      },
      rewind: async (id) => {
        if (mayChange()) await change((study) => client.edits.rewind({ study, id }));
      },
      keepView: async (name) => {
        const view = get().viewNow();
        const { study } = get();
        if (!study || !view || !mayChange()) return;
        await get().attempt(async () => {
          get().acceptStudy(await client.views.keep({ study: study.handle, name, view }));
          get().notify(`${get().study?.views?.at(-1)?.name ?? "The view"} is kept with the study.`, "done");
        });
      },
      removeView: async (id) => {
        const { study } = get();
        if (study) await get().attempt(async () => get().acceptStudy(await client.views.remove({ study: study.handle, id })));
      },
      loadLog: async () => {
        const { study } = get();
        if (!study) return set({ log: [], logRevision: null });
        const revision = `${study.handle}:${study.revision ?? 0}:${study.canRedo}`;
        if (revision === get().logRevision) return;
        set({ logRevision: revision });
        await get().attempt(async () => {
          const log = await client.edits.list({ study: study.handle });
          if (get().logRevision === revision) set({ log });
        });
      },
    };
  };
