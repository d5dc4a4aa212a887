import { type Place, placeOf } from "#renderer/state/proofread.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import type { HeldKeys, PlanePoint } from "#renderer/viewers/plane-pointer.ts";
import type { PlaneViewer, RulerEnd } from "#renderer/viewers/plane-viewer.ts";
import type { StoredVolume } from "#renderer/client/decode.ts";
import { SurfaceHand } from "#renderer/views/stage/stage-surface.ts";
import { brightestDepth, centreOf } from "#renderer/views/stage/stage-planes.ts";

export type Side = "main" | "xz" | "yz";

/** What the hand does on the planes of the stage: choosing, adding, dragging, measuring. */
export class StageHand {
  private pointed: { readonly side: Side; readonly place: PlanePoint } | null = null;
  /** The end of the ruler that is being dragged. */
  private end: RulerEnd = "to";
  private readonly surface = new SurfaceHand(() => this.state());

  constructor(
    private readonly state: () => Workstation,
    /** The stack on the stage; undefined for a recorded frame. */
    private readonly stack: () => StoredVolume | undefined,
  ) {}

  point(side: Side, place: PlanePoint | null): void {
    this.pointed = place && { side, place };
  }

  /** Where the pointer is, else the crosshair. */
  pointedAt(): Place | null {
    const { cross, depth } = this.state();
    if (this.pointed) return this.placeAt(this.pointed.side, this.pointed.place);
    return cross ? [depth, ...cross] : null;
  }

  /** A neuron that a drag moves: one of those chosen, where tracks may be edited. */
  isMovable(track: number): boolean {
    const state = this.state();
    return state.tool === "hand" && state.study?.readOnly === null && state.tracks !== null && state.chosen.includes(track);
  }

  area(tracks: readonly number[], held: HeldKeys): void {
    const state = this.state();
    state.choose(held.ctrl ? [...new Set([...state.chosen, ...tracks])] : tracks);
  }

  menu(side: Side, track: number | null, point: PlanePoint, at: { readonly x: number; readonly y: number }): void {
    this.menuAt(track, this.placeAt(side, point), at);
  }

  menuAt(track: number | null, place: Place, at: { readonly x: number; readonly y: number }): void {
    const state = this.state();
    if (!state.study || !state.tracks) return;
    if (track !== null && !state.chosen.includes(track)) state.select(track);
    state.setMenu({ ...at, track, place });
  }

  /** Chosen marks stay where they were let go of until the new table has come. */
  drop(side: Side, viewer: PlaneViewer, [dv, du]: PlanePoint, { ctrl }: HeldKeys): void {
    const way = side === "main" ? ([0, dv, du] as const) : side === "xz" ? ([dv, 0, du] as const) : ([du, dv, 0] as const);
    void this.state()
      .moveBy(way, ctrl)
      .then(() => window.setTimeout(() => viewer.setDrag(null), 800));
  }

  /** Sets an end of the ruler: on a neuron it takes the neuron's own place, depth included. */
  measure(side: Side, taken: RulerEnd | null | undefined, point: PlanePoint, track: number | null): void {
    const state = this.state();
    if (state.tool === "sharp") return side === "main" ? this.surface.touch(taken !== undefined, point) : undefined;
    const place = (track === null ? null : placeOf(state, track, state.frame)) ?? this.placeAt(side, point);
    if (taken !== undefined) this.end = taken ?? "to";
    if (taken === null || state.ruler === null) return state.set({ ruler: { from: place, to: place } });
    if (taken === undefined) state.set({ ruler: { ...state.ruler, [this.end]: place } });
  }

  pick(side: Side, track: number | null, point: PlanePoint, held: HeldKeys): void {
    const state = this.state();
    if (state.drawing) {
      if (side === "main") state.draw({ ...state.drawing, points: [...state.drawing.points, point] });
      return;
    }
    if (state.pointed) return state.pointTo(this.placeAt(side, point));
    if (state.partnership) return void (track !== null && state.finishPartnership(track));
    const mayAdd = state.study?.readOnly === null && state.tracks !== null;
    if (mayAdd && (state.tool === "add" || (held.ctrl && track === null))) return void state.addHere(this.placeAt(side, point));
    if (track !== null && held.ctrl) return state.toggleChosen(track);
    const stack = this.stack();
    if (state.mode === "ortho" && stack) {
      const [y, x] = state.cross ?? centreOf(stack);
      if (side === "main") state.set({ cross: point });
      if (side === "xz") state.set({ cross: [y, point[1]] });
      if (side === "yz") state.set({ cross: [point[0], x] });
      if (side !== "main") state.setDepth(point[side === "xz" ? 0 : 1]);
    }
    state.select(track);
  }

  /** A neuron chosen in space. */
  pickInSpace(track: number | null, { ctrl }: HeldKeys): void {
    const state = this.state();
    if (state.partnership) return void (track !== null && state.finishPartnership(track));
    if (track !== null && ctrl) return state.toggleChosen(track);
    state.select(track);
  }

  /** A point of a plane as a place in the sample, µm [z, y, x]; in a projection at the depth of the brightest voxel. */
  private placeAt(side: Side, [v, u]: PlanePoint): Place {
    const state = this.state();
    const stack = this.stack();
    const [y, x] = state.cross ?? (stack ? centreOf(stack) : [0, 0]);
    if (side === "xz") return [v, y, u];
    if (side === "yz") return [u, v, x];
    const projected = stack !== undefined && state.mode !== "slice" && state.mode !== "ortho";
    return [projected ? brightestDepth(stack, v, u) : state.depths ? state.depth : (stack?.origin[0] ?? 0), v, u];
  }
}
