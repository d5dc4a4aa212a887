import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Failure } from "#contract/failure";
import { lockFile } from "#io/study/layout";

/** A process, told from a later one of the same number and from those of other machines. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one of the same number; null where the system does not say. */
  readonly started: string | null;
  readonly since: string;
  /** Names this lock among those that the same process took. */
  readonly token: string;
}

/** Tokens of the locks this process holds. */
const held = new Set<string>();

/** Held while a program may write to a study. */
export interface StudyLock {
  release(): void;
}

/**
 * Takes the study's lock. A lock left behind by a program that has died, or that came with a moved folder, is taken over.
 *
 * @throws Failure "busy" where a living program holds it, "read-only" where the folder cannot be written
 */
export function lockStudy(study: string): StudyLock {
  const path = join(study, lockFile);
  const mine = thisProcess();
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: "wx" });
      held.add(mine.token);
      return {
        release: () => {
          held.delete(mine.token);
          rmSync(path, { force: true });
        },
      };
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code;
      if (code === "ENOSPC" || code === "EDQUOT") {
        rmSync(path, { force: true });
        throw new Failure("disk-full", `The disk of the study ${study} is full; free some space and run it again.`, { path: study });
      }
      if (code !== "EEXIST") {
        throw new Failure(
          "read-only",
          `The study folder ${study} cannot be written to; allow writing to it, or copy the study elsewhere.`,
          { path: study, reason: code ?? "unknown" },
        );
      }
    }
    const holder = holderOf(path);
    if (holder && isAlive(holder)) {
      const where = holder.host === hostname() ? `process ${holder.pid}` : `process ${holder.pid} on ${holder.host}`;
      throw new Failure(
        "busy",
        `The study ${study} is open in another program (${where}); close it there first, or delete ${lockFile} in the folder if that program is gone.`,
        {
          path: study,
          pid: holder.pid,
          host: holder.host,
        },
      );
    }
    rmSync(path, { force: true });
  }
  throw new Failure("busy", `The study ${study} is being opened by another program; try again.`, { path: study });
}

/** This process as a holder of something, with a token of its own. */
export function thisProcess(): Holder {
  return {
    pid: process.pid,
    host: hostname(),
    started: startOf(process.pid),
    since: new Date().toISOString(),
    token: randomUUID(),
  };
}

function holderOf(path: string): Holder | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof parsed === "object" && parsed !== null && "pid" in parsed && "host" in parsed ? (parsed as Holder) : null;
  } catch {
    // A lock that cannot be read was half-written by a program that died.
    return null;
  }
}

/** Whether the process that holds something still lives; true where that cannot be known. */
export function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  // A lock that this process gave up elsewhere came here with a folder that was moved.
  if (holder.pid === process.pid && holder.started === startOf(process.pid)) return held.has(holder.token);
  try {
    process.kill(holder.pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
  return holder.started === null || startOf(holder.pid) === holder.started;
}

/** Start time of a process in the kernel's ticks, where the system tells it. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
