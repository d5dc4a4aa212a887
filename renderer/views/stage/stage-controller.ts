import type { FramePixels, StoredVolume } from "#renderer/client/decode.ts";
import { Failure } from "#contract/failure";
import type { Outside, Workstation } from "#renderer/state/slice.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";
import { frameTime, openRecordingOf, pitchOf, unitOf } from "#renderer/state/recording-facts.ts";
import type { GreyWindow } from "#renderer/state/view.ts";
import { colourMaps, colourTable, depthColour, trackColour } from "#renderer/viewers/colour-maps.ts";
import { autoLevels, histogram } from "#renderer/viewers/levels.ts";
import type { Look, Plane } from "#renderer/viewers/plane.ts";
import { PlaneViewer } from "#renderer/viewers/plane-viewer.ts";
import { maximumProjection } from "#renderer/viewers/volume-planes.ts";
import { formatNumber } from "#renderer/ui/format.ts";
import { marksOf } from "#renderer/views/stage/stage-marks.ts";
import { centreOf, framePlane, type StagePlanes, volumePlanes } from "#renderer/views/stage/stage-planes.ts";
import { keyOf, type Wanted, wantedOf } from "#renderer/views/stage/stage-source.ts";
import { modelOfVolumes } from "#renderer/views/stage/volume-version.ts";

type Shown = { readonly wanted: Wanted; readonly frames: readonly FramePixels[]; readonly volumes: readonly StoredVolume[] };

/** What the display panel asks about the image on screen. */
export interface Inspection {
  readonly key: string;
  readonly levels: GreyWindow;
  readonly histogram: ReturnType<typeof histogram>;
}

const font = '11px "Inter", system-ui, sans-serif';

/** Feeds the viewers: fetches what is looked at, one at a time, and draws it without React. */
export class StageController {
  private readonly main: PlaneViewer;
  private readonly xz: PlaneViewer;
  private readonly yz: PlaneViewer;
  private readonly badge = document.createElement("div");
  private readonly stamp = document.createElement("div");
  private readonly stop: () => void;
  private readonly automatic = new Map<string, GreyWindow>();
  private readonly tables = new Map<string, Uint8Array>();
  private state: Workstation;
  private shown: Shown | null = null;
  private planes: StagePlanes | null = null;
  private loading = false;
  private missing = "";
  private playTimer = 0;
  private lastStep = 0;

  constructor(
    private readonly root: HTMLElement,
    store: WorkstationStore,
    private readonly outside: Outside,
  ) {
    this.state = store.getState();
    const events = (side: "main" | "xz" | "yz") => ({
      onCamera: () => this.alignSides(side),
      onPick: (track: number | null, place: readonly [number, number]) => this.pick(side, track, place),
      onHover: (track: number | null) => this.state.hover(track),
      onDepth: (by: number) => this.state.stepDepth(by),
    });
    this.main = new PlaneViewer("Image of the worm, seen along the optical axis", events("main"), true);
    this.xz = new PlaneViewer("Section through the stack: depth down, x across", events("xz"), false);
    this.yz = new PlaneViewer("Section through the stack: y down, depth across", events("yz"), false);
    this.main.element.classList.add("plane-main");
    this.xz.element.classList.add("plane-xz");
    this.yz.element.classList.add("plane-yz");
    this.badge.className = "stage-badge";
    this.stamp.className = "stage-stamp";
    root.append(this.main.element, this.xz.element, this.yz.element, this.badge, this.stamp);
    this.stop = store.subscribe((state, before) => this.change(state, before));
    this.layOut();
    void this.load();
    this.play();
  }

  destroy(): void {
    this.stop();
    cancelAnimationFrame(this.playTimer);
    for (const viewer of [this.main, this.xz, this.yz]) viewer.destroy();
    this.badge.remove();
    this.stamp.remove();
  }

  /** Levels and histogram of the image on screen; null before there is one. */
  inspect(): Inspection | null {
    const plane = this.planes?.main;
    if (!plane || !this.shown) return null;
    const key = this.levelKey(this.shown.wanted.channels[0] ?? 0);
    return { key, levels: this.levels(key), histogram: histogram(plane.data, 96) };
  }

  private change(state: Workstation, before: Workstation): void {
    this.state = state;
    const wanted = wantedOf(state);
    if (!wanted) return;
    if (this.shown === null || keyOf(wanted) !== keyOf(this.shown.wanted)) void this.load();
    const differs = (...names: (keyof Workstation)[]) => names.some((name) => state[name] !== before[name]);
    if (differs("mode")) this.layOut();
    if (differs("mode", "depth", "cross")) this.cut();
    else if (differs("colourMap", "gamma", "smooth", "windows")) this.look();
    if (differs("frame", "depth", "mode", "cross", "tracks", "blobs", "selected", "hovered", "marks", "labels", "study", "step")) this.overlay();
    if (differs("fits")) this.main.fit();
    if (differs("playing") && state.playing) this.play();
  }

  /** One request at a time: whatever was asked for meanwhile is skipped, the latest comes next. */
  private async load(): Promise<void> {
    if (this.loading) return;
    const wanted = wantedOf(this.state);
    if (!wanted || keyOf(wanted) === this.missing) return;
    this.loading = true;
    try {
      this.show(await this.fetch(wanted));
    } catch (thrown) {
      this.missing = keyOf(wanted);
      const known = thrown instanceof Failure && (thrown.code === "not-ready" || thrown.code === "not-found");
      if (!known) this.state.report(thrown);
    }
    this.loading = false;
    const next = wantedOf(this.state);
    if (next && keyOf(next) !== keyOf(wanted)) void this.load();
  }

  private async fetch(wanted: Wanted): Promise<Shown> {
    const { pixels } = this.outside;
    if (wanted.kind === "volume") {
      try {
        const volumes = await Promise.all(wanted.channels.map((c) => pixels.volume(wanted.handle, wanted.version, wanted.t, c)));
        return { wanted, frames: [], volumes };
      } catch (thrown) {
        if (!(thrown instanceof Failure) || (thrown.code !== "not-ready" && thrown.code !== "not-found")) throw thrown;
      }
    }
    const z = wanted.kind === "frame" ? wanted.z : 0;
    const frames = await Promise.all(wanted.channels.map((c) => pixels.frame(wanted.handle, wanted.t, c, z)));
    return { wanted, frames, volumes: [] };
  }

  private show(shown: Shown): void {
    this.shown = shown;
    this.missing = "";
    const [volume] = shown.volumes;
    const recording = openRecordingOf(this.state);
    if (volume && volume.shape[0] > 1) {
      const [first, step] = [volume.origin[0], volume.voxel[0]];
      this.state.setDepths({ min: first, max: first + step * (volume.shape[0] - 1), step });
    } else if (!volume && recording && recording.info.shape.z > 1) {
      const step = recording.settings.zStep ?? recording.info.zStep ?? 1;
      const { zOrigin, shape } = recording.info;
      this.state.setDepths({ min: zOrigin, max: zOrigin + step * (shape.z - 1), step });
    }
    this.cut();
    this.overlay();
    this.prefetch();
  }

  private prefetch(): void {
    const wanted = wantedOf(this.state);
    const frames = openRecordingOf(this.state)?.info.shape.t ?? 1;
    if (!this.state.playing || !wanted || this.loading) return;
    const t = (wanted.t + 1) % frames;
    void this.fetch({ ...wanted, t }).catch(() => undefined);
  }

  /** Makes the planes from what is held, and shows them. */
  private cut(): void {
    const { shown, state } = this;
    const recording = openRecordingOf(state);
    if (!shown || !recording) return;
    if (shown.volumes.length > 0) this.planes = volumePlanes(shown.volumes, state.mode, state.depth, state.cross);
    else {
      const main = framePlane(shown.frames, pitchOf(recording));
      this.planes = main ? { main, xz: null, yz: null } : null;
    }
    if (!this.planes) return;
    this.measureLevels(shown);
    this.look();
    this.main.setPlane(this.planes.main);
    this.xz.setPlane(this.planes.xz);
    this.yz.setPlane(this.planes.yz);
    this.layOut();
    this.describe();
  }

  private measureLevels(shown: Shown): void {
    shown.wanted.channels.forEach((channel, i) => {
      const key = this.levelKey(channel);
      if (this.automatic.has(key)) return;
      const volume = shown.volumes[i];
      const data = volume ? maximumProjection(volume).data : Float32Array.from(shown.frames[i]?.data ?? []);
      this.automatic.set(key, volume ? autoLevels(data, 20, 99.7) : autoLevels(data));
    });
  }

  private levelKey(channel: number): string {
    const { shown } = this;
    const source = shown && shown.volumes.length > 0 ? `volume:${shown.wanted.kind === "volume" ? shown.wanted.version : ""}` : "frame";
    return `${shown?.wanted.handle ?? ""}:${source}:${channel}`;
  }

  private levels(key: string): GreyWindow {
    return this.state.windows[key] ?? this.automatic.get(key) ?? { min: 0, max: 1 };
  }

  private table(name: string, map: (value: number) => string): Uint8Array {
    const held = this.tables.get(name) ?? colourTable(map);
    this.tables.set(name, held);
    return held;
  }

  private look(): void {
    const { state, shown, planes } = this;
    if (!shown || !planes) return;
    const [first = 0, second = first] = shown.wanted.channels;
    const look = (plane: Plane): Look => ({
      levels: this.levels(this.levelKey(first)),
      secondLevels: this.levels(this.levelKey(second)),
      gamma: state.gamma,
      table: plane.depth ? this.table("depth", depthColour) : this.table(state.colourMap, colourMaps[state.colourMap]),
      smooth: state.smooth,
    });
    this.main.setLook(look(planes.main));
    if (planes.xz) this.xz.setLook(look(planes.xz));
    if (planes.yz) this.yz.setLook(look(planes.yz));
  }

  private overlay(): void {
    const { state, shown } = this;
    const recording = openRecordingOf(state);
    if (!shown || !recording) return;
    const stack = shown.volumes[0];
    const index = state.marks ? ((state.step === "detect" ? state.blobs : null) ?? state.tracks ?? state.blobs) : null;
    const cross = state.cross ?? (stack ? centreOf(stack) : ([0, 0] as const));
    const sliced = stack !== undefined && stack.shape[0] > 1 && (state.mode === "slice" || state.mode === "ortho");
    const sets = index ? marksOf(index, state.frame, sliced ? state.depth : null, cross) : null;
    const names = state.study?.names ?? {};
    const style = {
      selected: state.selected,
      hovered: state.hovered,
      colour: (track: number) => trackColour(track),
      label: (track: number) => labelOf(track, state, names),
      font,
    };
    const ortho = state.mode === "ortho" && stack !== undefined;
    const unit = unitOf(recording);
    this.main.setOverlay({ marks: sets?.main ?? null, style, cross: ortho ? cross : null, unit });
    const quiet = { ...style, label: () => "" };
    this.xz.setOverlay({ marks: sets?.xz ?? null, style: quiet, cross: [state.depth, cross[1]], unit: null });
    this.yz.setOverlay({ marks: sets?.yz ?? null, style: quiet, cross: [cross[0], state.depth], unit: null });
  }

  private layOut(): void {
    const ortho = this.state.mode === "ortho" && (this.planes?.xz ?? null) !== null;
    if (this.root.classList.toggle("ortho", ortho)) this.alignSides("main");
  }

  /** The side planes move with the main one: same scale, same x, same y. */
  private alignSides(side: "main" | "xz" | "yz"): void {
    if (this.state.mode !== "ortho" || !this.planes?.xz || !this.planes.yz) return;
    const { xz, yz, main } = this;
    const depthOf = (plane: Plane, axis: 0 | 1) => plane.origin[axis] + (plane.pitch[axis] * ((axis === 0 ? plane.height : plane.width) - 1)) / 2;
    const middle = depthOf(this.planes.xz, 0);
    if (side === "xz") main.setCamera({ centre: [main.camera.centre[0], xz.camera.centre[1]], scale: xz.camera.scale });
    if (side === "yz") main.setCamera({ centre: [yz.camera.centre[0], main.camera.centre[1]], scale: yz.camera.scale });
    const { centre, scale } = main.camera;
    xz.setCamera({ centre: [middle, centre[1]], scale });
    yz.setCamera({ centre: [centre[0], middle], scale });
  }

  private pick(side: "main" | "xz" | "yz", track: number | null, place: readonly [number, number]): void {
    const { state } = this;
    if (state.mode === "ortho") {
      const stack = this.shown?.volumes[0];
      const [y, x] = state.cross ?? (stack ? centreOf(stack) : ([0, 0] as const));
      if (side === "main") state.set({ cross: place });
      if (side === "xz") state.set({ cross: [y, place[1]] });
      if (side === "yz") state.set({ cross: [place[0], x] });
      if (side === "xz") state.setDepth(place[0]);
      if (side === "yz") state.setDepth(place[1]);
    }
    state.select(track);
  }

  private describe(): void {
    const { shown, state } = this;
    const recording = openRecordingOf(state);
    if (!shown || !recording) return;
    const time = frameTime(recording, shown.wanted.t);
    this.stamp.textContent = [`frame ${shown.wanted.t}`, ...(time === null ? [] : [`${formatNumber(time, 5)} s`])].join("  ·  ");
    const volume = shown.volumes[0];
    const virtual = volume?.virtual ?? recording.info.virtual !== null;
    const model = state.study ? modelOfVolumes(state.study) : null;
    const awaited = shown.wanted.kind === "volume" && !volume;
    this.badge.dataset["virtual"] = String(virtual);
    this.badge.textContent = virtual ? `Virtual${model ? ` · ${model}` : ""}` : awaited ? "Recorded · this frame is not refocused yet" : "Recorded";
  }

  /** Goes on to the next frame when the last one is on screen and its time has come. */
  private play(): void {
    cancelAnimationFrame(this.playTimer);
    const tick = (now: number) => {
      if (!this.state.playing) return;
      const ready = !this.loading && this.shown?.wanted.t === this.state.frame;
      if (ready && now - this.lastStep >= 1000 / this.state.rate - 4) {
        this.lastStep = now;
        const frames = openRecordingOf(this.state)?.info.shape.t ?? 1;
        this.state.seek((this.state.frame + 1) % frames);
      }
      this.playTimer = requestAnimationFrame(tick);
    };
    if (this.state.playing) this.playTimer = requestAnimationFrame(tick);
  }
}

function labelOf(track: number, state: Workstation, names: Readonly<Record<string, string>>): string {
  const name = names[String(track)];
  if (track === state.selected || track === state.hovered) return state.labels === "none" ? "" : (name ?? `#${track}`);
  if (state.labels === "all") return name ?? `#${track}`;
  return state.labels === "named" ? (name ?? "") : "";
}
