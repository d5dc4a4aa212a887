import { type CommandId, type KeyChoices, keysOf } from "#contract/commands";
import type { Preferences } from "#contract/preferences";
import { applyTheme, storedTheme } from "#renderer/state/stored-theme.ts";
import type { SliceOf } from "#renderer/state/slice.ts";

/** How the user has the window, in every study; kept by the program between its runs. */
export interface PreferencesSlice {
  readonly theme: Preferences["theme"];
  readonly keys: KeyChoices;
  /** Null until the program has said it. */
  readonly toured: boolean | null;
  readonly acceptPreferences: (preferences: Preferences) => void;
  readonly prefer: (change: Partial<Preferences>) => Promise<void>;
  /** Gives a command its keys; null gives those delivered. What else listened to them loses them. */
  readonly assignKeys: (id: CommandId, keys: readonly string[] | null) => Promise<void>;
}

export const preferences: SliceOf<PreferencesSlice> =
  ({ client }) =>
  (set, get) => ({
    theme: storedTheme(),
    keys: {},
    toured: null,
    acceptPreferences: ({ theme, keys, toured }) => {
      set({ theme, keys, toured });
      applyTheme(theme);
    },
    prefer: async (change) => {
      const { theme, keys, toured } = get();
      get().acceptPreferences({ theme, keys: mutable(keys), toured: toured ?? false, ...change });
      await get().attempt(() => client.preferences.write(change));
    },
    assignKeys: async (id, keys) => {
      const next: Record<string, readonly string[]> = { ...get().keys };
      if (keys === null) delete next[id];
      else next[id] = keys;
      await get().prefer({ keys: mutable(next) });
    },
  });

function mutable(keys: KeyChoices): Record<string, string[]> {
  return Object.fromEntries(Object.entries(keys).map(([id, chords]) => [id, [...chords]]));
}

/** Keys of a command as a keyboard shows them, such as "Ctrl Z"; empty where it has none. */
export function keyLabel(id: CommandId, choices: KeyChoices): string {
  const [first] = keysOf(id, choices);
  return first === undefined ? "" : keycaps(first).join(" ");
}

const caps: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  PageUp: "PgUp",
  PageDown: "PgDn",
  Escape: "Esc",
  ContextMenu: "Menu",
};

/** The keys of a chord, each as it is written on a keyboard. */
export function keycaps(chord: string): readonly string[] {
  const mac = typeof navigator !== "undefined" && /Mac/.test(navigator.platform);
  return partsOf(chord).map((part) => (part === "Mod" ? (mac ? "⌘" : "Ctrl") : part === "Alt" && mac ? "⌥" : (caps[part] ?? part)));
}

function partsOf(chord: string): readonly string[] {
  if (chord === "") return [];
  return chord.endsWith("++") ? [...chord.slice(0, -2).split("+"), "+"] : chord === "+" ? ["+"] : chord.split("+");
}
