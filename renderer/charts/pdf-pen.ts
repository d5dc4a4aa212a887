import { GState, type jsPDF } from "jspdf";
import { FilePen, type PathStep, type PlacedPicture, type PlacedText } from "#renderer/charts/file-pen.ts";
import { plainColour } from "#renderer/charts/plain-colour.ts";
import type { Press } from "#renderer/charts/svg-pen.ts";

/** A circle is four Bézier curves whose handles are this long, in radii. */
const handle = (4 / 3) * (Math.SQRT2 - 1);

/** A pen that writes a page of PDF. Lines stay lines, text stays text in the page's font; only images are pixels. */
export class PdfPen extends FilePen {
  /**
   * @param page           counts in CSS pixels
   * @param pointsPerPixel points of a CSS pixel on paper
   */
  constructor(
    private readonly page: jsPDF,
    private readonly pointsPerPixel: number,
    private readonly press: Press,
  ) {
    super((text, font) => press.measure(text, font));
  }

  protected writeStroke(path: readonly PathStep[]): void {
    this.ink();
    this.page.setDrawColor(...rgbOf(this.strokeStyle));
    this.page.setLineWidth(this.lineWidth);
    this.page.setLineJoin(this.lineJoin);
    this.page.setLineDashPattern([...this.dash], 0);
    this.outline(path);
    this.page.stroke();
  }

  protected writeFill(path: readonly PathStep[]): void {
    this.ink();
    this.page.setFillColor(...rgbOf(this.fillStyle));
    this.outline(path);
    this.page.fill();
  }

  protected writeText({ text, x, y, align, size, turned }: PlacedText): void {
    this.ink();
    this.page.setTextColor(...rgbOf(this.fillStyle));
    this.page.setFontSize(size * this.pointsPerPixel);
    // The page aligns texts before it turns them, so a turned one begins where it begins.
    const back = align === "start" ? 0 : this.measureText(text).width * (align === "end" ? 1 : 0.5);
    const angle = (turned * Math.PI) / 180;
    this.page.text(text, x - back * Math.cos(angle), y - back * Math.sin(angle), turned === 0 ? {} : { angle: -turned });
  }

  protected writePicture({ picture, x, y, width, height }: PlacedPicture): void {
    this.ink();
    this.page.addImage(this.press.png(picture), "PNG", x, y, width, height, undefined, "FAST");
  }

  protected openClip(path: readonly PathStep[]): void {
    this.page.saveGraphicsState();
    this.outline(path);
    this.page.clip();
    this.page.discardPath();
  }

  protected closeClip(): void {
    this.page.restoreGraphicsState();
  }

  /** Ends what is still open. */
  finish(): void {
    this.closeClips(0);
  }

  private ink(): void {
    this.page.setGState(new GState({ opacity: this.globalAlpha, "stroke-opacity": this.globalAlpha }));
  }

  private outline(path: readonly PathStep[]): void {
    for (const step of path) {
      if (step.to === "close") this.page.close();
      else if (step.to === "circle") this.circle(step.x, step.y, step.radius);
      else if (step.to === "line") this.page.lineTo(step.x, step.y);
      else this.page.moveTo(step.x, step.y);
    }
  }

  private circle(x: number, y: number, r: number): void {
    const h = handle * r;
    this.page.moveTo(x + r, y);
    this.page.curveTo(x + r, y + h, x + h, y + r, x, y + r);
    this.page.curveTo(x - h, y + r, x - r, y + h, x - r, y);
    this.page.curveTo(x - r, y - h, x - h, y - r, x, y - r);
    this.page.curveTo(x + h, y - r, x + r, y - h, x + r, y);
    this.page.close();
  }
}

function rgbOf(style: FilePen["fillStyle"]): [number, number, number] {
  return typeof style === "string" ? [...plainColour(style)] : [0, 0, 0];
}
