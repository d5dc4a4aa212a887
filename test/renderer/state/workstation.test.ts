import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer, CallName } from "#contract/calls";
import type { JobState } from "#contract/events";
import { Failure } from "#contract/failure";
import { steps } from "#contract/parameters";
import { type RecordingInfo, unsaid } from "#contract/recording";
import type { StudyState } from "#contract/study";
import { createClient } from "#renderer/client/client.ts";
import { PixelSource } from "#renderer/client/pixel-source.ts";
import type { Transport } from "#renderer/client/transport.ts";
import { activeJob, formValues } from "#renderer/state/jobs.ts";
import { frameTime, pitchOf, stillMissing, unitOf } from "#renderer/state/recording-facts.ts";
import { createWorkstation, type WorkstationStore } from "#renderer/state/store.ts";

const info: RecordingInfo = {
  path: "worm.tif",
  name: "worm.tif",
  format: "TIFF",
  bytes: 1,
  shape: { t: 10, c: 2, z: 1, y: 4, x: 4 },
  dtype: "uint16",
  pixelSize: null,
  zStep: null,
  zOrigin: 0,
  interval: null,
  times: null,
  channels: [
    { name: "red", role: "reference", wavelength: null },
    { name: "green", role: "activity", wavelength: null },
  ],
  virtual: null,
  missing: ["pixel-size", "interval"],
  notes: [],
};

function studyOf(change: Partial<StudyState> = {}): StudyState {
  return {
    handle: "s1",
    path: "worm.study",
    name: "worm",
    recording: info,
    settings: { ...unsaid, pixelSize: 0.3, activityChannel: 1, referenceChannel: 0 },
    refocus: true,
    steps: steps.map((step) => ({ step, status: "idle", run: null, applies: true })),
    names: {},
    canUndo: false,
    canRedo: false,
    readOnly: null,
    ...change,
  };
}

function job(change: Partial<JobState>): JobState {
  return {
    id: "1",
    study: "s1",
    kind: "refocus",
    status: "running",
    done: 1,
    total: 10,
    secondsLeft: null,
    message: "",
    failure: null,
    ...change,
  };
}

let sent: { name: CallName; input: unknown }[] = [];
let answers: Partial<Record<CallName, (input: never) => unknown>> = {};
let store: WorkstationStore;

beforeEach(() => {
  sent = [];
  answers = {
    "recording.open": () => ({ handle: "r1", info }),
    "study.create": () => studyOf(),
    "study.close": () => ({}),
    "edits.list": () => [],
    "step.run": () => ({ jobs: [job({ status: "queued" })] }),
  };
  const transport: Transport = {
    call: (name, input): Promise<Answer<unknown>> => {
      sent.push({ name, input });
      const make = answers[name];
      if (!make) return Promise.resolve({ ok: false, failure: { code: "not-found", message: `${name} has no answer here.`, facts: {} } });
      return Promise.resolve({ ok: true, value: make(input as never) });
    },
    subscribe: () => () => undefined,
    bytes: () => Promise.resolve(Response.json({ code: "not-ready", message: "Nothing yet.", facts: {} }, { status: 409 })),
    pathOf: () => null,
  };
  store = createWorkstation({ client: createClient(transport), pixels: new PixelSource(transport), pathOf: transport.pathOf });
});

describe("a recording before its study", () => {
  test("channel roles are taken from the file, and the activity channel is shown", async () => {
    await store.getState().openRecording("worm.tif");
    expect(store.getState().draft?.settings).toEqual(unsaid);
    expect(store.getState().channel).toBe(1);
  });

  test("what the user said is no longer missing, and nothing else is guessed", async () => {
    await store.getState().openRecording("worm.tif");
    const draft = store.getState().draft;
    if (!draft) throw new Error("no draft");
    expect(unitOf(draft)).toBe("px");
    await store.getState().changeDraft({ settings: { ...draft.settings, pixelSize: 0.3 } });
    const said = store.getState().draft;
    if (!said) throw new Error("no draft");
    expect(stillMissing(said)).toEqual(["interval"]);
    expect(unitOf(said)).toBe("µm");
    expect(pitchOf(said)).toEqual([0.3, 0.3]);
    expect(frameTime(said, 3)).toBeNull();
    expect(sent.filter(({ name }) => name === "recording.open")).toHaveLength(1);
  });

  test("other axes read the file again", async () => {
    await store.getState().openRecording("worm.tif");
    const draft = store.getState().draft;
    if (!draft) throw new Error("no draft");
    await store.getState().changeDraft({ settings: { ...draft.settings, axes: "tc" } });
    expect(sent.filter(({ name }) => name === "recording.open")).toHaveLength(2);
  });

  test("a refusal leaves a message with its facts and opens nothing", async () => {
    answers = {};
    await store.getState().openRecording("absent.tif");
    expect(store.getState().draft).toBeNull();
    expect(store.getState().opening).toBeNull();
    expect(store.getState().notices[0]?.failure?.code).toBe("not-found");
  });
});

describe("playback and depth", () => {
  beforeEach(async () => {
    await store.getState().openRecording("worm.tif");
  });

  test("frames stay within the movie and are whole", () => {
    store.getState().seek(99);
    expect(store.getState().frame).toBe(9);
    store.getState().stepFrames(-100);
    expect(store.getState().frame).toBe(0);
    store.getState().seek(2.4);
    expect(store.getState().frame).toBe(2);
  });

  test("depth rests on planes and stays within them", () => {
    store.getState().setDepths({ min: -1, max: 1, step: 0.5 });
    store.getState().setDepth(0.3);
    expect(store.getState().depth).toBe(0.5);
    store.getState().stepDepth(9);
    expect(store.getState().depth).toBe(1);
  });
});

describe("running", () => {
  test("Run everything makes the study first, sends what was typed, and asks for the last step", async () => {
    await store.getState().openRecording("worm.tif");
    store.getState().setForm("detect", { radius: 2 });
    await store.getState().runEverything();
    expect(sent.map(({ name }) => name)).toContain("study.create");
    expect(sent.find(({ name }) => name === "step.run")?.input).toMatchObject({
      study: "s1",
      step: "export",
      parameters: { detect: { radius: 2 } },
    });
  });

  test("the window goes along with the steps until the user goes elsewhere", async () => {
    await store.getState().openRecording("worm.tif");
    await store.getState().runEverything();
    store.getState().acceptJob(job({ id: "4", kind: "export", status: "queued" }));
    store.getState().acceptJob(job({ id: "2", kind: "detect" }));
    expect(store.getState().step).toBe("detect");
    store.getState().goTo("refocus");
    store.getState().acceptJob(job({ id: "3", kind: "link" }));
    expect(store.getState().step).toBe("refocus");
  });

  test("news of an ended job that comes late does not wake it up", () => {
    store.getState().acceptJob(job({ status: "done" }));
    store.getState().acceptJob(job({ status: "running" }));
    expect(store.getState().jobs["1"]?.status).toBe("done");
    expect(activeJob(store.getState().jobs, "s1")).toBeNull();
  });

  test("a stop is told once, of the step that ran", async () => {
    await store.getState().openRecording("worm.tif");
    await store.getState().runEverything();
    store.getState().acceptJob(job({ id: "1" }));
    store.getState().acceptJob(job({ id: "2", kind: "detect", status: "queued" }));
    store.getState().acceptJob(job({ id: "1", status: "cancelled" }));
    store.getState().acceptJob(job({ id: "2", kind: "detect", status: "cancelled" }));
    expect(store.getState().notices.map((notice) => notice.text)).toEqual(["Refocusing stopped. What was finished is kept."]);
  });

  test("the job under way comes before those that wait", () => {
    const all = { a: job({ id: "a", status: "queued", kind: "detect" }), b: job({ id: "b" }) };
    expect(activeJob(all, "s1")?.id).toBe("b");
    expect(activeJob(all, "s1", "detect")?.id).toBe("a");
    expect(activeJob(all, "other")).toBeNull();
  });

  test("waiting for a job ends with it, or with its failure", async () => {
    const done = store.getState().whenEnded("1");
    store.getState().acceptJob(job({ status: "done" }));
    await expect(done).resolves.toMatchObject({ id: "1" });
    const failed = store.getState().whenEnded("9");
    store.getState().acceptJob(job({ id: "9", status: "failed", failure: { code: "disk-full", message: "Full.", facts: {} } }));
    await expect(failed).rejects.toMatchObject({ code: "disk-full" });
  });

  test("a form shows what was typed before the last run before the defaults", () => {
    expect(formValues("link", { reach: 3 }, { reach: 9, maxGap: 2, unknown: 1, method: 4 })).toMatchObject({
      reach: 3,
      maxGap: 2,
      method: "constellation",
    });
    expect(formValues("link", undefined, undefined)["reach"]).toBe(6);
  });
});

describe("naming", () => {
  test("a name that another neuron has is given, and said to be there twice", async () => {
    answers["edits.apply"] = () => studyOf({ names: { "0": "AVAL", "3": "AVAL" } });
    await store.getState().openRecording("worm.tif");
    await store.getState().createStudy();
    await store.getState().applyEdit({ kind: "name", track: 3, name: "AVAL" });
    expect(store.getState().notices.at(-1)?.text).toBe("#0 and #3 are both called AVAL now.");
  });

  test("a study that can only be looked at takes no names and undoes nothing", async () => {
    answers["study.create"] = () => studyOf({ readOnly: "It lies on a disk that cannot be written to.", canUndo: true });
    await store.getState().openRecording("worm.tif");
    await store.getState().createStudy();
    store.getState().startNaming(3);
    await store.getState().undo();
    expect(store.getState().naming).toBeNull();
    expect(sent.some(({ name }) => name === "edits.undo")).toBe(false);
  });

  test("a wrong file is forgotten once another is open", async () => {
    store.getState().report(new Failure("unreadable", "broken.tif is not a recording.", {}));
    await store.getState().openRecording("worm.tif");
    expect(store.getState().notices).toEqual([]);
  });

  test("a study that another window closed is opened again", async () => {
    answers["study.open"] = () => studyOf({ handle: "s2" });
    await store.getState().openRecording("worm.tif");
    await store.getState().createStudy();
    store.getState().report(new Failure("not-found", "This study is not open any more; open it again.", { handle: "s1" }));
    await vi.waitFor(() => expect(store.getState().study?.handle).toBe("s2"));
    expect(store.getState().notices.every((notice) => notice.failure === null)).toBe(true);
  });
});
