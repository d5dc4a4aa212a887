import { CanvasViewer } from "#renderer/viewers/canvas-viewer.ts";
import type { MarkStyle } from "#renderer/viewers/marks.ts";
import { drawOrientation, type MarkedWay, wayColours } from "#renderer/viewers/orientation-marker.ts";
import type { HeldKeys } from "#renderer/viewers/plane-pointer.ts";
import { drawRuler } from "#renderer/viewers/ruler.ts";
import { drawScaleBar } from "#renderer/viewers/scale-bar.ts";
import {
  along,
  directionsOf,
  fitOrbit,
  fromAbove,
  type Orbit,
  type Point,
  seenAt,
  type Turn,
  turned,
  zoomed,
} from "#renderer/viewers/space/orbit.ts";
import { drawBox, drawSpaceMarks, pickSpaceMark, type SpaceMarks } from "#renderer/viewers/space/space-overlay.ts";
import type { SpacePainter } from "#renderer/viewers/space/space-painter.ts";
import { listenToSpacePointer, turnRate } from "#renderer/viewers/space/space-pointer.ts";
import { boxOf, type SpaceLook, type SpaceStack, unclipped } from "#renderer/viewers/space/space-stack.ts";

export interface SpaceViewerEvents {
  /** A click: the neuron under it, if any. */
  readonly onPick: (track: number | null, held: HeldKeys) => void;
  readonly onMenu: (track: number | null, at: { readonly x: number; readonly y: number }) => void;
  readonly onHover: (track: number | null) => void;
}

export interface SpaceOverlay {
  readonly marks: SpaceMarks | null;
  readonly style: MarkStyle;
  /** Unit of the scale bar; null for no bar. */
  readonly unit: string | null;
  /** The animal's own directions, beside the axes. */
  readonly animal: readonly { readonly name: string; readonly way: Point }[];
  /** A measured length, µm, and what is written beside it. */
  readonly ruler: { readonly from: Point; readonly to: Point; readonly text: string } | null;
}

/** How long nothing must have moved until the picture is drawn sharp, ms. */
const rest = 140;
const margin = 36;

/** A stack in space with its neurons: turned by dragging, zoomed by the wheel; coarser while it moves, sharp when still. */
export class SpaceViewer extends CanvasViewer {
  private readonly painter: SpacePainter;
  private stack: SpaceStack | null = null;
  private look: SpaceLook | null = null;
  private overlay: SpaceOverlay | null = null;
  private view: Orbit = { turn: fromAbove, centre: [0, 0, 0], scale: 1 };
  private settling = 0;
  private moving = false;
  private fitted = true;

  constructor(
    name: string,
    private readonly events: SpaceViewerEvents,
    /** Makes what draws into the canvas: by the graphics card, or by the processor. */
    paint: (canvas: HTMLCanvasElement) => SpacePainter,
  ) {
    super("plane-viewer space-viewer", name);
    this.painter = paint(this.image);
    listenToSpacePointer({
      element: this.over,
      orbit: () => this.view,
      size: () => this.size,
      turn: (orbit) => this.setOrbit(orbit),
      hover: (y, x) => {
        const track = this.pickAt(y, x);
        this.over.style.cursor = track === null ? "" : "pointer";
        this.events.onHover(track);
      },
      leave: () => this.events.onHover(null),
      pick: (y, x, held) => this.events.onPick(this.pickAt(y, x), held),
      menu: (y, x, at) => this.events.onMenu(this.pickAt(y, x), at),
      fit: () => this.fit(),
      signal: this.ended.signal,
    });
  }

  /** `soon` says that another follows at once, as when a movie plays: it is drawn coarsely. */
  setStack(stack: SpaceStack | null, soon = false): void {
    if (soon) this.stir();
    const before = this.stack;
    this.stack = stack;
    if (stack && (this.fitted || before?.shape.join() !== stack.shape.join() || before.voxel.join() !== stack.voxel.join())) this.fit();
    this.repaint();
  }

  /** What changes while a control is dragged is drawn coarsely until it rests. */
  setLook(look: SpaceLook, soon = false): void {
    this.look = look;
    if (soon) this.stir();
    this.repaint();
  }

  setOverlay(overlay: SpaceOverlay): void {
    this.overlay = overlay;
    this.draw();
  }

  setOrbit(orbit: Orbit): void {
    this.view = orbit;
    this.fitted = false;
    this.stir();
    this.repaint();
  }

  get orbit(): Orbit {
    return this.view;
  }

  zoomBy(factor: number): void {
    this.setOrbit(zoomed(this.view, factor));
  }

  /** Turns as a drag by so many CSS pixels would. */
  turnBy(dy: number, dx: number): void {
    this.setOrbit(turned(this.view, dx * turnRate(this.size), dy * turnRate(this.size)));
  }

  /** Shows all that is drawn, from the side it is looked at, or from another. */
  fit(turn: Turn = this.view.turn): void {
    this.fitted = true;
    this.view = { ...this.view, turn };
    if (!this.stack || this.size.width === 0) return;
    this.view = fitOrbit(turn, boxOf(this.stack, this.look?.clip ?? unclipped), this.size, margin);
    this.repaint();
  }

  override destroy(): void {
    super.destroy();
    window.clearTimeout(this.settling);
    this.painter.destroy();
  }

  /** Draws what is shown into another canvas, sharp, CSS pixels of its context. */
  override paintOnto(context: CanvasRenderingContext2D, left: number, top: number): void {
    this.moving = false;
    super.paintOnto(context, left, top);
  }

  private stir(): void {
    this.moving = true;
    window.clearTimeout(this.settling);
    this.settling = window.setTimeout(() => {
      this.moving = false;
      this.repaint();
    }, rest);
  }

  private pickAt(y: number, x: number): number | null {
    const marks = this.overlay?.marks;
    return marks ? pickSpaceMark(marks, this.view, this.size, y, x, 10) : null;
  }

  protected override fitAgain(): void {
    if (this.fitted) this.fit();
  }

  protected override paintImage(): boolean {
    const { look } = this;
    if (!look) return false;
    this.painter.paint(this.stack, look, this.view, this.size, this.ratio, this.moving);
    this.element.dataset["sharp"] = String(!this.moving);
    return true;
  }

  protected override drawOver(context: CanvasRenderingContext2D): void {
    const { size, view, stack, look, overlay } = this;
    if (!overlay || !stack || !look) return;
    const directions = directionsOf(view.turn);
    drawBox(context, boxOf(stack, look.clip), view, directions, size);
    if (overlay.marks) drawSpaceMarks(context, overlay.marks, overlay.style, view, size);
    if (overlay.ruler) {
      const [from, to] = [overlay.ruler.from, overlay.ruler.to].map((at) => seenAt(view, directions, size, at));
      drawRuler(context, { from: [from![0], from![1]], to: [to![0], to![1]], text: overlay.ruler.text }, size.width, overlay.style.font);
    }
    if (overlay.unit !== null) drawScaleBar(context, view.scale, overlay.unit, size.height, overlay.style.font);
    const seen = (way: Point): readonly [number, number] => [along(directions.down, way), along(directions.right, way)];
    const ways: MarkedWay[] = [
      { name: "x", way: seen([0, 0, 1]), colour: wayColours.x },
      { name: "y", way: seen([0, 1, 0]), colour: wayColours.y },
      { name: "z", way: seen([1, 0, 0]), colour: wayColours.z },
      ...overlay.animal.map(({ name, way }) => ({ name, way: seen(way), colour: wayColours.animal })),
    ];
    drawOrientation(context, ways, [size.height - 52, size.width - 52], overlay.style.font);
  }
}
