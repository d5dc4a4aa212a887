import { Failure } from "#contract/failure";
import { depthColour } from "#renderer/viewers/colour-maps.ts";
import { formatDepth } from "#renderer/ui/format.ts";

const font = '500 11px "Inter", system-ui, sans-serif';

/** Longest that one frame may take to arrive, ms. */
const patience = 60_000;

/** Width and height of the stage in screen pixels, made even, as encoders of movies ask for. */
export function filmSize(root: HTMLElement): { readonly width: number; readonly height: number } {
  const ratio = window.devicePixelRatio || 1;
  const even = (length: number) => Math.max(2, Math.floor((length * ratio) / 2) * 2);
  return { width: even(root.clientWidth), height: even(root.clientHeight) };
}

/**
 * Waits until something has come true.
 *
 * @throws Failure "engine-lost" where it takes too long; the signal's reason when it is cancelled
 */
export async function until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  while (!isSo()) {
    signal.throwIfAborted();
    if (performance.now() - began > patience)
      throw new Failure("engine-lost", "A frame of the movie did not arrive; make the movie again.");
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

/** A view that can be painted into a movie. */
interface FilmedView {
  readonly element: HTMLElement;
  readonly paintOnto: (context: CanvasRenderingContext2D, left: number, top: number) => void;
}

/** What is on the stage, with its scale bar, its time stamp and the mark that says whether the pixels are virtual. */
export function paintStage(
  canvas: HTMLCanvasElement,
  root: HTMLElement,
  viewers: readonly FilmedView[],
  words: { readonly stamp: string; readonly badge: string; readonly virtual: boolean },
  depths: { readonly min: number; readonly max: number } | null,
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const scale = canvas.width / root.clientWidth;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = "#0a0d12";
  context.fillRect(0, 0, root.clientWidth, root.clientHeight);
  let right = root.clientWidth;
  const captions: [string, number][] = [];
  for (const viewer of viewers) {
    const { offsetLeft, offsetTop, clientWidth, clientHeight } = viewer.element;
    if (clientWidth === 0 || clientHeight === 0) continue;
    viewer.paintOnto(context, offsetLeft, offsetTop);
    const caption = viewer.element.querySelector(".twin-badge")?.textContent;
    if (caption) captions.push([caption, offsetLeft + clientWidth - 10]);
    if (offsetLeft === 0 && offsetTop === 0) right = clientWidth;
  }
  context.font = font;
  context.textBaseline = "middle";
  plate(context, words.stamp, 10, false, "rgb(10 13 18 / 0.72)", "#e7ecf4");
  plate(context, words.badge, right - 10, true, words.virtual ? "#3a2a05" : "rgb(10 13 18 / 0.72)", words.virtual ? "#ffd27a" : "#a8b3c4");
  for (const [text, edge] of captions) plate(context, text, edge, true, "rgb(10 13 18 / 0.72)", "#a8b3c4");
  if (depths) drawDepths(context, depths, right - 24, 44);
}

function plate(context: CanvasRenderingContext2D, text: string, x: number, fromRight: boolean, ground: string, ink: string): void {
  if (text === "") return;
  const width = context.measureText(text).width + 16;
  const left = fromRight ? x - width : x;
  context.fillStyle = ground;
  context.fillRect(left, 10, width, 20);
  context.fillStyle = ink;
  context.fillText(text, left + 8, 20.5);
}

function drawDepths(
  context: CanvasRenderingContext2D,
  { min, max }: { readonly min: number; readonly max: number },
  x: number,
  y: number,
): void {
  const height = 90;
  for (let i = 0; i < height; i++) {
    context.fillStyle = depthColour(1 - i / height);
    context.fillRect(x, y + i, 8, 1.5);
  }
  context.fillStyle = "#e7ecf4";
  context.textAlign = "right";
  context.fillText(`${formatDepth(max)} µm`, x - 6, y + 5);
  context.fillText(formatDepth(min), x - 6, y + height - 4);
  context.textAlign = "left";
}
