import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { plainPreferences, preferences, type Preferences } from "#contract/preferences";
import type { Announcer } from "#services/announcer";

type Change = { readonly [K in keyof Preferences]?: Preferences[K] | undefined };

/** The user's preferences, kept between runs of the program. */
export class PreferencesFile {
  readonly #file: string;
  #known: Preferences;

  constructor(
    readonly folder: string,
    readonly announcer: Announcer,
  ) {
    this.#file = join(folder, "preferences.json");
    this.#known = this.#stored();
  }

  read(): Preferences {
    return this.#known;
  }

  /** Changes what is given and leaves the rest. */
  write({ theme, keys, toured }: Change): Preferences {
    const known = this.#known;
    this.#known = { theme: theme ?? known.theme, keys: keys ?? known.keys, toured: toured ?? known.toured };
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(`${this.#file}.partial`, JSON.stringify(this.#known));
      renameSync(`${this.#file}.partial`, this.#file);
    } catch {
      // A home that cannot be written to costs the memory of preferences, nothing else.
    }
    this.announcer.tell({ kind: "preferences", preferences: this.#known });
    return this.#known;
  }

  #stored(): Preferences {
    try {
      return z.parse(preferences, { ...plainPreferences, ...(JSON.parse(readFileSync(this.#file, "utf8")) as object) });
    } catch {
      // There are none before the first change, and unreadable ones are begun anew.
      return plainPreferences;
    }
  }
}
