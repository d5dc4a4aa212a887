import { spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import type { Answer } from "#contract/calls";
import type { BatchState } from "#contract/batch";
import { unsaid } from "#contract/recording";
import type { StudyState } from "#contract/study";
import { editLog } from "#io/study/edits";
import { openStudy } from "#io/study/study";
import { verifyStudy } from "#io/study/verify";
import { childrenOf } from "#test/make/children-of";
import { builtProgram, nematrace } from "#test/make/built";
import { finishedStudy, productBytes, smallParameters } from "#test/make/finished-study";
import { seeded } from "#test/make/nuclei";
import { scratchFolder } from "#test/make/scratch";

/** Ten kills in every run of the tests; the long suite asks for more. */
const kills = Number(process.env["NEMATRACE_KILLS"] ?? 10);
const frames = 10;
const place = scratchFolder();
const movie = join(place, "movie.ome.tif");
const model = join(place, "tiny");
const command = ["run", movie, "--model", model, "--z", "-2:2:1"];
const random = seeded(Number(process.env["NEMATRACE_SEED"] ?? 20221));

let whole: Map<string, string>;
/** How long a run takes that nobody disturbs, ms: kills are spread over it. */
let span = 0;

beforeAll(async () => {
  builtProgram();
  whole = productBytes(await finishedStudy(place, frames));
  const started = performance.now();
  await nematrace([...command, "--study", join(place, "timed.study")]);
  span = performance.now() - started;
}, 120_000);

/** What a study must be after a kill: open, with nothing in it that is not as an undisturbed run makes it, and every edit that was answered. */
async function check(study: string, acknowledged: readonly string[]): Promise<void> {
  if (!existsSync(join(study, "study.db"))) {
    expect(acknowledged).toEqual([]);
    return;
  }
  for (const [name, bytes] of productBytes(study)) expect(bytes, name).toBe(whole.get(name));
  const opened = openStudy(study, "read");
  try {
    const log = editLog(opened).map(({ edit }) => (edit.kind === "name" ? edit.name : ""));
    // The last edit may have been kept without its answer having come through.
    expect(log.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(log.length).toBeLessThanOrEqual(acknowledged.length + 1);
    acknowledgedIn(study).splice(0, Infinity, ...log);
    expect((await verifyStudy(opened)).filter(({ kind }) => kind === "damaged")).toEqual([]);
  } finally {
    opened.close();
  }
}

const edits = new Map<string, string[]>();
function acknowledgedIn(study: string): string[] {
  const known = edits.get(study) ?? [];
  edits.set(study, known);
  return known;
}

/** The whole command line, killed. True where it had ended before. */
async function killCommandLine(study: string): Promise<boolean> {
  const delay = span * random();
  const { code } = await nematrace([...command, "--study", study], (kill) => void sleep(delay).then(() => kill("SIGKILL")));
  return code === 0;
}

/** The host of the window at work, with its engine; edits arrive all the while. One of the two is killed. */
async function killHost(study: string, victim: "host" | "engine"): Promise<boolean> {
  const { host, gone } = serve();
  try {
    const call = await caller(host);
    const { handle } = await call<StudyState>("study.create", { recording: movie, path: study, settings: unsaid, refocus: true });
    await call("step.run", { study: handle, step: "export", parameters: smallParameters(model) });
    const acknowledged = acknowledgedIn(study);
    const edit = async () => {
      const name = `n${acknowledged.length}`;
      await call("edits.apply", { study: handle, edit: { kind: "name", track: acknowledged.length, name } });
      acknowledged.push(name);
    };
    let killed = false;
    const blow = sleep(span * random()).then(() => {
      killed = true;
      if (victim === "host") host.kill("SIGKILL");
      else for (const child of childrenOf(host.pid ?? 0)) process.kill(child, "SIGKILL");
    });
    while (!killed) await edit().catch((thrown: unknown) => expect(killed, String(thrown)).toBe(true));
    await blow;
    // A host that lost its engine lives on, and takes another edit.
    if (victim === "engine") await edit();
  } finally {
    host.kill(victim === "host" ? "SIGKILL" : "SIGTERM");
    await gone;
  }
  return false;
}

function serve(): { readonly host: ChildProcess; readonly gone: Promise<void> } {
  const host = spawn(process.execPath, [join(builtProgram(), "cli.mjs"), "serve", "--data-root", place, "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, NEMATRACE_STATE: join(place, "state") },
  });
  return { host, gone: new Promise<void>((done) => host.once("exit", () => done())) };
}

async function caller(host: ChildProcess): Promise<<T>(name: string, input: unknown) => Promise<T>> {
  const address = await new Promise<string>((done) => {
    let text = "";
    host.stdout?.on("data", (data) => {
      text += String(data);
      if (text.includes("\n")) done((JSON.parse(text) as { url: string }).url);
    });
  });
  const url = new URL(address);
  const cookie = `nematrace-${url.port}=${url.searchParams.get("token") ?? ""}`;
  return async <T>(name: string, input: unknown) => {
    const response = await fetch(`${url.origin}/call/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie, origin: url.origin },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as Answer<T>;
    if (!answer.ok) throw new Error(`${name}: ${answer.failure.message}`);
    return answer.value;
  };
}

test(
  `after each of ${kills} kills at random moments the study opens, finished frames and answered edits are there, and it goes on to the same bytes`,
  async () => {
    expect(productBytes(join(place, "timed.study"))).toEqual(whole);
    const ways = [killCommandLine, (study: string) => killHost(study, "host"), (study: string) => killHost(study, "engine")];
    let round = 0;
    let study = join(place, "round0.study");
    const finish = async () => {
      const ended = await nematrace([...command, "--study", study]);
      expect(ended.code, ended.err).toBe(0);
      expect(productBytes(study)).toEqual(whole);
      await check(study, acknowledgedIn(study));
      rmSync(study, { recursive: true });
      study = join(place, `round${++round}.study`);
    };
    for (let n = 0; n < kills; n++) {
      const ended = await ways[n % ways.length]?.(study);
      await check(study, acknowledgedIn(study));
      // Five kills to a study, then it is let through to its end.
      if (ended === true || n % 5 === 4) await finish();
    }
    if (existsSync(study)) await finish();
  },
  30_000 * Math.max(4, kills),
);

test("a queue of recordings goes on by itself when its host was killed, to the bytes of a run that nobody disturbed", async () => {
  mkdirSync(join(place, "queue"));
  const recordings = ["a", "b"].map((name) => join(place, "queue", `${name}.ome.tif`));
  for (const recording of recordings) copyFileSync(movie, recording);
  const first = serve();
  const ask = await caller(first.host);
  await ask("batch.start", { recordings, like: null, settings: { steps: smallParameters(model) } });
  // The first recording is at work or done, the second waits.
  await sleep(0.5 * span);
  first.host.kill("SIGKILL");
  await first.gone;
  const second = serve();
  try {
    const again = await caller(second.host);
    const statuses = async () => (await again<BatchState[]>("batch.list", {}))[0]?.items.map(({ status }) => status);
    await expect.poll(statuses, { timeout: 60_000 }).toEqual(["done", "done"]);
    for (const recording of recordings) expect(productBytes(recording.replace(".ome.tif", ".study"))).toEqual(whole);
  } finally {
    second.host.kill("SIGTERM");
    await second.gone;
  }
}, 90_000);
