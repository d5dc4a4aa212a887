import { Failure } from "#contract/failure";
import { openRecordingOf, pitchOf, unitOf } from "#renderer/state/recording-facts.ts";
import type { Outside, Workstation } from "#renderer/state/slice.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";
import type { GreyWindow } from "#renderer/state/view.ts";
import { trackColour } from "#renderer/viewers/colour-maps.ts";
import { histogram } from "#renderer/viewers/levels.ts";
import type { Place } from "#renderer/state/proofread.ts";
import type { Plane } from "#renderer/viewers/plane.ts";
import type { HeldKeys, PlanePoint } from "#renderer/viewers/plane-pointer.ts";
import { PlaneViewer } from "#renderer/viewers/plane-viewer.ts";
import { filmSize, paintStage, until } from "#renderer/views/stage/stage-film.ts";
import { fetchImage, isAbsent, type ShownImage } from "#renderer/views/stage/shown-image.ts";
import { liveDepths, LivePlane } from "#renderer/views/stage/live-plane.ts";
import { outlinesOf } from "#renderer/views/stage/stage-outlines.ts";
import { labelOf, StageLabels } from "#renderer/views/stage/stage-labels.ts";
import { StageLooks } from "#renderer/views/stage/stage-looks.ts";
import { atlasMap } from "#renderer/views/stage/atlas-map.ts";
import { marksOf } from "#renderer/views/stage/stage-marks.ts";
import { brightestDepth, centreOf, depthStepsOf, framePlane, type StagePlanes, volumePlanes } from "#renderer/views/stage/stage-planes.ts";
import { keyOf, refocusedFrames, type Wanted, wantedOf } from "#renderer/views/stage/stage-source.ts";

/** What the display panel asks about the image on screen. */
export interface Inspection {
  readonly key: string;
  readonly levels: GreyWindow;
  readonly histogram: ReturnType<typeof histogram>;
}

type Side = "main" | "xz" | "yz";

const font = '11px "Inter", system-ui, sans-serif';

/** Feeds the viewers: fetches what is looked at, one image at a time, and draws it without React. */
export class StageController {
  private readonly viewers: Readonly<Record<Side, PlaneViewer>>;
  private readonly labels = new StageLabels();
  private readonly looks = new StageLooks();
  private readonly live = new LivePlane();
  private readonly stop: () => void;
  private state: Workstation;
  private shown: ShownImage | null = null;
  private planes: StagePlanes | null = null;
  private loading = false;
  private missing = "";
  private pointed: { readonly side: Side; readonly place: PlanePoint } | null = null;
  private clock = 0;
  private lastStep = 0;
  /** Which way time went last: 1 on, −1 back, 0 not yet. */
  private way = 0;

  constructor(
    private readonly root: HTMLElement,
    store: WorkstationStore,
    private readonly outside: Outside,
  ) {
    this.state = store.getState();
    this.viewers = {
      main: this.viewer("main", "Image of the worm, seen along the optical axis"),
      xz: this.viewer("xz", "Section through the stack: depth down, x across"),
      yz: this.viewer("yz", "Section through the stack: y down, depth across"),
    };
    root.replaceChildren(...Object.values(this.viewers).map((viewer) => viewer.element), this.labels.element);
    this.state.set({ pointedAt: () => this.pointedAt() });
    this.stop = store.subscribe((state, before) => this.change(state, before));
    void this.load();
    this.play();
  }

  destroy(): void {
    this.stop();
    this.state.set({ pointedAt: null });
    cancelAnimationFrame(this.clock);
    for (const viewer of Object.values(this.viewers)) viewer.destroy();
    this.root.replaceChildren();
  }

  /** Levels and histogram of the image on screen; null before there is one. */
  inspect(): Inspection | null {
    const { shown, planes } = this;
    if (!shown || !planes) return null;
    const key = this.looks.key(shown, shown.wanted.channels[0] ?? 0);
    return { key, levels: this.looks.levels(key, this.state.windows), histogram: histogram(planes.main.data, 96) };
  }

  /** A canvas for a movie of the stage. */
  newFilm(): HTMLCanvasElement {
    return Object.assign(document.createElement("canvas"), filmSize(this.root));
  }

  /** Goes to a frame and paints the stage, as it looks then, into a movie's canvas. */
  async film(canvas: HTMLCanvasElement, t: number, signal: AbortSignal): Promise<void> {
    this.state.seek(t);
    const wanted = () => {
      const next = wantedOf(this.state);
      return next ? keyOf(next) : "";
    };
    await until(
      () => !this.loading && (wanted() === this.missing || (this.shown !== null && keyOf(this.shown.wanted) === wanted())),
      signal,
    );
    if (wanted() === this.missing)
      throw new Failure("not-found", `Frame ${t} cannot be shown, so there is no movie of it; choose other frames.`, { t });
    const { mode, depths } = this.state;
    const deep = mode === "depth" && (this.shown?.volumes.length ?? 0) > 0 ? depths : null;
    paintStage(canvas, this.root, Object.values(this.viewers), this.labels.words, deep);
  }

  private viewer(side: Side, name: string): PlaneViewer {
    const events = {
      onCamera: () => this.alignSides(side),
      onPick: (track: number | null, place: PlanePoint, held: HeldKeys) => this.pick(side, track, place, held),
      onMenu: (track: number | null, place: PlanePoint, at: { readonly x: number; readonly y: number }) =>
        this.menu(side, track, place, at),
      onDrop: (way: PlanePoint, held: HeldKeys) => this.drop(side, way, held),
      onArea: (tracks: readonly number[], held: HeldKeys) =>
        this.state.choose(held.ctrl ? [...new Set([...this.state.chosen, ...tracks])] : tracks),
      onPoint: (place: PlanePoint | null) => {
        this.pointed = place && { side, place };
      },
      isMovable: (track: number) => this.isMovable(track),
      tool: () => this.state.tool,
      onHover: (track: number | null) => this.state.hover(track),
      onDepth: (by: number) => this.state.stepDepth(by),
    };
    const viewer = new PlaneViewer(name, events, side === "main");
    viewer.element.classList.add(`plane-${side}`);
    return viewer;
  }

  private change(state: Workstation, before: Workstation): void {
    this.state = state;
    const wanted = wantedOf(state);
    if (!wanted) return;
    if (this.shown === null || keyOf(wanted) !== keyOf(this.shown.wanted) || this.arrived(state, before)) void this.load();
    const differs = (...names: (keyof Workstation)[]) => names.some((name) => state[name] !== before[name]);
    if (differs("mode", "depth", "cross", "surface") || this.resized(state, before)) this.cut();
    else if (differs("colourMap", "gamma", "smooth", "windows")) this.colour();
    if (
      differs("frame", "depth", "mode", "cross", "tracks", "blobs", "selected", "chosen", "hovered", "marks", "labels", "study", "step") ||
      differs("preview", "drawing", "forms", "suggestions", "atlasShown")
    )
      this.mark();
    if (differs("tracks")) for (const viewer of Object.values(this.viewers)) viewer.setDrag(null);
    if (differs("fits")) this.viewers.main.fit();
    if (differs("playing") && state.playing) this.play();
  }

  /** True when a recorded pixel has become larger or smaller: the image is placed anew, and all of it shown. */
  private resized(state: Workstation, before: Workstation): boolean {
    const [now, then] = [openRecordingOf(state), openRecordingOf(before)];
    if (!now || !then || pitchOf(now).join() === pitchOf(then).join()) return false;
    if (now.info.path === then.info.path) this.viewers.main.fitNext();
    return true;
  }

  /** True when the stack that the recorded frame stands in for has been made meanwhile. */
  private arrived(state: Workstation, before: Workstation): boolean {
    const { shown } = this;
    if (!shown || shown.wanted.kind !== "volume" || shown.volumes.length > 0) return false;
    if (refocusedFrames(state) <= shown.wanted.t) return false;
    return refocusedFrames(before) <= shown.wanted.t || state.study !== before.study;
  }

  /** One request at a time: whatever was asked for meanwhile is skipped, the latest comes next. */
  private async load(): Promise<void> {
    if (this.loading) return;
    const wanted = wantedOf(this.state);
    if (!wanted || keyOf(wanted) === this.missing) return;
    this.loading = true;
    try {
      this.show(await fetchImage(this.outside.pixels, wanted));
    } catch (thrown) {
      this.missing = keyOf(wanted);
      if (!isAbsent(thrown)) this.state.report(thrown);
    }
    this.loading = false;
    const next = wantedOf(this.state);
    if (next && keyOf(next) !== keyOf(wanted)) void this.load();
    else if (next && this.state.playing) void fetchImage(this.outside.pixels, { ...next, t: this.after(next.t) }).catch(() => undefined);
    else if (next) this.fetchAhead(next);
  }

  /** The recorded frame that comes next where the user has been stepping or dragging. */
  private fetchAhead(wanted: Wanted): void {
    const t = wanted.t + this.way;
    const frames = openRecordingOf(this.state)?.info.shape.t ?? 1;
    if (wanted.kind !== "frame" || this.way === 0 || t < 0 || t >= frames) return;
    void fetchImage(this.outside.pixels, { ...wanted, t }).catch(() => undefined);
  }

  private show(shown: ShownImage): void {
    const recording = openRecordingOf(this.state);
    if (!recording) return;
    this.way = Math.sign(shown.wanted.t - (this.shown?.wanted.t ?? shown.wanted.t)) || this.way;
    this.shown = shown;
    this.missing = "";
    const depths = shown.encodings[0] ? liveDepths(shown.encodings[0]) : depthStepsOf(shown.volumes[0], recording);
    if (depths) this.state.setDepths(depths);
    this.cut();
    this.mark();
  }

  /** Makes the planes from what is held, and shows them. */
  private cut(): void {
    const { shown, state, viewers } = this;
    const recording = openRecordingOf(state);
    if (!shown || !recording) return;
    if (shown.encodings.length > 0) {
      const main = this.live.plane(shown.encodings, pitchOf(recording), state.depth, state.surface);
      this.planes = { main, xz: null, yz: null };
    } else if (shown.volumes.length > 0) this.planes = volumePlanes(shown.volumes, state.mode, state.depth, state.cross);
    else {
      const main = framePlane(shown.frames, pitchOf(recording));
      this.planes = main ? { main, xz: null, yz: null } : null;
    }
    if (!this.planes) return;
    this.looks.measure(shown);
    this.colour();
    const ortho = this.planes.xz !== null;
    this.root.classList.toggle("ortho", ortho);
    for (const side of ["main", "xz", "yz"] as const) viewers[side].setPlane(this.planes[side]);
    if (ortho) this.alignSides("main");
  }

  private colour(): void {
    const { shown, planes, state } = this;
    if (!shown || !planes) return;
    for (const side of ["main", "xz", "yz"] as const) {
      const plane = planes[side];
      if (plane) this.viewers[side].setLook(this.looks.lookOf(shown, plane, state));
    }
  }

  private mark(): void {
    const { state, shown, viewers } = this;
    const recording = openRecordingOf(state);
    if (!shown || !recording) return;
    this.labels.show(shown, state);
    const stack = shown.volumes[0];
    const found = state.preview?.t === shown.wanted.t ? state.preview.neurons : state.blobs;
    const index = state.marks ? ((state.step === "detect" ? found : null) ?? state.tracks ?? state.blobs) : null;
    const cross = state.cross ?? (stack ? centreOf(stack) : ([0, 0] as const));
    const sliced = stack !== undefined && stack.shape[0] > 1 && (state.mode === "slice" || state.mode === "ortho");
    const sets = index ? marksOf(index, shown.wanted.t, sliced ? state.depth : null, cross) : null;
    const { selected, hovered } = state;
    const style = {
      selected,
      chosen: new Set(state.chosen),
      hovered,
      font,
      colour: (track: number) => trackColour(track, true, state.study?.colours?.[String(track)]),
      label: (track: number) => labelOf(track, state),
    };
    const ortho = state.mode === "ortho" && stack !== undefined;
    const map = atlasMap(state, shown.wanted.t, sliced ? state.depth : null);
    viewers.main.setOverlay({
      marks: sets?.main ?? null,
      style,
      cross: ortho ? cross : null,
      outlines: outlinesOf(state),
      unit: unitOf(recording),
      map,
    });
    const quiet = { ...style, label: () => "" };
    viewers.xz.setOverlay({ marks: sets?.xz ?? null, style: quiet, cross: [state.depth, cross[1]], unit: null });
    viewers.yz.setOverlay({ marks: sets?.yz ?? null, style: quiet, cross: [cross[0], state.depth], unit: null });
  }

  /** The side planes move with the main one: same scale, same x, same y. */
  private alignSides(moved: Side): void {
    const sidePlane = this.planes?.xz;
    if (!sidePlane) return;
    const { main, xz, yz } = this.viewers;
    if (moved === "xz") main.setCamera({ centre: [main.camera.centre[0], xz.camera.centre[1]], scale: xz.camera.scale });
    if (moved === "yz") main.setCamera({ centre: [yz.camera.centre[0], main.camera.centre[1]], scale: yz.camera.scale });
    const { centre, scale } = main.camera;
    const middle = middleOf(sidePlane);
    xz.setCamera({ centre: [middle, centre[1]], scale });
    yz.setCamera({ centre: [centre[0], middle], scale });
  }

  /** A neuron that a drag moves: one of those chosen, where tracks may be edited. */
  private isMovable(track: number): boolean {
    const { state } = this;
    return state.tool === "hand" && state.study?.readOnly === null && state.tracks !== null && state.chosen.includes(track);
  }

  /** A point of a plane as a place in the sample, µm [z, y, x]; in a projection at the depth of the brightest voxel. */
  private placeAt(side: Side, [v, u]: PlanePoint): Place {
    const { state, shown } = this;
    const stack = shown?.volumes[0];
    const [y, x] = state.cross ?? (stack ? centreOf(stack) : [0, 0]);
    if (side === "xz") return [v, y, u];
    if (side === "yz") return [u, v, x];
    const projected = stack !== undefined && (state.mode === "projection" || state.mode === "depth");
    return [projected ? brightestDepth(stack, v, u) : state.depths ? state.depth : (stack?.origin[0] ?? 0), v, u];
  }

  private pointedAt(): Place | null {
    const { pointed, state } = this;
    if (pointed) return this.placeAt(pointed.side, pointed.place);
    return state.cross ? [state.depth, ...state.cross] : null;
  }

  private menu(side: Side, track: number | null, point: PlanePoint, at: { readonly x: number; readonly y: number }): void {
    const { state } = this;
    if (!state.study || !state.tracks) return;
    if (track !== null && !state.chosen.includes(track)) state.select(track);
    state.setMenu({ ...at, track, place: this.placeAt(side, point) });
  }

  /** Chosen marks stay where they were let go of until the new table has come. */
  private drop(side: Side, [dv, du]: PlanePoint, { ctrl }: HeldKeys): void {
    const way = side === "main" ? ([0, dv, du] as const) : side === "xz" ? ([dv, 0, du] as const) : ([du, dv, 0] as const);
    const viewer = this.viewers[side];
    void this.state.moveBy(way, ctrl).then(() => window.setTimeout(() => viewer.setDrag(null), 800));
  }

  private pick(side: Side, track: number | null, place: PlanePoint, held: HeldKeys): void {
    const { state } = this;
    if (state.drawing) {
      if (side === "main") state.draw({ ...state.drawing, points: [...state.drawing.points, place] });
      return;
    }
    const stack = this.shown?.volumes[0];
    if (state.pointed) return state.pointTo(this.placeAt(side, place));
    if (state.partnership) return void (track !== null && state.finishPartnership(track));
    const mayAdd = state.study?.readOnly === null && state.tracks !== null;
    if (mayAdd && (state.tool === "add" || (held.ctrl && track === null))) return void state.addHere(this.placeAt(side, place));
    if (track !== null && held.ctrl) return state.toggleChosen(track);
    if (state.mode === "ortho" && stack) {
      const [y, x] = state.cross ?? centreOf(stack);
      if (side === "main") state.set({ cross: place });
      if (side === "xz") state.set({ cross: [y, place[1]] });
      if (side === "yz") state.set({ cross: [place[0], x] });
      if (side !== "main") state.setDepth(place[side === "xz" ? 0 : 1]);
    }
    state.select(track);
  }

  private after(t: number): number {
    return (t + 1) % (openRecordingOf(this.state)?.info.shape.t ?? 1);
  }

  /** Goes on to the next frame when the last one is on screen and its time has come. */
  private play(): void {
    cancelAnimationFrame(this.clock);
    const tick = (now: number) => {
      const { state } = this;
      if (!state.playing) return;
      const ready = !this.loading && this.shown?.wanted.t === state.frame;
      if (ready && now - this.lastStep >= 1000 / state.rate - 4) {
        this.lastStep = now;
        state.seek(this.after(state.frame));
      }
      this.clock = requestAnimationFrame(tick);
    };
    if (this.state.playing) this.clock = requestAnimationFrame(tick);
  }
}

/** Middle of a plane along v, µm. */
function middleOf(plane: Plane): number {
  return plane.origin[0] + (plane.pitch[0] * (plane.height - 1)) / 2;
}
