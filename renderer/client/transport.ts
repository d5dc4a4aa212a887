import type { Answer, CallName } from "#contract/calls";
import type { Event } from "#contract/events";

/** Whether the services can be heard. */
export type Connection = "connecting" | "open" | "lost";

/** The one door to the services: two functions on the control plane, one on the bytes plane. */
export interface Transport {
  readonly call: (name: CallName, input: unknown) => Promise<Answer<unknown>>;
  readonly subscribe: (listener: (event: Event) => void, connection: (state: Connection) => void) => () => void;
  /** Reads bytes; sends them where there is a body. */
  readonly bytes: (path: string, signal?: AbortSignal, body?: Uint8Array<ArrayBuffer>) => Promise<Response>;
  /** Where a dropped file lies on this machine; null where the host cannot know (a browser). */
  readonly pathOf: (file: File) => string | null;
}
