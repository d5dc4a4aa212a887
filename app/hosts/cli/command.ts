import { statSync } from "node:fs";
import type { Command } from "commander";
import { Failure } from "#contract/failure";
import type { DepthPlan } from "#contract/geometry";
import type { Progress } from "#contract/source";

/** A command adds itself to the program. One file a command under `commands/`. */
export type Register = (program: Command) => void;

/** Prints a result: JSON with `--json`, else the given lines. Results go to stdout, all else to stderr. */
export function report(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${lines.join("\n")}\n`);
}

/** Aborts on the first Ctrl-C, so that work stops between frames and what is finished is kept. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  process.once("SIGTERM", () => controller.abort());
  return controller.signal;
}

/** Drains a job and draws its progress on stderr (a bar only on a terminal); returns what the job returns. */
export async function watch<R>(name: string, job: AsyncGenerator<Progress, R>): Promise<R> {
  const started = performance.now();
  const tty = process.stderr.isTTY;
  let shown = 0;
  for (;;) {
    const next = await job.next();
    if (next.done) {
      if (tty) process.stderr.write(`\r\x1b[2K`);
      process.stderr.write(`${name}: done in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
      return next.value;
    }
    const now = performance.now();
    const { done, total, message } = next.value;
    if (now - shown < (tty ? 100 : 5000)) continue;
    shown = now;
    const left = done > 0 ? Math.round((((now - started) / done) * (total - done)) / 1000) : null;
    const line = `${name}: ${done}/${total} ${message}${left === null ? "" : `, about ${left} s left`}`;
    process.stderr.write(tty ? `\r\x1b[2K${line}` : `${line}\n`);
  }
}

/**
 * `min:max:step`, µm, both ends included.
 *
 * @throws Failure "invalid-input"
 */
export function depthPlan(text: string): DepthPlan {
  const [min, max, step] = text.split(":").map(Number);
  if (min === undefined || max === undefined || step === undefined || ![min, max, step].every(Number.isFinite) || step <= 0 || max < min) {
    throw new Failure("invalid-input", `--z takes min:max:step in µm, for example -10:10:0.5, not "${text}".`, {
      flag: "--z",
      value: text,
    });
  }
  return { min, max, step };
}

/**
 * `a:b`, half open, from 0; either end may be left out.
 *
 * @throws Failure "invalid-input"
 */
export function frameRange(text: string, frames: number): { readonly from: number; readonly to: number } {
  const match = /^(\d*):(\d*)$/.exec(text);
  const from = match?.[1] ? Number(match[1]) : 0;
  const to = match?.[2] ? Number(match[2]) : frames;
  if (!match || from >= to || to > frames) {
    throw new Failure("invalid-input", `--frames takes a:b within 0:${frames} (b is not included), not "${text}".`, {
      flag: "--frames",
      value: text,
      frames,
    });
  }
  return { from, to };
}

/**
 * Keeps a file that is read from being written over.
 *
 * @throws Failure "invalid-input" where the output is one of the inputs, by whatever name
 */
export function refuseOverwriting(out: string, ...inputs: readonly string[]): void {
  const target = identity(out);
  if (target === null || !inputs.some((input) => identity(input) === target)) return;
  throw new Failure("invalid-input", `--out ${out} is a file that is read here; give another path, so that it is kept.`, {
    flag: "--out",
    path: out,
  });
}

/** One file has one identity under all its names; null where there is none. */
function identity(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
