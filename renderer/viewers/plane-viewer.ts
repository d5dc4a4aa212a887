import { cpuPainter } from "#renderer/viewers/cpu-painter.ts";
import { glPainter } from "#renderer/viewers/gl-painter.ts";
import { drawMarks, type Marks, type MarkStyle, pickMark } from "#renderer/viewers/marks.ts";
import {
  type Camera,
  fitCamera,
  type Look,
  type Painter,
  type Plane,
  type Size,
  toScreen,
  toWorld,
  zoomAbout,
} from "#renderer/viewers/plane.ts";
import { drawScaleBar } from "#renderer/viewers/scale-bar.ts";

export interface PlaneViewerEvents {
  readonly onCamera: (camera: Camera) => void;
  /** A click: the neuron under it, if any, and the place, µm [v, u]. */
  readonly onPick: (track: number | null, place: readonly [number, number]) => void;
  readonly onHover: (track: number | null) => void;
  /** Wheel with Ctrl or Shift held: planes to step by. */
  readonly onDepth: (by: number) => void;
}

export interface PlaneOverlay {
  readonly marks: Marks | null;
  readonly style: MarkStyle;
  /** Cross hair, µm [v, u]. */
  readonly cross: readonly [number, number] | null;
  /** Unit of the scale bar; null for no bar. */
  readonly unit: string | null;
}

const dragStart = 4;
const margin = 20;

/** One plane on screen with its neurons: zoom by wheel, pan by dragging, click to choose. */
export class PlaneViewer {
  readonly element = document.createElement("div");
  private readonly image = document.createElement("canvas");
  private readonly over = document.createElement("canvas");
  private painter: Painter;
  private readonly observer: ResizeObserver;
  private plane: Plane | null = null;
  private look: Look | null = null;
  private overlay: PlaneOverlay | null = null;
  private view: Camera = { centre: [0, 0], scale: 1 };
  private size: Size = { width: 0, height: 0 };
  private ratio = 1;
  private drawing = 0;
  private fitted: boolean;

  constructor(
    name: string,
    private readonly events: PlaneViewerEvents,
    /** A leading viewer fits its plane by itself; one that follows gets its camera from another. */
    private readonly leads: boolean,
  ) {
    this.fitted = leads;
    this.element.className = "plane-viewer";
    this.image.className = "plane-image";
    this.over.className = "plane-over";
    this.over.setAttribute("role", "img");
    this.over.setAttribute("aria-label", name);
    this.element.append(this.image, this.over);
    this.painter = glPainter(this.image) ?? cpuPainter(this.image);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.element);
    this.listen();
  }

  setPlane(plane: Plane | null): void {
    this.plane = plane;
    if (plane && this.fitted) this.fit();
    this.draw();
  }

  setLook(look: Look): void {
    this.look = look;
    this.draw();
  }

  setOverlay(overlay: PlaneOverlay): void {
    this.overlay = overlay;
    this.draw();
  }

  setCamera(camera: Camera): void {
    this.view = camera;
    this.fitted = false;
    this.draw();
  }

  get camera(): Camera {
    return this.view;
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
    this.draw();
  }

  destroy(): void {
    cancelAnimationFrame(this.drawing);
    this.observer.disconnect();
    this.painter.destroy();
    this.element.remove();
  }

  private resize(): void {
    this.size = { width: this.element.clientWidth, height: this.element.clientHeight };
    this.ratio = window.devicePixelRatio || 1;
    for (const canvas of [this.image, this.over]) {
      canvas.width = Math.max(1, Math.round(this.size.width * this.ratio));
      canvas.height = Math.max(1, Math.round(this.size.height * this.ratio));
    }
    if (this.fitted) this.fit();
    cancelAnimationFrame(this.drawing);
    this.drawing = 0;
    this.drawNow();
  }

  private draw(): void {
    if (this.drawing === 0) this.drawing = requestAnimationFrame(() => this.drawNow());
  }

  private drawNow(): void {
    this.drawing = 0;
    if (this.size.width === 0 || this.size.height === 0) return;
    if (this.look) this.painter.paint(this.plane, this.look, this.view, this.size, this.ratio);
    const context = this.over.getContext("2d");
    if (!context) return;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.size.width, this.size.height);
    const { overlay } = this;
    if (!overlay || !this.plane) return;
    if (overlay.cross) this.drawCross(context, overlay.cross);
    if (overlay.marks) drawMarks(context, overlay.marks, overlay.style, this.view, this.size);
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

  private pickAt(y: number, x: number): number | null {
    const marks = this.overlay?.marks;
    return marks ? pickMark(marks, this.view, this.size, y, x, 9) : null;
  }

  private move(camera: Camera): void {
    this.fitted = false;
    this.view = camera;
    this.events.onCamera(camera);
    this.draw();
  }

  private listen(): void {
    const { over } = this;
    this.image.addEventListener("webglcontextlost", (event) => event.preventDefault());
    this.image.addEventListener("webglcontextrestored", () => {
      this.painter = glPainter(this.image) ?? this.painter;
      this.draw();
    });
    let from: { x: number; y: number; camera: Camera; dragged: boolean } | null = null;
    over.addEventListener("pointerdown", (event) => {
      if (event.button > 1) return;
      from = { x: event.clientX, y: event.clientY, camera: this.view, dragged: false };
      over.setPointerCapture(event.pointerId);
    });
    over.addEventListener("pointermove", (event) => {
      if (!from) {
        const track = this.pickAt(event.offsetY, event.offsetX);
        over.style.cursor = track === null ? "" : "pointer";
        this.events.onHover(track);
        return;
      }
      const dx = event.clientX - from.x;
      const dy = event.clientY - from.y;
      if (!from.dragged && Math.hypot(dx, dy) < dragStart) return;
      from.dragged = true;
      const { centre, scale } = from.camera;
      this.move({ scale, centre: [centre[0] - dy / scale, centre[1] - dx / scale] });
    });
    over.addEventListener("pointerup", (event) => {
      if (from && !from.dragged) {
        this.events.onPick(this.pickAt(event.offsetY, event.offsetX), toWorld(this.view, this.size, event.offsetY, event.offsetX));
      }
      from = null;
    });
    over.addEventListener("pointercancel", () => (from = null));
    over.addEventListener("pointerleave", () => this.events.onHover(null));
    over.addEventListener("dblclick", () => this.leads && this.fit());
    over.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const delta = event.deltaY || event.deltaX;
        if (event.shiftKey) return this.events.onDepth(delta > 0 ? -1 : 1);
        this.move(zoomAbout(this.view, this.size, event.offsetY, event.offsetX, Math.exp(-delta * 0.0016)));
      },
      { passive: false },
    );
  }
}
