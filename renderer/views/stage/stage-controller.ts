import { Failure } from "#contract/failure";
import { openRecordingOf, pitchOf } from "#renderer/state/recording-facts.ts";
import type { Outside, Workstation } from "#renderer/state/slice.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";
import type { GreyWindow } from "#renderer/state/view.ts";
import { histogram } from "#renderer/viewers/levels.ts";
import type { Plane } from "#renderer/viewers/plane.ts";
import type { PlanePoint } from "#renderer/viewers/plane-pointer.ts";
import { PlaneViewer, type PlaneViewerEvents } from "#renderer/viewers/plane-viewer.ts";
import { filmSize, paintStage, until } from "#renderer/views/stage/stage-film.ts";
import { fetchImage, isAbsent, type ShownImage } from "#renderer/views/stage/shown-image.ts";
import { liveDepths, LivePlane } from "#renderer/views/stage/live-plane.ts";
import { StageLabels } from "#renderer/views/stage/stage-labels.ts";
import { StageLooks } from "#renderer/views/stage/stage-looks.ts";
import { type Side, StageHand } from "#renderer/views/stage/stage-hand.ts";
import { frameAfter, StageClock } from "#renderer/views/stage/stage-clock.ts";
import { overlaysOf } from "#renderer/views/stage/stage-overlays.ts";
import { StageSpace } from "#renderer/views/stage/stage-space.ts";
import { StageTwin } from "#renderer/views/stage/stage-twin.ts";
import { depthStepsOf, framePlane, PlaneCutter, type StagePlanes } from "#renderer/views/stage/stage-planes.ts";
import { keyOf, refocusedFrames, type Wanted, wantedOf } from "#renderer/views/stage/stage-source.ts";

/** What the display panel asks about a channel of the image on screen. */
export interface Inspection {
  readonly key: string;
  readonly channel: number;
  readonly levels: GreyWindow;
  readonly histogram: ReturnType<typeof histogram>;
}

/** Feeds the viewers: fetches what is looked at, one image at a time, and draws it without React. */
export class StageController {
  private readonly viewers: Readonly<Record<Side, PlaneViewer>>;
  private readonly labels = new StageLabels();
  private readonly looks = new StageLooks();
  private readonly live = new LivePlane();
  private readonly cutter = new PlaneCutter();
  private readonly stop: () => void;
  private state: Workstation;
  private shown: ShownImage | null = null;
  private planes: StagePlanes | null = null;
  private loading = false;
  private missing = "";
  private readonly hand = new StageHand(
    () => this.state,
    () => this.shown?.volumes[0],
  );
  private readonly space: StageSpace;
  private readonly twin: StageTwin;
  private readonly clock = new StageClock(
    () => this.state,
    () => !this.loading && this.shown?.wanted.t === this.state.frame,
  );
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
    this.twin = new StageTwin(this.viewer("twin", "The recorded frame"), outside.pixels, this.looks);
    root.replaceChildren(...this.planeViewers.map((viewer) => viewer.element), this.labels.element);
    this.space = new StageSpace(root, {
      onPick: (track, held) => this.hand.pickInSpace(track, held),
      onMenu: (track, at) => this.hand.menuAt(track, [this.state.depth, ...(this.state.cross ?? [0, 0])], at),
      onHover: (track) => this.state.hover(track),
    });
    this.state.set({ pointedAt: () => this.hand.pointedAt(), grip: this.grip() });
    if (this.state.awaited) this.grip().frame(this.state.awaited);
    this.state.set({ awaited: null });
    this.stop = store.subscribe((state, before) => this.change(state, before));
    void this.load();
    this.clock.start();
  }

  destroy(): void {
    this.stop();
    this.state.set({ pointedAt: null, grip: null });
    this.clock.stop();
    for (const viewer of this.planeViewers) viewer.destroy();
    this.space.destroy();
    this.root.replaceChildren();
  }

  /** Levels and histogram of each channel on screen; none before there is an image. */
  inspect(): readonly Inspection[] {
    const { shown, planes, state } = this;
    if (!shown || !planes) return [];
    return shown.wanted.channels.map((channel, i) => ({
      key: this.looks.key(shown, channel, state.mode),
      channel,
      levels: this.looks.levels(shown, channel, state),
      histogram: histogram((i > 0 ? planes.main.second : null) ?? planes.main.data, 96),
    }));
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
    const { mode, depths, relief } = this.state;
    const deep = (mode === "depth" || (mode === "sharp" && relief)) && (this.shown?.volumes.length ?? 0) > 0 ? depths : null;
    const { opened } = this.space;
    paintStage(canvas, this.root, opened ? [...this.planeViewers, opened] : this.planeViewers, this.labels.words, deep);
  }

  private get planeViewers(): readonly PlaneViewer[] {
    return [...Object.values(this.viewers), this.twin.viewer];
  }

  private viewer(name: Side | "twin", title: string): PlaneViewer {
    const side = name === "twin" ? "main" : name;
    const { hand } = this;
    const events: PlaneViewerEvents = {
      onCamera: (camera) => (name === "twin" ? this.viewers.main.move(camera) : this.alignSides(side)),
      onPick: (track, place, held) => hand.pick(side, track, place, held),
      onMenu: (track, place, at) => hand.menu(side, track, place, at),
      onDrop: (way, held) => hand.drop(side, name === "twin" ? this.twin.viewer : this.viewers[side], way, held),
      onArea: (tracks, held) => hand.area(tracks, held),
      onPoint: (place: PlanePoint | null) => hand.point(side, place),
      onMeasure: (taken, place, track) => hand.measure(side, taken, place, track),
      isMovable: (track) => hand.isMovable(track),
      tool: () => this.state.tool,
      onHover: (track) => this.state.hover(track),
      onDepth: (by) => this.state.stepDepth(by),
    };
    const viewer = new PlaneViewer(title, events, name === "main");
    viewer.element.classList.add(`plane-${name}`);
    return viewer;
  }

  /** What keys and bookmarks do with the stage. */
  private grip(): NonNullable<Workstation["grip"]> {
    const { main } = this.viewers;
    const inSpace = () => (this.isInSpace() ? this.space.opened : null);
    return {
      zoom: (factor) => (inSpace() ?? main).zoomBy(factor),
      move: (dy, dx) => (inSpace() ? inSpace()?.turnBy(dy, dx) : main.panBy(dy, dx)),
      face: (face) => this.space.face(face),
      framing: () => ({ plane: main.camera, whole: main.showsAll, space: this.space.opened?.orbit ?? null }),
      frame: ({ plane, whole = false, space }) => {
        if (whole) main.fit();
        else main.move(plane);
        if (space) this.space.setOrbit(space);
      },
    };
  }

  private isInSpace(): boolean {
    return this.state.mode === "space" && (this.shown?.volumes[0]?.shape[0] ?? 1) > 1;
  }

  /** Whether the measured frame stands beside the virtual one. */
  private isTwofold(): boolean {
    const { mode, compared } = this.state;
    return compared && mode !== "ortho" && mode !== "space" && (this.shown?.volumes[0]?.virtual ?? false);
  }

  private change(state: Workstation, before: Workstation): void {
    this.state = state;
    const wanted = wantedOf(state);
    if (!wanted) return;
    if (this.shown === null || keyOf(wanted) !== keyOf(this.shown.wanted) || this.arrived(state, before)) void this.load();
    const differs = (...names: (keyof Workstation)[]) => names.some((name) => state[name] !== before[name]);
    if (differs("mode", "depth", "cross", "surface", "curved", "relief", "compared") || this.resized(state, before)) this.cut();
    else if (differs("tones", "smooth", "windows", "space")) this.colour();
    if (
      differs("frame", "depth", "mode", "cross", "tracks", "blobs", "selected", "chosen", "hovered", "marks", "labels", "study", "step") ||
      differs("preview", "drawing", "forms", "suggestions", "atlasShown", "markStyle", "tails", "ruler", "compared") ||
      differs("surface", "surfacing", "surfacePoint")
    )
      this.mark();
    if (differs("tracks")) for (const viewer of this.planeViewers) viewer.setDrag(null);
    if (differs("fits")) {
      this.viewers.main.fit();
      this.space.opened?.fit();
    }
    if (differs("playing") && state.playing) this.clock.start();
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
    else if (next && this.state.playing)
      void fetchImage(this.outside.pixels, { ...next, t: frameAfter(next.t, this.state) }).catch(() => undefined);
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
      const main = this.live.plane(
        shown.encodings,
        pitchOf(recording),
        state.depth,
        state.curved ? state.surface : null,
        shown.depthMap ?? null,
      );
      this.planes = { main, xz: null, yz: null };
    } else if (shown.volumes.length > 0) this.planes = this.cutter.cut(shown.volumes, state.mode, state.depth, state.cross, state.relief);
    else {
      const main = framePlane(shown.frames, pitchOf(recording));
      this.planes = main ? { main, xz: null, yz: null } : null;
    }
    if (!this.planes) return;
    this.looks.measure(shown, state.mode);
    this.colour();
    const ortho = this.planes.xz !== null;
    this.root.classList.toggle("ortho", ortho);
    this.root.classList.toggle("in-space", this.isInSpace());
    this.root.classList.toggle("twofold", this.isTwofold());
    if (this.isTwofold()) {
      this.twin.setCamera(viewers.main.camera);
      void this.twin.follow(shown, () => this.state).catch((thrown: unknown) => state.report(thrown));
    }
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
    if (this.isTwofold()) this.twin.colour(state);
    if (this.isInSpace()) this.space.show(shown.volumes, this.looks.lookOf(shown, planes.main, state), state);
  }

  private mark(): void {
    const { state, shown, viewers } = this;
    if (!shown) return;
    this.labels.show(shown, state);
    const overlays = overlaysOf(shown, state);
    if (!overlays) return;
    for (const side of ["main", "xz", "yz"] as const) viewers[side].setOverlay(overlays[side]);
    if (this.isTwofold()) this.twin.mark({ ...overlays.main, unit: null, ways: [] });
    this.space.mark(overlays.space);
  }

  /** The side planes move with the main one: same scale, same x, same y. */
  private alignSides(moved: Side): void {
    this.twin.setCamera(this.viewers.main.camera);
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
}

/** Middle of a plane along v, µm. */
function middleOf(plane: Plane): number {
  return plane.origin[0] + (plane.pitch[0] * (plane.height - 1)) / 2;
}
