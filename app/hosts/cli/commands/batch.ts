import { readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import * as z from "zod/mini";
import { batchSettings, type BatchItem, type BatchSettings } from "#contract/batch";
import { Failure } from "#contract/failure";
import { interruptible, report, type Register } from "#hosts/cli/command";
import { exitCodes } from "#hosts/cli/exit-codes";
import { stem, studyBeside } from "#io/study/layout";
import { runBatch } from "#jobs/batch";

interface Options {
  readonly studies?: string;
  readonly report?: string;
  readonly json?: boolean;
}

/** Several recordings, one after another, with shared settings. */
export const batchCommand: Register = (program) => {
  program
    .command("batch <settings.json> <recordings...>")
    .description("the whole job for several recordings with shared settings; one that fails stops no other; run it again to go on")
    .option("--studies <folder>", "where the studies go (beside each recording)")
    .option("--report <file.json>", "also write the report there, as JSON")
    .option("--json", "print the report as JSON")
    .addHelpText("after", `\n${help}`)
    .action(async (settingsFile: string, recordings: string[], options: Options) => {
      const settings = await readSettings(settingsFile);
      const signal = interruptible();
      const entries = recordings.map((recording) => ({
        recording: resolve(recording),
        study: options.studies === undefined ? studyBeside(resolve(recording)) : join(resolve(options.studies), `${stem(recording)}.study`),
      }));
      const items = await follow(runBatch(entries, settings, signal));
      const value = { settings, recordings: items, done: count(items, "done"), failed: count(items, "failed") };
      if (options.report !== undefined) await writeFile(options.report, `${JSON.stringify(value, null, 2)}\n`);
      report(options.json, value, table(items));
      if (signal.aborted) process.exitCode = exitCodes.cancelled;
      else if (value.failed > 0) process.exitCode = 1;
    });
};

const help = `settings.json names what is shared; everything may be left out:
  {
    "recording": { "pixelSize": 0.325, "interval": 0.25, "axes": "t" },
    "refocus": true,
    "steps": { "refocus": { "zMin": -10, "zMax": 10 }, "detect": { "radius": 1.4 } }
  }`;

/** @throws Failure "not-found" | "invalid-input" naming the field at fault */
async function readSettings(path: string): Promise<BatchSettings> {
  const text = await readFile(path, "utf8").catch((thrown: NodeJS.ErrnoException) => {
    throw new Failure(
      "not-found",
      `The settings ${path} cannot be read (${thrown.code ?? "unknown"}); give a JSON file ("{}" for all defaults).`,
      {
        path,
      },
    );
  });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (thrown) {
    throw new Failure("invalid-input", `The settings ${path} are not JSON (${(thrown as Error).message}); see nematrace batch --help.`, {
      path,
    });
  }
  const parsed = z.safeParse(batchSettings, raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = [...(issue?.path ?? []), ...(issue?.code === "unrecognized_keys" ? issue.keys : [])].join(".");
  throw new Failure(
    "invalid-input",
    `The settings ${path} are not understood at "${field}": ${issue?.message ?? "wrong shape"}; see nematrace batch --help.`,
    {
      path,
      field,
    },
  );
}

/** Tells on stderr how each recording comes along. */
async function follow(batch: AsyncGenerator<BatchItem, readonly BatchItem[]>): Promise<readonly BatchItem[]> {
  let told = "";
  let shown = 0;
  for (;;) {
    const next = await batch.next();
    if (next.done) return next.value;
    const { recording, status, step, done, total, failure } = next.value;
    const name = basename(recording);
    const news = `${name} ${status} ${step ?? ""}`;
    if (status === "running" && news === told && performance.now() - shown < 5000) continue;
    told = news;
    shown = performance.now();
    if (status === "failed") process.stderr.write(`${name}: failed: ${failure?.message ?? ""}\n`);
    else
      process.stderr.write(`${name}: ${status === "running" ? `${step ?? "opening"}${total > 0 ? ` ${done}/${total}` : ""}` : status}\n`);
  }
}

function table(items: readonly BatchItem[]): string[] {
  const width = Math.max(9, ...items.map(({ recording }) => basename(recording).length));
  const rows = items.map(({ recording, status, neurons, study, failure, step }) => {
    const what = failure === null ? study : `${step === null ? "" : `${step}: `}${failure.message}`;
    return `${basename(recording).padEnd(width)}  ${status.padEnd(8)}  ${String(neurons ?? "–").padStart(7)}  ${what}`;
  });
  const summary = `${count(items, "done")} of ${items.length} done, ${count(items, "failed")} failed`;
  return [`${"recording".padEnd(width)}  ${"status".padEnd(8)}  neurons  study, or what went wrong`, ...rows, summary];
}

function count(items: readonly BatchItem[], status: BatchItem["status"]): number {
  return items.filter((item) => item.status === status).length;
}
