import { CanvasViewer } from "#renderer/viewers/canvas-viewer.ts";
import { drawMap, type MapPlace } from "#renderer/viewers/name-map.ts";
import { drawMarks, drawOutline, type Marks, type MarkStyle, pickMark, shifted } from "#renderer/viewers/marks.ts";
import { newPainter } from "#renderer/viewers/new-painter.ts";
import { type Camera, fitCamera, type Look, type Painter, type Plane, toScreen, toWorld, zoomAbout } from "#renderer/viewers/plane.ts";
import { type HeldKeys, isInside, listenToPointer, type PlanePoint, type PointerTool } from "#renderer/viewers/plane-pointer.ts";
import { drawOutlines, type Outline } from "#renderer/viewers/outlines.ts";
import { drawOrientation, type MarkedWay } from "#renderer/viewers/orientation-marker.ts";
import { drawRuler } from "#renderer/viewers/ruler.ts";
import { drawSurface, type SurfaceLines } from "#renderer/viewers/surface-lines.ts";
import { drawScaleBar } from "#renderer/viewers/scale-bar.ts";

export interface PlaneViewerEvents {
  readonly onCamera: (camera: Camera) => void;
  /** A click: the neuron under it, if any, and the place, µm [v, u]. */
  readonly onPick: (track: number | null, place: PlanePoint, held: HeldKeys) => void;
  /** The right button, with where on the screen, CSS pixels. */
  readonly onMenu: (track: number | null, place: PlanePoint, at: { readonly x: number; readonly y: number }) => void;
  /** Chosen marks were dragged by so much, µm [v, u]. */
  readonly onDrop: (way: PlanePoint, held: HeldKeys) => void;
  /** Neurons around which a box or a lasso was drawn. */
  readonly onArea: (tracks: readonly number[], held: HeldKeys) => void;
  /** Where the pointer is, µm [v, u]; null when it has left. */
  readonly onPoint: (place: PlanePoint | null) => void;
  /** An end of the ruler: the one that is taken up, null for a new ruler; then where that end is dragged to. The neuron under it, if any. */
  readonly onMeasure: (taken: RulerEnd | null | undefined, place: PlanePoint, track: number | null) => void;
  readonly isMovable: (track: number) => boolean;
  readonly tool: () => PointerTool;
  readonly onHover: (track: number | null) => void;
  /** Wheel with Ctrl or Shift held: planes to step by. */
  readonly onDepth: (by: number) => void;
}

export type RulerEnd = "from" | "to";

export interface PlaneOverlay {
  readonly marks: Marks | null;
  readonly style: MarkStyle;
  /** Cross hair, µm [v, u]. */
  readonly cross: readonly [number, number] | null;
  readonly outlines?: readonly Outline[];
  /** Unit of the scale bar; null for no bar. */
  readonly unit: string | null;
  /** A map drawn under the marks. */
  readonly map?: readonly MapPlace[];
  /** A measured length, µm [v, u], and what is written beside it. */
  readonly ruler?: { readonly from: PlanePoint; readonly to: PlanePoint; readonly text: string } | null;
  /** A surface being set, with its points. */
  readonly surface?: SurfaceLines | null;
  /** Which way the axes and the animal lie, in a corner. */
  readonly ways?: readonly MarkedWay[];
}

const margin = 20;
/** How near the pointer must be, CSS pixels. */
const reach = 9;

/** One plane on screen with its neurons: zoom by wheel, pan by dragging, click to choose. */
export class PlaneViewer extends CanvasViewer {
  private painter: Painter;
  private plane: Plane | null = null;
  private look: Look | null = null;
  private overlay: PlaneOverlay | null = null;
  private view: Camera = { centre: [0, 0], scale: 1 };
  private fitted: boolean;
  /** How far the chosen marks are being dragged, µm [v, u]. */
  private dragged: PlanePoint | null = null;
  private outline: readonly PlanePoint[] | null = null;

  constructor(
    name: string,
    private readonly events: PlaneViewerEvents,
    /** A leading viewer fits its plane by itself; one that follows gets its camera from another. */
    private readonly leads: boolean,
  ) {
    super("plane-viewer", name);
    this.fitted = leads;
    this.painter = newPainter(this.image);
    this.listen();
  }

  setPlane(plane: Plane | null): void {
    this.plane = plane;
    if (plane && this.fitted) this.fit();
    this.repaint();
  }

  setLook(look: Look): void {
    this.look = look;
    this.repaint();
  }

  setOverlay(overlay: PlaneOverlay): void {
    this.overlay = overlay;
    this.draw();
  }

  /** Shows the chosen marks moved by so much, µm [v, u], until they are there or let go of. */
  setDrag(way: PlanePoint | null): void {
    this.dragged = way;
    this.draw();
  }

  setCamera(camera: Camera): void {
    this.view = camera;
    this.fitted = false;
    this.repaint();
  }

  get camera(): Camera {
    return this.view;
  }

  /** Whether the whole plane is in sight, as it is until the user moves it. */
  get showsAll(): boolean {
    return this.fitted;
  }

  /** Shows the whole of the plane that comes next. */
  fitNext(): void {
    this.fitted = this.leads;
  }

  fit(): void {
    this.fitted = true;
    if (!this.plane || this.size.width === 0) return;
    this.view = fitCamera(this.plane, this.size, margin);
    this.events.onCamera(this.view);
    this.repaint();
  }

  override destroy(): void {
    super.destroy();
    this.painter.destroy();
  }

  protected override fitAgain(): void {
    if (this.fitted) this.fit();
  }

  protected override paintImage(): boolean {
    if (this.look) this.painter.paint(this.plane, this.look, this.view, this.size, this.ratio);
    return this.look !== null;
  }

  protected override drawOver(context: CanvasRenderingContext2D): void {
    const { overlay } = this;
    if (!overlay || !this.plane) return;
    if (overlay.outlines) drawOutlines(context, overlay.outlines, this.view, this.size);
    if (overlay.map) drawMap(context, overlay.map, this.view, this.size, overlay.style.font);
    if (overlay.cross) this.drawCross(context, overlay.cross);
    if (overlay.marks) {
      const marks = this.dragged ? shifted(overlay.marks, this.dragged, this.events.isMovable) : overlay.marks;
      drawMarks(context, marks, overlay.style, this.view, this.size);
    }
    if (this.outline) drawOutline(context, this.outline);
    if (overlay.surface) drawSurface(context, overlay.surface, this.view, this.size, overlay.style.font);
    if (overlay.ruler) {
      const [from, to] = [overlay.ruler.from, overlay.ruler.to].map(([v, u]) => toScreen(this.view, this.size, v, u));
      drawRuler(context, { from: from!, to: to!, text: overlay.ruler.text }, this.size.width, overlay.style.font);
    }
    if (overlay.ways) drawOrientation(context, overlay.ways, [this.size.height - 48, this.size.width - 48], overlay.style.font);
    if (overlay.unit !== null) drawScaleBar(context, this.view.scale, overlay.unit, this.size.height, overlay.style.font);
  }

  private drawCross(context: CanvasRenderingContext2D, [v, u]: readonly [number, number]): void {
    const [y, x] = toScreen(this.view, this.size, v, u);
    context.strokeStyle = "rgb(120 200 255 / 0.55)";
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, Math.round(y) + 0.5);
    context.lineTo(this.size.width, Math.round(y) + 0.5);
    context.moveTo(Math.round(x) + 0.5, 0);
    context.lineTo(Math.round(x) + 0.5, this.size.height);
    context.stroke();
  }

  private tracksInside(outline: readonly PlanePoint[]): number[] {
    const marks = this.overlay?.marks;
    if (!marks) return [];
    return [...marks.track].filter((track, i) => track >= 0 && isInside(outline, [marks.v[i] as number, marks.u[i] as number]));
  }

  private pickAt(y: number, x: number): number | null {
    const marks = this.overlay?.marks;
    return marks ? pickMark(marks, this.view, this.size, y, x, reach) : null;
  }

  /** The ruler's end within reach of a point of the screen; null for none. */
  private endAt(y: number, x: number): RulerEnd | null {
    const ruler = this.overlay?.ruler;
    if (!ruler) return null;
    const far = (end: RulerEnd) => {
      const [ey, ex] = toScreen(this.view, this.size, ...ruler[end]);
      return Math.hypot(ey - y, ex - x);
    };
    const end = far("from") < far("to") ? "from" : "to";
    return far(end) <= reach ? end : null;
  }

  /** Zooms about the middle. */
  zoomBy(factor: number): void {
    this.move(zoomAbout(this.view, this.size, this.size.height / 2, this.size.width / 2, factor));
  }

  /** Moves the image by CSS pixels. */
  panBy(dy: number, dx: number): void {
    const { centre, scale } = this.view;
    this.move({ scale, centre: [centre[0] - dy / scale, centre[1] - dx / scale] });
  }

  /** Goes to a camera of the user's, and tells those that follow. */
  move(camera: Camera): void {
    this.fitted = false;
    this.view = camera;
    this.events.onCamera(camera);
    this.repaint();
  }

  private listen(): void {
    const { over } = this;
    this.image.addEventListener("webglcontextrestored", () => {
      this.painter = newPainter(this.image);
      this.repaint();
    });
    listenToPointer({
      element: over,
      camera: () => this.view,
      size: () => this.size,
      pickAt: (y, x) => this.pickAt(y, x),
      isMovable: (track) => this.events.isMovable(track),
      tool: () => this.events.tool(),
      move: (camera) => this.move(camera),
      hover: (track) => this.events.onHover(track),
      point: (place) => this.events.onPoint(place),
      pick: (track, place, held) => this.events.onPick(track, place, held),
      menu: (track, place, at) => this.events.onMenu(track, place, at),
      drag: (way) => this.setDrag(way),
      drop: (way, held) => this.events.onDrop(way, held),
      outline: (points) => {
        this.outline = points;
        this.draw();
      },
      area: (outline, held) => this.events.onArea(this.tracksInside(outline), held),
      measure: (begins, y, x) =>
        this.events.onMeasure(begins ? this.endAt(y, x) : undefined, toWorld(this.view, this.size, y, x), this.pickAt(y, x)),
      fit: () => this.leads && this.fit(),
      depth: (by) => this.events.onDepth(by),
      signal: this.ended.signal,
    });
  }
}
