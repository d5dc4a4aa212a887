import type { Pen } from "#renderer/charts/pen.ts";
import { enlarged, type Picture } from "#renderer/charts/picture.ts";
import { plainColour } from "#renderer/charts/plain-colour.ts";

type Matrix = readonly [number, number, number, number, number, number];

interface State {
  readonly matrix: Matrix;
  readonly groups: number;
  readonly fillStyle: Pen["fillStyle"];
  readonly strokeStyle: Pen["strokeStyle"];
  readonly lineWidth: number;
  readonly lineJoin: CanvasLineJoin;
  readonly font: string;
  readonly textAlign: CanvasTextAlign;
  readonly textBaseline: CanvasTextBaseline;
  readonly globalAlpha: number;
  readonly imageSmoothingEnabled: boolean;
  readonly dash: readonly number[];
}

/** What a file needs that a browser and the command line have in ways of their own. */
export interface Press {
  /** Width of a text in a font, CSS pixels. */
  measure(text: string, font: string): number;
  /** A picture as the address of a PNG: data:image/png;base64,… */
  png(picture: Picture): string;
}

/** Pixels of a file that a picture's pixel takes, at two for every CSS pixel. */
const blocksFor = (scale: number): number => Math.max(1, Math.ceil(2 * scale));

/** How far below a point the text's baseline lies, in letter sizes. */
const drop: Partial<Record<CanvasTextBaseline, number>> = { top: 0.93, middle: 0.36, bottom: -0.24 };
const anchors: Partial<Record<CanvasTextAlign, string>> = { center: "middle", right: "end", end: "end" };

/** A pen that writes SVG. Text stays text, curves stay curves; only images (maps, matrices) are pixels. */
export class SvgPen implements Pen {
  fillStyle: Pen["fillStyle"] = "#000";
  strokeStyle: Pen["strokeStyle"] = "#000";
  lineWidth = 1;
  lineJoin: CanvasLineJoin = "miter";
  font = "11px Inter";
  textAlign: CanvasTextAlign = "left";
  textBaseline: CanvasTextBaseline = "alphabetic";
  globalAlpha = 1;
  imageSmoothingEnabled = true;
  private dash: readonly number[] = [];
  private matrix: Matrix = [1, 0, 0, 1, 0, 0];
  private path = "";
  private readonly parts: string[] = [];
  private readonly states: State[] = [];
  private groups = 0;
  private clips = 0;

  constructor(private readonly press: Press) {}

  /** What was drawn, as elements. */
  get content(): string {
    return this.parts.join("\n") + "</g>".repeat(this.groups);
  }

  beginPath(): void {
    this.path = "";
  }

  moveTo(x: number, y: number): void {
    this.path += `M${this.point(x, y)}`;
  }

  lineTo(x: number, y: number): void {
    this.path += `${this.path === "" ? "M" : "L"}${this.point(x, y)}`;
  }

  closePath(): void {
    this.path += "Z";
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path += `M${this.point(x, y)}L${this.point(x + width, y)}L${this.point(x + width, y + height)}L${this.point(x, y + height)}Z`;
  }

  arc(x: number, y: number, radius: number): void {
    const r = short(radius);
    this.path += `M${this.point(x + radius, y)}A${r} ${r} 0 1 1 ${this.point(x - radius, y)}A${r} ${r} 0 1 1 ${this.point(x + radius, y)}Z`;
  }

  stroke(): void {
    if (this.path === "") return;
    const dash = this.dash.length > 0 ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    this.parts.push(
      `<path d="${this.path}" fill="none" stroke="${colour(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}" stroke-linejoin="${this.lineJoin}"${dash}${this.faded("stroke")}/>`,
    );
  }

  fill(): void {
    if (this.path !== "") this.parts.push(`<path d="${this.path}" fill="${colour(this.fillStyle)}"${this.faded("fill")}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    if (!(width > 0) || !(height > 0)) return;
    const before = this.path;
    this.path = "";
    this.rect(x, y, width, height);
    this.fill();
    this.path = before;
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    const before = this.path;
    this.path = "";
    this.rect(x, y, width, height);
    this.stroke();
    this.path = before;
  }

  fillText(text: string, x: number, y: number): void {
    if (text === "") return;
    const size = sizeOf(this.font);
    const [px, py] = this.place(x, y + (drop[this.textBaseline] ?? 0) * size);
    const [a, b] = this.matrix;
    const turned =
      Math.abs(b) < 1e-9 && a > 0 ? "" : ` transform="rotate(${short((Math.atan2(b, a) * 180) / Math.PI)} ${short(px)} ${short(py)})"`;
    const anchor = anchors[this.textAlign];
    this.parts.push(
      `<text x="${short(px)}" y="${short(py)}" font-size="${short(size)}"${anchor ? ` text-anchor="${anchor}"` : ""} fill="${colour(this.fillStyle)}"${this.faded("fill")}${turned}>${escape(text)}</text>`,
    );
  }

  measureText(text: string): { readonly width: number } {
    return { width: this.press.measure(text, this.font) };
  }

  drawPicture(image: Picture | HTMLCanvasElement, left: number, top: number, width: number, height: number): void {
    if (!("rgba" in image)) throw new Error("A canvas is for the screen; a file takes pictures.");
    const [x, y] = this.place(left, top);
    const [across, down] = this.imageSmoothingEnabled ? [1, 1] : [width / image.width, height / image.height].map(blocksFor);
    this.parts.push(
      `<image x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" preserveAspectRatio="none" image-rendering="pixelated" href="${this.press.png(enlarged(image, across as number, down as number))}"/>`,
    );
  }

  save(): void {
    const {
      matrix,
      groups,
      fillStyle,
      strokeStyle,
      lineWidth,
      lineJoin,
      font,
      textAlign,
      textBaseline,
      globalAlpha,
      imageSmoothingEnabled,
      dash,
    } = this;
    this.states.push({
      matrix,
      groups,
      fillStyle,
      strokeStyle,
      lineWidth,
      lineJoin,
      font,
      textAlign,
      textBaseline,
      globalAlpha,
      imageSmoothingEnabled,
      dash,
    });
  }

  restore(): void {
    const state = this.states.pop();
    if (!state) return;
    for (; this.groups > state.groups; this.groups--) this.parts.push("</g>");
    Object.assign(this, state);
  }

  translate(x: number, y: number): void {
    const [a, b, c, d] = this.matrix;
    const [e, f] = this.place(x, y);
    this.matrix = [a, b, c, d, e, f];
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
    const id = `clip${++this.clips}`;
    this.parts.push(`<clipPath id="${id}"><path d="${this.path}"/></clipPath><g clip-path="url(#${id})">`);
    this.groups++;
  }

  private place(x: number, y: number): readonly [number, number] {
    const [a, b, c, d, e, f] = this.matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  }

  private point(x: number, y: number): string {
    const [px, py] = this.place(x, y);
    return `${short(px)} ${short(py)}`;
  }

  private faded(what: "fill" | "stroke"): string {
    return this.globalAlpha < 1 ? ` ${what}-opacity="${short(this.globalAlpha)}"` : "";
  }
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A colour as every reader of SVG knows it: what is newer than rgb() is looked up. */
function colour(style: Pen["fillStyle"]): string {
  if (typeof style !== "string") return "#000";
  return style.startsWith("ok") ? `rgb(${plainColour(style).join(", ")})` : style;
}

function sizeOf(font: string): number {
  return Number(/([\d.]+)px/.exec(font)?.[1] ?? 11);
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
