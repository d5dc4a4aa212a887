import type { CommandId } from "#contract/commands";
import { stageModes } from "#contract/view";
import { chartKinds } from "#renderer/state/charts.ts";
import { activeJob } from "#renderer/state/jobs.ts";
import { placeOf } from "#renderer/state/proofread.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";
import type { Face, LabelMode, StageMode, StageStep } from "#renderer/state/view.ts";

type Act = (store: WorkstationStore, shift: boolean) => unknown;

const labelOrder: readonly LabelMode[] = ["named", "all", "selected", "none"];
export const themeOrder = ["system", "light", "dark"] as const;

function after<T>(order: readonly T[], value: T): T {
  return order[(order.indexOf(value) + 1) % order.length] ?? value;
}

const frames =
  (by: number): Act =>
  (store, shift) =>
    store.getState().stepFrames(shift ? by * 10 : by);
/** How far a key moves the image, CSS pixels, how much it zooms, and how many frames tails reach back. */
const pushBy = 24;
const zoomBy = 1.2;
const newTails = 12;
const push =
  (down: number, right: number): Act =>
  (store) =>
    store.getState().grip?.move(down * pushBy, right * pushBy);
const zoom =
  (by: number): Act =>
  (store) =>
    store.getState().grip?.zoom(by);
const kept =
  (number: number): Act =>
  (store) => {
    const { study, showView } = store.getState();
    const one = study?.views?.[number - 1];
    if (one) showView(one.view);
  };
const nudge =
  (z: number, y: number, x: number): Act =>
  (store, shift) => {
    const size = shift ? 5 : 1;
    return store.getState().nudge([z * size, y * size, x * size]);
  };
const goTo =
  (step: StageStep): Act =>
  (store) =>
    store.getState().goTo(step);
const mode =
  (chosen: StageMode): Act =>
  (store) =>
    store.getState().set({ mode: chosen, recorded: false });
const face =
  (from: Face): Act =>
  (store) => {
    store.getState().set({ mode: "space", recorded: false, live: false });
    store.getState().grip?.face(from);
  };
const sheet =
  (name: "keys" | "about" | "palette" | "import" | "models" | "accuracy"): Act =>
  (store) =>
    store.getState().set({ sheet: name });

/** What each command does. */
export const acts: Readonly<Record<CommandId, Act>> = {
  "file.recording": (store) => store.getState().browseFor("recording"),
  "file.study": (store) => store.getState().browseFor("study"),
  "file.sample": (store) => store.getState().openSample(),
  "file.library": (store) => store.getState().leaveForLibrary(),
  "file.import": sheet("import"),
  "file.export": (store) => {
    store.getState().goTo("export");
    return store.getState().runStep("export");
  },

  "edit.undo": (store) => store.getState().undo(),
  "edit.redo": (store) => store.getState().redo(),
  "edit.history": (store) => store.getState().set({ history: !store.getState().history }),
  "edit.palette": sheet("palette"),

  "time.play": (store) => store.getState().togglePlaying(),
  "time.back": frames(-1),
  "time.on": frames(1),
  "time.first": (store) => store.getState().seek(0),
  "time.last": (store) => store.getState().seek(Number.MAX_SAFE_INTEGER),
  "depth.up": (store) => store.getState().stepDepth(1),
  "depth.down": (store) => store.getState().stepDepth(-1),

  "neuron.next": (store) => store.getState().selectNext(1),
  "neuron.previous": (store) => store.getState().selectNext(-1),
  "neuron.name": (store) => store.getState().startNaming(store.getState().selected),
  "neuron.exclude": (store) => store.getState().exclude(),
  "neuron.none": (store) => {
    const { partnership, pointed, tool, ruler, alone, select, set, standAlone, startPartnership, startPointing } = store.getState();
    if (partnership) startPartnership(null);
    else if (pointed) startPointing(false);
    else if (tool !== "hand") set({ tool: "hand" });
    else if (ruler) set({ ruler: null });
    else if (alone) standAlone(false);
    else select(null);
  },

  "correct.open": (store) => store.getState().toggleProofreading(),
  "correct.next": (store) => store.getState().nextMoment(1),
  "correct.previous": (store) => store.getState().nextMoment(-1),
  "correct.accept": (store, shift) => store.getState().accept(shift),
  "correct.place": (store, shift) => store.getState().placeHere(shift),
  "correct.left": nudge(0, 0, -1),
  "correct.right": nudge(0, 0, 1),
  "correct.up": nudge(0, -1, 0),
  "correct.down": nudge(0, 1, 0),
  "correct.raise": nudge(1, 0, 0),
  "correct.lower": nudge(-1, 0, 0),
  "correct.add": (store) => store.getState().addHere(),
  "correct.remove": (store, shift) => store.getState().removePositions(shift),
  "correct.ghost": (store, shift) => store.getState().setGhost(shift),
  "correct.swap": (store) => store.getState().startPartnership("swap"),
  "correct.split": (store) => store.getState().splitHere(),
  "correct.join": (store) => store.getState().startPartnership("join"),
  "correct.fuse": (store) => store.getState().startPartnership("fuse"),
  "correct.nearest": (store) => store.getState().finishPartnership(null),
  "correct.menu": openMenu,
  "correct.box": (store) => store.getState().set({ tool: store.getState().tool === "box" ? "hand" : "box" }),
  "correct.lasso": (store) => store.getState().set({ tool: store.getState().tool === "lasso" ? "hand" : "lasso" }),

  "view.mode": (store, shift) => store.getState().set({ mode: after(shift ? stageModes.toReversed() : stageModes, store.getState().mode) }),
  "view.slice": mode("slice"),
  "view.projection": mode("projection"),
  "view.sharp": mode("sharp"),
  "view.mean": mode("mean"),
  "view.depth": mode("depth"),
  "view.ortho": mode("ortho"),
  "view.space": mode("space"),
  "view.above": face("above"),
  "view.front": face("front"),
  "view.side": face("side"),
  "view.peek": (store) => store.getState().set({ recorded: !store.getState().recorded }),
  "view.live": (store) => store.getState().set({ live: !store.getState().live, recorded: false, mode: "slice" }),
  "view.surface": (store) => store.getState().setSurfacing(!store.getState().surfacing),
  "surface.point": (store) => {
    const { surfacing, setSurfacing, sharpAt, pointedAt } = store.getState();
    const place = pointedAt?.();
    if (!surfacing) setSurfacing(true);
    if (place) sharpAt([place[1], place[2]]);
  },
  "surface.remove": (store) => store.getState().removeSurfacePoint(),
  "view.fit": (store) => store.getState().fit(),
  "view.left": push(0, -1),
  "view.right": push(0, 1),
  "view.up": push(-1, 0),
  "view.down": push(1, 0),
  "view.in": zoom(zoomBy),
  "view.out": zoom(1 / zoomBy),
  "view.compare": (store) => store.getState().set({ compared: !store.getState().compared }),
  "view.alone": (store) => store.getState().standAlone(!store.getState().alone),
  "view.ruler": (store, shift) => {
    const { tool, set, measureHere } = store.getState();
    if (shift) measureHere();
    else set({ tool: tool === "ruler" ? "hand" : "ruler" });
  },
  "view.marks": (store, shift) => {
    const { marks, markStyle, set } = store.getState();
    if (shift) set({ markStyle: markStyle === "dots" ? "outlines" : "dots" });
    else set({ marks: !marks });
  },
  "view.tails": (store) => store.getState().set({ tails: store.getState().tails === 0 ? newTails : 0 }),
  "view.names": (store) => store.getState().set({ labels: after(labelOrder, store.getState().labels) }),
  "view.chart": (store, shift) => {
    const { chart, setCharts } = store.getState();
    setCharts({ chart: after(shift ? chartKinds.toReversed() : chartKinds, chart) });
  },
  "view.charts": (store) => store.getState().setCharts({ dockLarge: !store.getState().dockLarge }),
  "view.theme": (store) => store.getState().prefer({ theme: after(themeOrder, store.getState().theme) }),

  "view.keep": (store) => store.getState().keepView(""),
  "view.kept1": kept(1),
  "view.kept2": kept(2),
  "view.kept3": kept(3),
  "view.kept4": kept(4),
  "view.kept5": kept(5),
  "view.kept6": kept(6),
  "view.kept7": kept(7),
  "view.kept8": kept(8),
  "view.kept9": kept(9),

  "step.recording": goTo("recording"),
  "step.refocus": goTo("refocus"),
  "step.detect": goTo("detect"),
  "step.link": goTo("link"),
  "step.extract": goTo("extract"),
  "step.export": goTo("export"),
  "run.step": (store) => {
    const { step, runStep, study, jobs } = store.getState();
    if (step !== "recording" && !activeJob(jobs, study?.handle, step)) return runStep(step);
  },
  "run.everything": (store) => store.getState().runEverything(),
  "run.stop": (store) => {
    const { jobs, study, cancelJob } = store.getState();
    const job = activeJob(jobs, study?.handle);
    if (job) return cancelJob(job.id);
  },

  "help.keys": sheet("keys"),
  "help.tour": (store) => store.getState().prefer({ toured: false }),
  "help.models": sheet("models"),
  "help.accuracy": sheet("accuracy"),
  "help.about": sheet("about"),
};

/** Opens the menu over the chosen neuron, or over the crosshair, from the keyboard. */
function openMenu(store: WorkstationStore): void {
  const { selected, pointedAt, setMenu, study, frame } = store.getState();
  const place = (selected === null ? null : placeOf(store.getState(), selected, frame)) ?? pointedAt?.();
  const stage = document.querySelector(".stage-planes")?.getBoundingClientRect();
  if (study && place && stage) setMenu({ x: stage.left + stage.width / 2, y: stage.top + stage.height / 3, track: selected, place });
}
