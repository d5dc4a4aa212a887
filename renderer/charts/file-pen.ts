import type { Pen } from "#renderer/charts/pen.ts";
import { enlarged, type Picture } from "#renderer/charts/picture.ts";

type Matrix = readonly [number, number, number, number, number, number];

/** A piece of a path, in the file's own coordinates. */
export type PathStep =
  | { readonly to: "start" | "line"; readonly x: number; readonly y: number }
  | { readonly to: "close" }
  | { readonly to: "circle"; readonly x: number; readonly y: number; readonly radius: number };

/** A text and where it lies, in the file's own coordinates. */
export interface PlacedText {
  readonly text: string;
  /** The point of the baseline that the text begins, ends or is centred at. */
  readonly x: number;
  readonly y: number;
  readonly align: "start" | "middle" | "end";
  /** CSS pixels. */
  readonly size: number;
  /** Turned clockwise, degrees. */
  readonly turned: number;
}

/** A picture and where it lies. */
export interface PlacedPicture {
  readonly picture: Picture;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How far below a point the text's baseline lies, in letter sizes. */
const drop: Partial<Record<CanvasTextBaseline, number>> = { top: 0.93, middle: 0.36, bottom: -0.24 };
const aligned: Partial<Record<CanvasTextAlign, PlacedText["align"]>> = { center: "middle", right: "end", end: "end" };

/** Pixels of a file that a picture's pixel takes, at two for every CSS pixel. */
const blocksFor = (scale: number): number => Math.max(1, Math.ceil(2 * scale));

/** What `save` keeps. */
interface State {
  readonly matrix: Matrix;
  readonly clips: number;
  readonly dash: readonly number[];
  readonly look: Partial<Pen>;
}

/**
 * A pen that writes into a file. It keeps what a canvas context keeps (state, transform, path), works out where things
 * lie, and leaves to each kind of file how a path, a text, a picture and a clip are written.
 */
export abstract class FilePen implements Pen {
  fillStyle: Pen["fillStyle"] = "#000";
  strokeStyle: Pen["strokeStyle"] = "#000";
  lineWidth = 1;
  lineJoin: CanvasLineJoin = "miter";
  font = "11px Inter";
  textAlign: CanvasTextAlign = "left";
  textBaseline: CanvasTextBaseline = "alphabetic";
  globalAlpha = 1;
  imageSmoothingEnabled = true;
  protected dash: readonly number[] = [];
  /** Clips that are open. */
  protected clips = 0;
  private matrix: Matrix = [1, 0, 0, 1, 0, 0];
  private path: PathStep[] = [];
  private readonly states: State[] = [];

  /** @param measure width of a text in a font, CSS pixels */
  constructor(private readonly measure: (text: string, font: string) => number) {}

  protected abstract writeStroke(path: readonly PathStep[]): void;
  protected abstract writeFill(path: readonly PathStep[]): void;
  protected abstract writeText(text: PlacedText): void;
  protected abstract writePicture(picture: PlacedPicture): void;
  protected abstract openClip(path: readonly PathStep[]): void;
  protected abstract closeClip(): void;

  beginPath(): void {
    this.path = [];
  }

  moveTo(x: number, y: number): void {
    this.path.push({ to: "start", ...this.place(x, y) });
  }

  lineTo(x: number, y: number): void {
    this.path.push({ to: this.path.length === 0 ? "start" : "line", ...this.place(x, y) });
  }

  closePath(): void {
    this.path.push({ to: "close" });
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path.push(...this.box(x, y, width, height));
  }

  arc(x: number, y: number, radius: number): void {
    this.path.push({ to: "circle", ...this.place(x, y), radius });
  }

  stroke(): void {
    if (this.path.length > 0) this.writeStroke(this.path);
  }

  fill(): void {
    if (this.path.length > 0) this.writeFill(this.path);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    if (width > 0 && height > 0) this.writeFill(this.box(x, y, width, height));
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.writeStroke(this.box(x, y, width, height));
  }

  fillText(text: string, x: number, y: number): void {
    if (text === "") return;
    const size = sizeOf(this.font);
    const [a, b] = this.matrix;
    this.writeText({
      text,
      ...this.place(x, y + (drop[this.textBaseline] ?? 0) * size),
      align: aligned[this.textAlign] ?? "start",
      size,
      turned: Math.abs(b) < 1e-9 && a > 0 ? 0 : (Math.atan2(b, a) * 180) / Math.PI,
    });
  }

  measureText(text: string): { readonly width: number } {
    return { width: this.measure(text, this.font) };
  }

  drawPicture(image: Picture | HTMLCanvasElement, left: number, top: number, width: number, height: number): void {
    if (!("rgba" in image)) throw new Error("A canvas is for the screen; a file takes pictures.");
    const [across, down] = this.imageSmoothingEnabled ? [1, 1] : [blocksFor(width / image.width), blocksFor(height / image.height)];
    this.writePicture({ picture: enlarged(image, across, down), ...this.place(left, top), width, height });
  }

  save(): void {
    const { matrix, clips, dash } = this;
    const { fillStyle, strokeStyle, lineWidth, lineJoin, font, textAlign, textBaseline, globalAlpha, imageSmoothingEnabled } = this;
    const look = { fillStyle, strokeStyle, lineWidth, lineJoin, font, textAlign, textBaseline, globalAlpha, imageSmoothingEnabled };
    this.states.push({ matrix, clips, dash, look });
  }

  restore(): void {
    const state = this.states.pop();
    if (!state) return;
    this.closeClips(state.clips);
    this.matrix = state.matrix;
    this.dash = state.dash;
    Object.assign(this, state.look);
  }

  translate(x: number, y: number): void {
    const [a, b, c, d] = this.matrix;
    const to = this.place(x, y);
    this.matrix = [a, b, c, d, to.x, to.y];
  }

  rotate(angle: number): void {
    const [a, b, c, d, e, f] = this.matrix;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.matrix = [a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f];
  }

  setLineDash(dash: readonly number[]): void {
    this.dash = dash;
  }

  clip(): void {
    this.openClip(this.path);
    this.clips++;
  }

  /** Closes what clips are open beyond a number of them. */
  protected closeClips(down: number): void {
    for (; this.clips > down; this.clips--) this.closeClip();
  }

  private box(x: number, y: number, width: number, height: number): PathStep[] {
    return [
      { to: "start", ...this.place(x, y) },
      { to: "line", ...this.place(x + width, y) },
      { to: "line", ...this.place(x + width, y + height) },
      { to: "line", ...this.place(x, y + height) },
      { to: "close" },
    ];
  }

  private place(x: number, y: number): { readonly x: number; readonly y: number } {
    const [a, b, c, d, e, f] = this.matrix;
    return { x: a * x + c * y + e, y: b * x + d * y + f };
  }
}

/** Size of a font's letters, CSS pixels. */
export function sizeOf(font: string): number {
  return Number(/([\d.]+)px/.exec(font)?.[1] ?? 11);
}
