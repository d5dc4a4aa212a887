import { FilePen, type PathStep, type PlacedPicture, type PlacedText } from "#renderer/charts/file-pen.ts";
import type { Pen } from "#renderer/charts/pen.ts";
import type { Picture } from "#renderer/charts/picture.ts";
import { plainColour } from "#renderer/charts/plain-colour.ts";

/** What a file needs that a browser and the command line have in ways of their own. */
export interface Press {
  /** Width of a text in a font, CSS pixels. */
  measure(text: string, font: string): number;
  /** A picture as the address of a PNG: data:image/png;base64,… */
  png(picture: Picture): string;
}

/** A pen that writes SVG. Text stays text, curves stay curves; only images (maps, matrices) are pixels. */
export class SvgPen extends FilePen {
  private readonly parts: string[] = [];
  private clipped = 0;

  constructor(private readonly press: Press) {
    super((text, font) => press.measure(text, font));
  }

  /** What was drawn, as elements. */
  get content(): string {
    return this.parts.join("\n") + "</g>".repeat(this.clips);
  }

  protected writeStroke(path: readonly PathStep[]): void {
    const dash = this.dash.length > 0 ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    this.parts.push(
      `<path d="${outline(path)}" fill="none" stroke="${colour(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}" stroke-linejoin="${this.lineJoin}"${dash}${this.faded("stroke")}/>`,
    );
  }

  protected writeFill(path: readonly PathStep[]): void {
    this.parts.push(`<path d="${outline(path)}" fill="${colour(this.fillStyle)}"${this.faded("fill")}/>`);
  }

  protected writeText({ text, x, y, align, size, turned }: PlacedText): void {
    const anchor = align === "start" ? "" : ` text-anchor="${align}"`;
    const turn = turned === 0 ? "" : ` transform="rotate(${short(turned)} ${short(x)} ${short(y)})"`;
    this.parts.push(
      `<text x="${short(x)}" y="${short(y)}" font-size="${short(size)}"${anchor} fill="${colour(this.fillStyle)}"${this.faded("fill")}${turn}>${escape(text)}</text>`,
    );
  }

  protected writePicture({ picture, x, y, width, height }: PlacedPicture): void {
    this.parts.push(
      `<image x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" preserveAspectRatio="none" image-rendering="pixelated" href="${this.press.png(picture)}"/>`,
    );
  }

  protected openClip(path: readonly PathStep[]): void {
    const id = `clip${++this.clipped}`;
    this.parts.push(`<clipPath id="${id}"><path d="${outline(path)}"/></clipPath><g clip-path="url(#${id})">`);
  }

  protected closeClip(): void {
    this.parts.push("</g>");
  }

  private faded(what: "fill" | "stroke"): string {
    return this.globalAlpha < 1 ? ` ${what}-opacity="${short(this.globalAlpha)}"` : "";
  }
}

/** A path as the letters of SVG. */
function outline(path: readonly PathStep[]): string {
  return path.map(letters).join("");
}

function letters(step: PathStep): string {
  if (step.to === "close") return "Z";
  if (step.to !== "circle") return `${step.to === "start" ? "M" : "L"}${short(step.x)} ${short(step.y)}`;
  const [y, r] = [short(step.y), short(step.radius)];
  const [left, right] = [short(step.x - step.radius), short(step.x + step.radius)];
  return `M${right} ${y}A${r} ${r} 0 1 1 ${left} ${y}A${r} ${r} 0 1 1 ${right} ${y}Z`;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A colour as every reader of SVG knows it: what is newer than rgb() is looked up. */
function colour(style: Pen["fillStyle"]): string {
  if (typeof style !== "string") return "#000";
  return style.startsWith("ok") ? `rgb(${plainColour(style).join(", ")})` : style;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
