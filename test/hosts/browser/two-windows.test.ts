import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Answer, CallInput, CallName, CallOutput } from "#contract/calls";
import type { Event } from "#contract/events";
import { unsaid } from "#contract/recording";
import { startBrowserHost } from "#hosts/browser/host";
import { createServices } from "#services/services";
import { engineInProcess } from "#test/make/engine-thread";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";

/** A window as the host knows it: calls, and the events it is told. */
class Window {
  readonly events: Event[] = [];
  readonly #gone = new AbortController();

  constructor(
    readonly base: string,
    readonly cookie: string,
  ) {}

  async listen(): Promise<void> {
    const stream = await fetch(`${this.base}/events`, { headers: { cookie: this.cookie }, signal: this.#gone.signal });
    void this.#read(stream.body!).catch(() => undefined);
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = "";
    const reader = body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (text + new TextDecoder().decode(part.value)).split("\n\n");
      text = lines.pop() ?? "";
      // The host writes nothing but events of the contract.
      for (const line of lines) if (line.startsWith("data: ")) this.events.push(JSON.parse(line.slice(6)) as Event);
    }
  }

  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const answer = await fetch(`${this.base}/call/${name}`, {
      method: "POST",
      headers: { cookie: this.cookie, "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    const told = (await answer.json()) as Answer<CallOutput<N>>;
    if (!told.ok) throw new Error(`${told.failure.code}: ${told.failure.message}`);
    return told.value;
  }

  /** The study as this window was last told. */
  get study() {
    const last = this.events.findLast((event) => event.kind === "study");
    return last?.kind === "study" ? last.study : null;
  }

  leave(): void {
    this.#gone.abort();
  }
}

async function twoWindows() {
  const place = folder();
  const services = createServices({
    host: "browser",
    dataRoot: place,
    stateFolder: join(place, ".state"),
    sampleFolder: place,
    forkEngine: engineInProcess,
    pick: null,
  });
  const host = await startBrowserHost(services, { port: 0, rendererFolder: place, token: "t" });
  const windows = [0, 1].map(() => new Window(`http://localhost:${host.port}`, `nematrace-${host.port}=t`)) as [Window, Window];
  onTestFinished(() => host.close());
  for (const window of windows) {
    await window.listen();
    onTestFinished(() => window.leave());
  }
  return { windows, recording: await writeMovie(join(place, "movie.ome.tif"), { frames: 4 }) };
}

test("two windows that make and open the same study at once are given one study", async () => {
  const { windows, recording } = await twoWindows();
  const [one, other] = await Promise.all(
    windows.map((window) => window.call("study.create", { recording, path: null, settings: unsaid, refocus: false })),
  );
  expect(one?.handle).toBe(other?.handle);
  expect(await windows[1].call("study.open", { path: one!.path })).toEqual(await windows[0].call("study.open", { path: one!.path }));
});

test("edits of two windows at once are all kept, in one order, and both windows are told the same", async () => {
  const { windows, recording } = await twoWindows();
  const { handle: study } = await windows[0].call("study.create", { recording, path: null, settings: unsaid, refocus: false });
  const edits = Array.from({ length: 30 }, (_, i) =>
    windows[i % 2]!.call("edits.apply", { study, edit: { kind: "name", track: i, name: `N${i}` } }),
  );
  const undone = await Promise.all(edits).then(() => windows[1].call("edits.undo", { study }));
  expect(Object.keys(undone.names)).toHaveLength(29);
  const [log, same] = await Promise.all(windows.map((window) => window.call("edits.list", { study })));
  expect(log).toEqual(same);
  expect(log!.map(({ id }) => id)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  await expect.poll(() => windows.map((window) => window.study?.revision)).toEqual([29, 29]);
  expect(windows[0].study).toEqual(windows[1].study);
  expect(windows[0].study).toEqual(undone);
});

test("a step that one window runs is followed by the other, and changing the settings under it is refused to both", async () => {
  const { windows, recording } = await twoWindows();
  const { handle: study } = await windows[0].call("study.create", { recording, path: null, settings: unsaid, refocus: false });
  await windows[0].call("step.run", { study, step: "detect", parameters: {} });
  await expect(windows[1].call("study.settings", { study, settings: unsaid, refocus: false })).rejects.toThrow(/^busy/);
  const ended = (window: Window) => window.events.some((event) => event.kind === "job" && event.job.status === "done");
  await expect.poll(() => windows.map(ended), { timeout: 20_000 }).toEqual([true, true]);
  await expect
    .poll(() => windows.map((window) => window.study?.steps.find(({ step }) => step === "detect")?.status))
    .toEqual(["done", "done"]);
});

test("a study that one window closed is not found by the other until it opens it again, with every edit in it", async () => {
  const { windows, recording } = await twoWindows();
  const { handle: study, path } = await windows[0].call("study.create", { recording, path: null, settings: unsaid, refocus: false });
  await windows[1].call("edits.apply", { study, edit: { kind: "name", track: 1, name: "AVAL" } });
  await windows[0].call("study.close", { study });
  await expect(windows[1].call("edits.undo", { study })).rejects.toThrow(/^not-found/);
  expect((await windows[1].call("study.open", { path })).names).toEqual({ "1": "AVAL" });
});
