import type { CallOutput } from "#contract/calls";
import { type FailureRecord, failureRecord } from "#contract/failure";
import type { Manifest } from "#contract/model";
import type { Connection } from "#renderer/client/transport.ts";
import type { SliceOf } from "#renderer/state/slice.ts";

export interface Notice {
  readonly id: number;
  readonly tone: "failure" | "done" | "plain";
  readonly text: string;
  readonly failure: FailureRecord | null;
  /** The study that can be repaired to mend it; left out where none can. */
  readonly repair?: string | null;
}

/** The program itself: what runs here, what it knows, what it has to say. */
export interface SessionSlice {
  readonly about: CallOutput<"app.about"> | null;
  readonly connection: Connection;
  readonly models: readonly Manifest[];
  readonly acceptModels: (models: readonly Manifest[]) => void;
  readonly recent: CallOutput<"study.recent">;
  readonly notices: readonly Notice[];
  readonly setConnection: (connection: Connection) => void;
  readonly start: () => Promise<void>;
  readonly refreshRecent: () => Promise<void>;
  readonly notify: (text: string, tone?: "done" | "plain") => void;
  readonly report: (thrown: unknown) => void;
  readonly dismiss: (id: number) => void;
  /** Does the work; what goes wrong is reported and answered with undefined. */
  readonly attempt: <T>(work: () => Promise<T>) => Promise<T | undefined>;
}

const mostNotices = 4;
let nextNotice = 1;

export const session: SliceOf<SessionSlice> =
  ({ client }) =>
  (set, get) => {
    const add = (notice: Omit<Notice, "id">) => {
      const same = get().notices.find((other) => other.text === notice.text);
      const rest = get().notices.filter((other) => other !== same);
      set({ notices: [...rest, { ...notice, id: nextNotice++ }].slice(-mostNotices) });
    };
    return {
      about: null,
      connection: "connecting",
      models: [],
      acceptModels: (models) => set({ models }),
      recent: [],
      notices: [],
      setConnection: (connection) => set({ connection }),
      start: async () => {
        await get().attempt(async () => {
          const [about, models, recent, preferences] = await Promise.all([
            client.app.about({}),
            client.models.list({}).catch(() => []),
            client.study.recent({}).catch(() => []),
            client.preferences.read({}).catch(() => null),
          ]);
          set({ about, models, recent });
          if (preferences) get().acceptPreferences(preferences);
        });
      },
      refreshRecent: async () => {
        await get().attempt(async () => set({ recent: await client.study.recent({}) }));
      },
      notify: (text, tone = "plain") => add({ tone, text, failure: null }),
      report: (thrown) => {
        const failure = failureRecord(thrown);
        const { study, draft, openStudy, notify } = get();
        const closed = failure.code === "not-found" ? failure.facts["handle"] : undefined;
        if (study && closed === study.handle) {
          notify("Another window had closed this study; it is open again. Repeat what you did last.");
          void openStudy(study.path);
          return;
        }
        // What was asked of a study that has been left since is of no interest any more.
        if (closed !== undefined && closed !== draft?.handle) return;
        if (failure.code !== "cancelled")
          add({ tone: "failure", text: failure.message, failure, repair: repairable(failure, study?.path) });
      },
      dismiss: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
      attempt: async (work) => {
        try {
          return await work();
        } catch (thrown) {
          get().report(thrown);
          return undefined;
        }
      },
    };
  };

/** The damaged study that a failure is about. */
function repairable({ code, facts }: FailureRecord, open: string | undefined): string | null {
  if (code !== "damaged") return null;
  if (typeof facts["repair"] === "string") return facts["repair"];
  const path = facts["path"];
  return open !== undefined && typeof path === "string" && path.startsWith(open) ? open : null;
}
