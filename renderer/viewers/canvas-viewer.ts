import type { Size } from "#renderer/viewers/plane.ts";

/**
 * Two canvases over one another that fill their element: the picture below, which is painted only where it has
 * changed, and what lies over it, which is drawn with every frame. At most one drawing a frame of the screen.
 */
export abstract class CanvasViewer {
  readonly element = document.createElement("div");
  protected readonly image = document.createElement("canvas");
  protected readonly over = document.createElement("canvas");
  /** CSS pixels. */
  protected size: Size = { width: 0, height: 0 };
  /** Device pixels a CSS pixel. */
  protected ratio = 1;
  /** Aborted when the viewer is gone. */
  protected readonly ended = new AbortController();
  private readonly observer = new ResizeObserver(() => this.resize());
  private drawing = 0;
  /** Whether the picture itself has to be painted again, not just what lies over it. */
  private stale = true;

  constructor(className: string, name: string) {
    this.element.className = className;
    this.image.className = "plane-image";
    this.over.className = "plane-over";
    this.over.setAttribute("role", "img");
    this.over.setAttribute("aria-label", name);
    this.element.append(this.image, this.over);
    this.observer.observe(this.element);
    this.image.addEventListener("webglcontextlost", (event) => event.preventDefault());
  }

  /** Paints the picture; false while there is nothing to paint it from. */
  protected abstract paintImage(): boolean;

  /** Draws what lies over the picture, CSS pixels. */
  protected abstract drawOver(context: CanvasRenderingContext2D): void;

  /** Fits what is shown to a new size, where it was fitted to the old one. */
  protected abstract fitAgain(): void;

  destroy(): void {
    cancelAnimationFrame(this.drawing);
    this.observer.disconnect();
    this.ended.abort();
    this.element.remove();
  }

  /** Draws what is shown into another canvas, CSS pixels of its context. */
  paintOnto(context: CanvasRenderingContext2D, left: number, top: number): void {
    // The picture of a WebGL canvas lasts no longer than the turn in which it was painted.
    this.stale = true;
    this.drawNow();
    for (const canvas of [this.image, this.over]) context.drawImage(canvas, left, top, this.size.width, this.size.height);
  }

  protected draw(): void {
    if (this.drawing === 0) this.drawing = requestAnimationFrame(() => this.drawNow());
  }

  protected repaint(): void {
    this.stale = true;
    this.draw();
  }

  private resize(): void {
    this.size = { width: this.element.clientWidth, height: this.element.clientHeight };
    this.ratio = window.devicePixelRatio || 1;
    for (const canvas of [this.image, this.over]) {
      canvas.width = Math.max(1, Math.round(this.size.width * this.ratio));
      canvas.height = Math.max(1, Math.round(this.size.height * this.ratio));
    }
    this.stale = true;
    this.fitAgain();
    cancelAnimationFrame(this.drawing);
    this.drawing = 0;
    this.drawNow();
  }

  private drawNow(): void {
    this.drawing = 0;
    if (this.size.width === 0 || this.size.height === 0) return;
    if (this.stale && this.paintImage()) this.stale = false;
    const context = this.over.getContext("2d");
    if (!context) return;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.size.width, this.size.height);
    this.drawOver(context);
  }
}
