import { realpathSync } from "node:fs";
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
