import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as z from "zod/mini";
import type { CallOutput } from "#contract/calls";

const most = 20;
const list = z.array(z.object({ path: z.string(), opened: z.string() }));

/** Studies opened lately, kept between runs of the program. */
export class Recent {
  readonly #file: string;

  /** @param opened hears of each study that is added */
  constructor(
    readonly folder: string,
    readonly opened: (path: string) => void = () => undefined,
  ) {
    this.#file = join(folder, "recent.json");
  }

  /** Newest first. */
  list(): CallOutput<"study.recent"> {
    return this.#read().map(({ path, opened }) => ({
      path,
      name: basename(path).replace(/\.study$/, ""),
      opened,
      exists: existsSync(path),
    }));
  }

  add(path: string): void {
    const others = this.#read().filter((entry) => entry.path !== path);
    const entries = [{ path, opened: new Date().toISOString() }, ...others].slice(0, most);
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(`${this.#file}.partial`, JSON.stringify(entries));
      renameSync(`${this.#file}.partial`, this.#file);
    } catch {
      // A home that cannot be written to costs the list of recent studies, nothing else.
    }
    this.opened(path);
  }

  #read(): z.infer<typeof list> {
    try {
      return z.parse(list, JSON.parse(readFileSync(this.#file, "utf8")));
    } catch {
      // There is no list before the first study, and an unreadable one is begun anew.
      return [];
    }
  }
}
