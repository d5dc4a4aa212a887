import type { Edit } from "#contract/edit";
import type { StudyState } from "#contract/study";
import type { SliceOf } from "#renderer/state/slice.ts";

/** Edits by hand, and the way back. */
export interface CurationSlice {
  /** Counts changes to the log in this window, so that tables are read again after each. */
  readonly editCount: number;
  readonly applyEdit: (edit: Edit) => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
}

export const curation: SliceOf<CurationSlice> =
  ({ client }) =>
  (set, get) => {
    const change = async (work: (study: string) => Promise<StudyState>) => {
      const { study } = get();
      if (!study) return;
      await get().attempt(async () => {
        const changed = await work(study.handle);
        set({ editCount: get().editCount + 1 });
        get().acceptStudy(changed);
      });
    };
    return {
      editCount: 0,
      applyEdit: async (edit) => {
        await change((study) => client.edits.apply({ study, edit }));
        if (edit.kind === "name" && edit.name !== "") {
          const same = Object.entries(get().study?.names ?? {}).find(([track, name]) => name === edit.name && track !== String(edit.track));
          if (same) get().notify(`#${same[0]} and #${edit.track} are both called ${edit.name} now.`);
        }
        if (edit.kind === "exclude" && get().selected === edit.track) get().select(null);
      },
      undo: async () => {
        if (get().study?.readOnly === null && get().study?.canUndo) await change((study) => client.edits.undo({ study }));
      },
      redo: async () => {
        if (get().study?.readOnly === null && get().study?.canRedo) await change((study) => client.edits.redo({ study }));
      },
    };
  };
