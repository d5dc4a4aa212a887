import type { Answer, CallName } from "#contract/calls";
import type { Event } from "#contract/events";

/** What the desktop's preload hands to the window as `window.nematrace`, and nothing beside it. */
export interface Bridge {
  readonly call: (name: CallName, input: unknown) => Promise<Answer<unknown>>;
  /** Tells every event to the listener until the returned function is called. */
  readonly subscribe: (listener: (event: Event) => void) => () => void;
  /** Path of a dropped file on this machine; empty where the file was made in the window. */
  readonly pathOf: (file: File) => string;
}
