import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { beforeAll, afterAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { bytesHeader, type BytesHeader } from "#contract/bytes";
import { calls, type Answer, type CallInput, type CallName, type CallOutput } from "#contract/calls";
import { event, type Event } from "#contract/events";
import { unsaid } from "#contract/recording";
import type { StageView } from "#contract/view";
import { movieNeurons, writeMovie } from "#test/make/movie-file";

/** What every wire offers a window. */
export interface Transport {
  /** Folder that the host may look into. */
  readonly folder: string;
  call(name: string, input: unknown): Promise<Answer<unknown>>;
  subscribe(listener: (event: Event) => void): () => void;
  bytes(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

const whole = [0, 1] as const;
const view: StageView = {
  frame: 0,
  mode: "slice",
  recorded: false,
  compared: false,
  channel: 0,
  depth: 0,
  cross: null,
  selected: null,
  colourMap: "gray",
  gamma: 1,
  smooth: true,
  windows: { "frame:0": { min: 1, max: 2 } },
  marks: true,
  markStyle: "outlines",
  labels: "named",
  tails: 0,
  space: { shading: "maximum", level: 0.45, clip: [whole, whole, whole], slab: null },
  ruler: null,
  framing: { plane: { centre: [5, 5], scale: 4 }, space: null },
};

/** What holds over every wire: the same calls, events and bytes. */
export function contractSuite(name: string, connect: () => Promise<Transport>): void {
  describe(`the contract ${name}`, () => {
    let wire: Transport;
    let movie: string;
    const events: Event[] = [];
    beforeAll(async () => {
      wire = await connect();
      movie = await writeMovie(join(wire.folder, "movie.ome.tif"), { frames: 12 });
      wire.subscribe((told) => events.push(told));
    });
    afterAll(() => wire?.close());

    async function ask<N extends CallName>(call: N, input: CallInput<N>): Promise<CallOutput<N>> {
      const answer = await wire.call(call, input);
      if (!answer.ok) throw new Error(`${call}: ${answer.failure.message}`);
      // The schema is the one that CallOutput<N> is inferred from.
      return z.parse(calls[call].output, answer.value) as CallOutput<N>;
    }

    async function refusal(call: string, input: unknown): Promise<string> {
      const answer = await wire.call(call, input);
      return answer.ok ? "answered" : answer.failure.code;
    }

    async function jobsOver(): Promise<void> {
      for (;;) {
        const { length } = (await ask("jobs.list", {})).filter(({ status }) => status === "queued" || status === "running");
        if (length === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }

    async function header(path: string): Promise<{ header: BytesHeader; data: ArrayBuffer }> {
      const response = await wire.bytes(path);
      expect(response.status).toBe(200);
      return { header: JSON.parse(response.headers.get(bytesHeader) ?? "null") as BytesHeader, data: await response.arrayBuffer() };
    }

    test("every answer has the shape that the contract says", async () => {
      expect(await ask("app.about", {})).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
      await ask("models.list", {});
      await ask("study.recent", {});
      await ask("jobs.list", {});
    });

    test("unknown calls, wrong inputs, handles and places are refused with a code", async () => {
      expect(await refusal("no.such", {})).toBe("invalid-input");
      expect(await refusal("constructor", {})).toBe("invalid-input");
      expect(await refusal("recording.open", { path: 7 })).toBe("invalid-input");
      expect(await refusal("recording.open", { path: "movie.ome.tif", settings: null })).toBe("invalid-input");
      expect(await refusal("recording.open", { path: join(wire.folder, "none.tif"), settings: null })).toBe("not-found");
      expect(await refusal("recording.open", { path: join(wire.folder, "..", "else.tif"), settings: null })).toBe("forbidden");
      expect(await refusal("study.open", { path: wire.folder })).toBe("not-found");
      expect(await refusal("step.run", { study: "study-99", step: "detect", parameters: {} })).toBe("not-found");
      expect(await refusal("jobs.cancel", { job: "job-99" })).toBe("not-found");
      expect(await refusal("models.card", { id: "../../etc" })).toBe("invalid-input");
    });

    test("a recording tells what its file says, and its frames come as raw bytes with an ETag", async () => {
      const { handle, info } = await ask("recording.open", { path: movie, settings: null });
      expect(info).toMatchObject({ shape: { t: 12, c: 1, z: 1, y: 64, x: 80 }, pixelSize: [0.325, 0.325], interval: 0.25, missing: [] });
      const path = `/bytes/recording/${handle}/frame?t=3&c=0&z=0`;
      const frame = await header(path);
      expect(frame.header).toEqual({ kind: "frame", dtype: "uint16", shape: [64, 80] });
      expect(frame.data.byteLength).toBe(64 * 80 * 2);
      const etag = (await wire.bytes(path)).headers.get("etag") ?? "";
      expect((await wire.bytes(path, { "if-none-match": etag })).status).toBe(304);
      expect((await wire.bytes(`/bytes/recording/${handle}/frame?t=12&c=0&z=0`)).status).toBe(422);
      expect((await wire.bytes("/bytes/recording/recording-99/frame")).status).toBe(404);
    });

    test("a frame's depth coefficients come for live focus, before there is a study", async () => {
      const { handle } = await ask("recording.open", { path: movie, settings: null });
      const { header: about, data } = await header(`/bytes/recording/${handle}/encoding?t=3&c=0`);
      expect(about).toMatchObject({ kind: "encoding", shape: [32, 64, 80], axialDirection: 1, model: "widefield-20x" });
      expect(data.byteLength).toBe(2 * 32 * 64 * 80);
      expect((await wire.bytes(`/bytes/recording/${handle}/encoding?t=3&c=0&pixelSize=1`)).status).toBe(422);
      expect((await wire.bytes(`/bytes/recording/${handle}/encoding?t=3&c=0&model=../x`)).status).toBe(400);
    });

    test("a study runs from recording to exported tables, and says so on the way", async () => {
      const study = await ask("study.create", { recording: movie, path: null, settings: unsaid, refocus: false });
      expect(study).toMatchObject({ path: join(wire.folder, "movie.study"), refocus: false, readOnly: null });
      expect(study.steps.map(({ step, status, applies }) => `${step} ${status} ${applies}`)).toEqual([
        "refocus idle false",
        "detect idle true",
        "link idle true",
        "extract idle true",
        "export idle true",
      ]);
      expect((await wire.bytes(`/bytes/study/${study.handle}/tracks`)).status).toBe(404);
      const { jobs } = await ask("step.run", { study: study.handle, step: "export", parameters: {} });
      expect(jobs.map((job) => job.kind)).toEqual(["detect", "link", "extract", "export"]);
      expect(await refusal("step.run", { study: study.handle, step: "export", parameters: {} })).toBe("busy");
      await jobsOver();
      expect((await ask("jobs.list", {})).map(({ kind, status }) => `${kind} ${status}`)).toEqual([
        "detect done",
        "link done",
        "extract done",
        "export done",
      ]);

      const volume = await header(`/bytes/study/${study.handle}/volume?t=2&c=0`);
      expect(volume.header).toMatchObject({ kind: "volume", dtype: "float32", shape: [1, 64, 80], virtual: false });
      const tracks = await header(`/bytes/study/${study.handle}/tracks`);
      const traces = await header(`/bytes/study/${study.handle}/traces`);
      if (tracks.header.kind !== "table" || traces.header.kind !== "traces") throw new Error("The bytes are of another kind.");
      expect(tracks.header.columns).toEqual(["t", "z", "y", "x", "radius", "intensity", "confidence", "track", "source"]);
      expect(tracks.data.byteLength).toBe(8 * 9 * tracks.header.rows);
      expect(traces.header.tracks).toHaveLength(movieNeurons.length);
      expect(traces.header.frames).toBe(12);
      expect(traces.data.byteLength).toBe(8 * 12 + 4 * traces.header.signals.length * traces.header.tracks.length * 12);
      expect([...new Float64Array(traces.data, 0, 3)]).toEqual([0, 0.25, 0.5]);

      const { files } = await ask("export.files", { study: study.handle });
      expect(files.map((file) => file.name)).toEqual([
        "blobs.csv",
        "correlation.csv",
        "datapackage.json",
        "edits.csv",
        "header.json",
        "methods.md",
        "neurons.csv",
        "traces-wide.csv",
        "traces.csv",
        "tracks.csv",
      ]);
      const table = await wire.bytes(`/bytes/study/${study.handle}/export?file=neurons.csv`);
      expect((await table.text()).split("\n")).toHaveLength(movieNeurons.length + 2);
      expect((await wire.bytes(`/bytes/study/${study.handle}/export?file=../study.db`)).status).toBe(404);
    });

    test("running a finished step again makes nothing anew", async () => {
      const { handle, steps: before } = await ask("study.open", { path: join(wire.folder, "movie.study") });
      await ask("step.run", { study: handle, step: "export", parameters: {} });
      await jobsOver();
      const { steps: after } = await ask("study.open", { path: join(wire.folder, "movie.study") });
      expect(after).toEqual(before);
    });

    test("edits are undone and redone, names leave the traces as they are, and a move makes them stale", async () => {
      const { handle } = await ask("study.open", { path: join(wire.folder, "movie.study") });
      const status = (study: CallOutput<"study.open">) => Object.fromEntries(study.steps.map((step) => [step.step, step.status]));
      const named = await ask("edits.apply", { study: handle, edit: { kind: "name", track: 0, name: "AVAL" } });
      expect(named).toMatchObject({ names: { "0": "AVAL" }, canUndo: true, canRedo: false });
      expect(status(named)).toMatchObject({ link: "done", extract: "done", export: "stale" });
      const moved = await ask("edits.apply", { study: handle, edit: { kind: "move", track: 0, t: 1, z: 0, y: 5, x: 5 } });
      expect(status(moved)).toMatchObject({ detect: "done", link: "done", extract: "stale", export: "stale" });
      expect(moved.steps.find((step) => step.step === "extract")?.changed).toEqual(["edits"]);
      expect(status(await ask("edits.undo", { study: handle }))).toMatchObject({ extract: "done" });
      expect(await ask("edits.follow", { study: handle })).toEqual({ job: null });
      expect((await ask("edits.undo", { study: handle })).names).toEqual({});
      expect((await ask("edits.redo", { study: handle })).names).toEqual({ "0": "AVAL" });
      expect((await ask("edits.list", { study: handle })).map((row) => row.undone)).toEqual([false, true]);
    });

    test("views are kept with a study, change no result, and are there when it is opened again", async () => {
      const path = join(wire.folder, "movie.study");
      const { handle, steps } = await ask("study.open", { path });
      const kept = await ask("views.keep", { study: handle, name: "  ", view });
      expect(kept.views).toEqual([{ id: 1, name: "View 1", at: expect.any(String), view }]);
      expect(kept.steps).toEqual(steps);
      await ask("views.keep", { study: handle, name: "the nerve ring", view: { ...view, mode: "space", frame: 3 } });
      expect(await refusal("views.keep", { study: handle, name: "x", view: { ...view, mode: "sideways" } })).toBe("invalid-input");
      expect(await refusal("views.keep", { study: handle, name: "x".repeat(121), view })).toBe("invalid-input");
      await ask("study.close", { study: handle });
      const again = await ask("study.open", { path });
      expect(again.views?.map(({ name }) => name)).toEqual(["View 1", "the nerve ring"]);
      const left = await ask("views.remove", { study: again.handle, id: 1 });
      expect(left.views?.map(({ id, name, view: { mode, frame } }) => [id, name, mode, frame])).toEqual([
        [2, "the nerve ring", "space", 3],
      ]);
      await ask("views.remove", { study: again.handle, id: 2 });
    });

    test("how a study was looked at is known when it is opened again", async () => {
      const path = join(wire.folder, "movie.study");
      const { handle, revision, steps } = await ask("study.open", { path });
      expect(await ask("views.last", { study: handle })).toEqual({ view: null });
      await ask("views.leave", { study: handle, view: { ...view, frame: 2 } });
      await ask("views.leave", { study: handle, view: { ...view, frame: 7, tones: { "0": { colourMap: "magma", gamma: 2 } } } });
      expect(await refusal("views.leave", { study: handle, view: { ...view, frame: -1 } })).toBe("invalid-input");
      await ask("study.close", { study: handle });
      const again = await ask("study.open", { path });
      expect([again.revision, again.steps]).toEqual([revision, steps]);
      const { view: last } = await ask("views.last", { study: again.handle });
      expect([last?.frame, last?.tones]).toEqual([7, { "0": { colourMap: "magma", gamma: 2 } }]);
    });

    test("settings change what depends on them: the interval makes traces stale, the pixel size everything", async () => {
      const { handle } = await ask("study.open", { path: join(wire.folder, "movie.study") });
      const status = async (settings: typeof unsaid) =>
        (await ask("study.settings", { study: handle, settings, refocus: false })).steps
          .filter((step) => step.status === "stale")
          .map((step) => step.step);
      expect(await status({ ...unsaid, interval: 0.5 })).toEqual(["extract", "export"]);
      const seen = await ask("study.open", { path: join(wire.folder, "movie.study") });
      expect(seen.steps.map((step) => step.changed)).toEqual([undefined, undefined, undefined, ["time"], ["edits"]]);
      expect(await status({ ...unsaid, pixelSize: 0.5 })).toEqual(["detect", "link", "extract", "export"]);
      expect(await status(unsaid)).toEqual(["export"]);
    });

    test("traces follow an edit: only what it changed is read again, the rest stays to the bit", async () => {
      const { handle } = await ask("study.open", { path: join(wire.folder, "movie.study") });
      const place = `/bytes/study/${handle}/traces`;
      const read = async () => {
        const { header: told, data } = await header(place);
        if (told.kind !== "traces") throw new Error("The bytes are of another kind.");
        const at = 8 * told.frames + 4 * told.signals.indexOf("f") * told.tracks.length * told.frames;
        return new Float32Array(data.slice(at, at + 4 * told.tracks.length * told.frames));
      };
      const before = await read();
      await ask("edits.apply", { study: handle, edit: { kind: "move", track: 0, t: 5, z: 0, y: 8, x: 12 } });
      const { job } = await ask("edits.follow", { study: handle });
      expect(job).toMatchObject({ kind: "extract", study: handle });
      await jobsOver();
      const after = await read();
      const changed = [...after.keys()].filter((i) => after[i] !== before[i]);
      expect(changed).toContain(5);
      // Neighbours share their light, so the whole frame is read again, and no other.
      const frames = 12;
      expect(new Set(changed.map((i) => i % frames))).toEqual(new Set([5]));
      await ask("edits.undo", { study: handle });
      await ask("edits.follow", { study: handle });
      await jobsOver();
      expect(await read()).toEqual(before);
      expect(await ask("edits.follow", { study: handle })).toEqual({ job: null });
    });

    test("a neuron's trace is seen under other parameters without a run, and its pixels are read again on request", async () => {
      const { handle } = await ask("study.open", { path: join(wire.folder, "movie.study") });
      const see = async (parameters: object) => {
        const { header: told, data } = await header(
          `/bytes/study/${handle}/trace?track=1&parameters=${encodeURIComponent(JSON.stringify(parameters))}`,
        );
        if (told.kind !== "traces") throw new Error("The bytes are of another kind.");
        const at = (signal: string) => 8 * told.frames + 4 * told.signals.indexOf(signal) * told.frames;
        return { told, f: [...new Float32Array(data.slice(at("f"), at("f") + 4 * told.frames))] };
      };
      const plain = await see({});
      expect(plain.told).toMatchObject({ tracks: [1], frames: 12, pending: 0 });
      expect((await see({ zscore: true })).told.signals).toContain("zscore");
      expect((await see({ baseline: "first-seconds" })).f).toEqual(plain.f);
      let again = await see({ readOut: "brightest", background: "none" });
      for (let round = 0; round < 100 && again.told.pending !== 0; round++) {
        await new Promise((resume) => setTimeout(resume, 20));
        again = await see({ readOut: "brightest", background: "none" });
      }
      expect(again.told.pending).toBe(0);
      expect(again.f.every((value) => value > 0)).toBe(true);
      expect(again.f).not.toEqual(plain.f);
    });

    test("series from elsewhere come into a study, are served, and animals are joined by name around them", async () => {
      const path = join(wire.folder, "movie.study");
      const { handle } = await ask("study.open", { path });
      writeFileSync(join(wire.folder, "flow.csv"), "time_s,flow\n0,water\n1,odour\n2,water\n");
      const file = join(wire.folder, "flow.csv");
      expect(await ask("series.import", { study: handle, path: file, offset: 0.5 })).toMatchObject([
        { name: "flow", labels: ["water", "odour"], samples: 3, from: 0.5, to: 2.5, file: "flow.csv" },
      ]);
      const { header: told, data } = await header(`/bytes/study/${handle}/series?name=flow`);
      expect(told).toEqual({ kind: "table", rows: 3, columns: ["time_s", "value"] });
      expect([...new Float64Array(data)]).toEqual([0.5, 1.5, 2.5, 0, 1, 0]);
      const joined = await ask("traces.join", { paths: [path], signal: "dff", around: "flow=odour", before: 0, after: 0.5 });
      expect(joined).toMatchObject({ neurons: ["AVAL"], animals: ["movie"] });
      const values = await header(`/bytes/joined/${joined.handle}/values`);
      expect(values.header).toEqual({ kind: "joined", neurons: ["AVAL"], animals: ["movie"], points: joined.points });
      expect(values.data.byteLength).toBe(joined.points * (8 + 8 + 8 + 4));
      expect(await ask("series.remove", { study: handle, name: "flow" })).toEqual([]);
    });

    test("every event has the shape that the contract says, and a job's end comes with its study's state", async () => {
      expect(events.length).toBeGreaterThan(8);
      for (const told of events) expect(z.safeParse(event, told).success).toBe(true);
      const ended = events.findIndex((told) => told.kind === "job" && told.job.kind === "detect" && told.job.status === "done");
      expect(events.slice(ended).find((told) => told.kind === "study")).toMatchObject({
        study: { steps: expect.arrayContaining([expect.objectContaining({ step: "detect", status: "done" })]) },
      });
    });

    test("a step whose parameters leave their bounds is refused before anything runs", async () => {
      const { handle } = await ask("study.open", { path: join(wire.folder, "movie.study") });
      expect(await refusal("step.run", { study: handle, step: "detect", parameters: { detect: { radius: -1 } } })).toBe("out-of-range");
      expect(await refusal("step.run", { study: handle, step: "detect", parameters: { detect: { size: 1 } } })).toBe("invalid-input");
      expect(await refusal("step.run", { study: handle, step: "refocus", parameters: {} })).toBe("invalid-input");
      expect((await ask("step.preview", { study: handle, step: "detect", parameters: { radius: -1 } })).refusal).toMatch(/0\.2/);
      expect((await ask("step.preview", { study: handle, step: "detect", parameters: {} })).refusal).toBeNull();
    });

    test("a closed study is not open any more", async () => {
      const { handle } = await ask("study.open", { path: join(wire.folder, "movie.study") });
      await ask("study.close", { study: handle });
      await ask("study.close", { study: handle });
      expect(await refusal("edits.list", { study: handle })).toBe("not-found");
      expect((await ask("study.recent", {}))[0]).toMatchObject({ path: join(wire.folder, "movie.study"), exists: true });
    });

    test("a recording that was moved is told by its hash, and another one is refused", async () => {
      const place = join(wire.folder, "moving");
      mkdirSync(place);
      const recording = await writeMovie(join(place, "movie.ome.tif"), { frames: 3 });
      const made = await ask("study.create", { recording, path: null, settings: unsaid, refocus: false });
      await ask("study.close", { study: made.handle });
      renameSync(recording, join(place, "renamed.ome.tif"));
      const opened = await ask("study.open", { path: made.path });
      expect(opened.trouble).toMatchObject({ kind: "recording-moved" });
      expect(opened.readOnly).not.toBeNull();
      expect(await refusal("study.relocate", { study: opened.handle, recording: movie })).toBe("invalid-input");
      const found = await ask("study.relocate", { study: opened.handle, recording: join(place, "renamed.ome.tif") });
      expect([found.trouble, found.readOnly]).toEqual([undefined, null]);
      await ask("study.close", { study: found.handle });
    });

    test("a batch works through recordings, tells of each, and its studies can be repaired", async () => {
      const place = join(wire.folder, "batch");
      mkdirSync(place);
      const recordings = [await writeMovie(join(place, "a.ome.tif"), { frames: 3 }), join(place, "b.tif")];
      writeFileSync(join(place, "b.tif"), "no movie");
      expect(await refusal("batch.start", { recordings: [join(place, "none.tif")], like: null, settings: {} })).toBe("not-found");
      expect(await refusal("batch.start", { recordings, like: null, settings: { steps: { detect: { radius: 900 } } } })).toBe(
        "out-of-range",
      );
      const started = await ask("batch.start", { recordings, like: null, settings: { refocus: false } });
      expect(started.items.map(({ status }) => status)).toEqual(["waiting", "waiting"]);
      await jobsOver();
      const [batch] = await ask("batch.list", {});
      expect(batch?.items.map(({ status, neurons }) => [status, neurons])).toEqual([
        ["done", movieNeurons.length],
        ["failed", null],
      ]);
      expect(events.findLast((told) => told.kind === "batch")).toMatchObject({ batch });
      expect(await refusal("batch.resume", { job: "job-none" })).toBe("not-found");
      const again = await ask("batch.resume", { job: batch?.job ?? "" });
      expect(again.items.map(({ status }) => status)).toEqual(["done", "waiting"]);
      await jobsOver();
      expect((await ask("batch.list", {})).map(({ items }) => items.map(({ status }) => status))).toEqual([["done", "failed"]]);
      const study = batch?.items[0]?.study ?? "";
      const database = new DatabaseSync(join(study, "study.db"));
      database.exec("DELETE FROM frames WHERE t = 1 AND run IN (SELECT run FROM current WHERE step = 'detect')");
      database.close();
      const opened = await ask("study.open", { path: study });
      await expect.poll(() => events.findLast((told) => told.kind === "study")).toMatchObject({ study: { trouble: { kind: "damaged" } } });
      const { job } = await ask("study.repair", { path: study });
      expect(await refusal("study.settings", { study: opened.handle, settings: unsaid, refocus: false })).toBe("not-found");
      await jobsOver();
      const ended = (await ask("jobs.list", {})).find(({ id }) => id === job.id);
      expect(ended).toMatchObject({ status: "done", message: "What was damaged of the detect step was made again." });
      const mended = await ask("study.open", { path: study });
      expect(mended.trouble).toBeUndefined();
      await ask("study.close", { study: mended.handle });
    });

    test("a study whose folder was moved away is changed no more, and is not found where it was", async () => {
      const { handle } = await ask("study.open", { path: join(wire.folder, "movie.study") });
      renameSync(join(wire.folder, "movie.study"), join(wire.folder, "moved.study"));
      expect(await refusal("edits.apply", { study: handle, edit: { kind: "name", track: 0, name: "AVAR" } })).toBe("not-found");
      expect((await ask("step.preview", { study: handle, step: "detect", parameters: {} })).refusal).toMatch(/not there any more/);
      expect(await refusal("study.open", { path: join(wire.folder, "movie.study") })).toBe("not-found");
      expect((await ask("study.open", { path: join(wire.folder, "moved.study") })).names).toEqual({ "0": "AVAL" });
    });

    test("positions of another program become a study's tracks; a file outside the bounds does not", async () => {
      const study = await ask("study.create", {
        recording: movie,
        path: join(wire.folder, "brought.study"),
        settings: unsaid,
        refocus: false,
      });
      const path = join(wire.folder, "brought.csv");
      writeFileSync(path, "t,y,x,track,name\n0,4,5,3,AVAL\n1,4,5,3,\n0,4,15,4,\n");
      const brought = await ask("tracks.import", { study: study.handle, path, unit: null, as: null });
      expect(brought).toMatchObject({ as: "tracks", positions: 3, tracks: 2, named: 1, study: { names: { "3": "AVAL" } } });
      const tracks = await header(`/bytes/study/${study.handle}/tracks`);
      expect(tracks.header).toMatchObject({ kind: "table", rows: 3 });
      const outside = join(wire.folder, "..", "else.csv");
      expect(await refusal("tracks.import", { study: study.handle, path: outside, unit: null, as: null })).toBe("forbidden");
      await ask("study.close", { study: study.handle });
    });
  });
}
