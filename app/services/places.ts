import { readdirSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { Failure } from "#contract/failure";
import { studyBeside } from "#io/study/layout";

/**
 * Bounds what a caller may touch: on a server everything under the data root, on the desktop what the user
 * picked in the system's dialogs, dropped on the window, or opened before. Symbolic links are followed first.
 */
export class Places {
  readonly #root: string | null;
  readonly #picked = new Set<string>();

  constructor(dataRoot: string | null) {
    this.#root = dataRoot === null ? null : realpathSync(resolve(dataRoot));
  }

  /** The data root as it really lies on disk. */
  get root(): string | null {
    return this.#root;
  }

  /** The user chose this file or folder: it, what lies in it, and the study beside it may be touched. */
  allow(path: string): void {
    const real = realOf(resolve(path));
    this.#picked.add(real);
    this.#picked.add(studyBeside(real));
  }

  /**
   * The path as it really lies on disk.
   *
   * @throws Failure "invalid-input" for what is no absolute path, "forbidden" outside the bounds
   */
  check(path: string): string {
    if (!isAbsolute(path) || path.includes("\0"))
      throw new Failure("invalid-input", `"${path}" is not an absolute path; give the whole path of a file or folder.`, { path });
    // Such a name is refused before the disk is asked: asking for a share would already tell it who is asking.
    if (process.platform === "win32" && this.#root !== null && isWindowsTrick(belowRoot(this.#root, path)))
      throw new Failure("forbidden", `"${path}" is a name that Windows takes for something else; name a file of the data folder.`, {
        path,
      });
    const real = realOf(resolve(path));
    const bounds = this.#root === null ? [...this.#picked] : [this.#root];
    if (bounds.some((bound) => isWithin(bound, real))) return real;
    throw this.#root === null
      ? new Failure("forbidden", `${path} was not opened by you in this window; open it with File, Open or by dropping it on the window.`, {
          path,
        })
      : new Failure(
          "forbidden",
          `${path} lies outside the data folder ${this.#root}; start "nematrace serve" with a --data-root that holds it.`,
          { path, dataRoot: this.#root },
        );
  }

  /**
   * The folder of a study, as `check` does; on a server what lies in it must lie there truly, so that no link in a
   * study that came from elsewhere leads out of the data root.
   *
   * @throws Failure "invalid-input" | "forbidden"
   */
  checkStudy(path: string): string {
    const folder = this.check(path);
    if (this.#root === null) return folder;
    for (const entry of entriesOf(folder)) {
      this.check(join(folder, entry));
      for (const inner of entriesOf(join(folder, entry))) this.check(join(folder, entry, inner));
    }
    return folder;
  }

  /** A file that an opened study names: on the desktop it may be touched from now on; on a server it has to lie under the data root. */
  adopt(path: string): void {
    if (this.#root === null) this.allow(path);
    else this.check(path);
  }
}

/**
 * Names that Windows takes for something else than the file they seem to name: devices (`NUL`, `\\\\.\\`), shares, paths
 * of the object manager (`\\\\?\\`), streams beside a file (`name:stream`), endings that are dropped (`name.`, `name `).
 */
export function isWindowsTrick(path: string): boolean {
  if (/^[\\/]{2}/.test(path)) return true;
  const names = path
    .replace(/^[a-z]:/i, "")
    .split(/[\\/]/)
    .filter((name) => name !== "" && name !== "." && name !== "..");
  return names.some(
    (name) =>
      /[<>:"|?*\p{Cc}]/u.test(name) || /[. ]$/.test(name) || /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\.|$)/i.test(name),
  );
}

/** What follows the data root, which may be a share itself; the whole path where it does not begin there. */
function belowRoot(root: string, path: string): string {
  return path.toLowerCase().startsWith(root.toLowerCase()) ? path.slice(root.length) : path;
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // What is no folder has nothing in it; what cannot be read is told of by whoever reads it.
    return [];
  }
}

export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (!isAbsolute(way) && way.split(/[\\/]/)[0] !== "..");
}

/** Follows symbolic links as far as the path exists; the rest is appended as it stands. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realOf(parent), basename(path));
  }
}
