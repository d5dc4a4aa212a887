import { type Camera, type Size, toScreen } from "#renderer/viewers/plane.ts";
import { drawTails } from "#renderer/viewers/tails.ts";

/** Neurons to draw over a plane, columns of equal length; positions in µm [v, u]. */
export interface Marks {
  readonly track: Int32Array;
  readonly v: Float64Array;
  readonly u: Float64Array;
  /** µm from the plane shown; 0 in a projection. */
  readonly away: Float64Array;
  readonly radius: Float64Array;
  /** Who set the position: 0 the program, 1 a human, 2 filled in between. */
  readonly source: Uint8Array;
  /** Where each neuron was before, µm [v, u], oldest first. */
  readonly tails?: readonly { readonly track: number; readonly points: readonly (readonly [number, number])[] }[];
}

export interface MarkStyle {
  readonly selected: number | null;
  /** Neurons chosen together with the selected one. */
  readonly chosen: ReadonlySet<number>;
  readonly hovered: number | null;
  /** Text beside a mark; empty for none. */
  readonly label: (track: number) => string;
  readonly colour: (track: number) => string;
  readonly font: string;
  /** Small dots in place of the outlines. */
  readonly dots?: boolean;
}

/** Outlines (or dots) where the plane cuts a nucleus, faint dots where it lies above or below; behind them where it was before. */
export function drawMarks(context: CanvasRenderingContext2D, marks: Marks, style: MarkStyle, camera: Camera, size: Size): void {
  context.font = style.font;
  context.textBaseline = "middle";
  if (marks.tails) {
    const onScreen = marks.tails.map(({ track, points }) => ({ track, points: points.map(([v, u]) => toScreen(camera, size, v, u)) }));
    drawTails(context, onScreen, style.colour);
  }
  for (const pass of [0, 1]) {
    for (let i = 0; i < marks.track.length; i++) {
      const track = marks.track[i] as number;
      const chosen = track >= 0 && (style.chosen.has(track) || track === style.selected || track === style.hovered);
      if (chosen !== (pass === 1)) continue;
      const [y, x] = toScreen(camera, size, marks.v[i] as number, marks.u[i] as number);
      if (x < -40 || y < -40 || x > size.width + 40 || y > size.height + 40) continue;
      drawMark(context, marks, i, style, camera.scale, x, y);
    }
  }
  context.globalAlpha = 1;
}

function drawMark(context: CanvasRenderingContext2D, marks: Marks, i: number, style: MarkStyle, scale: number, x: number, y: number): void {
  const track = marks.track[i] as number;
  const radius = marks.radius[i] as number;
  const away = Math.abs(marks.away[i] as number);
  const cut = away < radius * 1.2;
  const selected = track >= 0 && (track === style.selected || style.chosen.has(track));
  const hovered = track >= 0 && track === style.hovered;
  const ring = style.dots ? 3.5 : Math.max(3.5, radius * scale + 1.5);
  const colour = track >= 0 ? style.colour(track) : "rgb(214 220 230)";
  context.globalAlpha = selected || hovered ? 1 : cut ? 0.95 : Math.max(0.22, 0.7 - away / 14);
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.beginPath();
  if (cut || selected || hovered) {
    context.lineWidth = selected ? 2.25 : 1.25;
    context.arc(x, y, ring, 0, Math.PI * 2);
    if (selected) halo(context, x, y, ring);
    if (marks.source[i] === 2) context.setLineDash([3, 3]);
    if (style.dots) context.fill();
    context.stroke();
    context.setLineDash([]);
    if (marks.source[i] === 1) pin(context, x, y, ring);
  } else {
    context.arc(x, y, 1.75, 0, Math.PI * 2);
    context.fill();
  }
  const label = cut || selected || hovered ? style.label(track) : "";
  if (label === "") return;
  context.lineWidth = 3;
  context.strokeStyle = "rgb(0 0 0 / 0.75)";
  context.lineJoin = "round";
  context.strokeText(label, x + ring + 3, y);
  context.fillStyle = selected ? "#fff" : colour;
  context.fillText(label, x + ring + 3, y);
}

/** A position that a human answers for carries a small diamond on its ring. */
function pin(context: CanvasRenderingContext2D, x: number, y: number, ring: number): void {
  context.beginPath();
  context.moveTo(x, y - ring - 3.5);
  context.lineTo(x + 3.5, y - ring);
  context.lineTo(x, y - ring + 3.5);
  context.lineTo(x - 3.5, y - ring);
  context.closePath();
  context.fill();
}

/** Marks with some of them moved, µm [v, u]. */
export function shifted(marks: Marks, [dv, du]: readonly [number, number], isMoved: (track: number) => boolean): Marks {
  const moved = Array.from(marks.track, isMoved);
  return { ...marks, v: marks.v.map((v, i) => (moved[i] ? v + dv : v)), u: marks.u.map((u, i) => (moved[i] ? u + du : u)) };
}

/** The box or lasso being drawn, CSS pixels [y, x]. */
export function drawOutline(context: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void {
  context.beginPath();
  points.forEach(([y, x], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.closePath();
  context.fillStyle = "rgb(143 180 255 / 0.14)";
  context.fill();
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.strokeStyle = "rgb(190 212 255 / 0.95)";
  context.stroke();
  context.setLineDash([]);
}

function halo(context: CanvasRenderingContext2D, x: number, y: number, ring: number): void {
  const { strokeStyle, lineWidth } = context;
  context.strokeStyle = "rgb(255 255 255 / 0.9)";
  context.lineWidth = 1;
  context.beginPath();
  context.arc(x, y, ring + 3, 0, Math.PI * 2);
  context.stroke();
  context.strokeStyle = strokeStyle;
  context.lineWidth = lineWidth;
  context.beginPath();
  context.arc(x, y, ring, 0, Math.PI * 2);
}

/** Track whose mark lies nearest a point of the screen, within reach (CSS pixels); null for none. */
export function pickMark(marks: Marks, camera: Camera, size: Size, y: number, x: number, reach: number): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < marks.track.length; i++) {
    const track = marks.track[i] as number;
    if (track < 0) continue;
    const [sy, sx] = toScreen(camera, size, marks.v[i] as number, marks.u[i] as number);
    const distance = Math.hypot(sy - y, sx - x);
    const within = Math.max(reach, (marks.radius[i] as number) * camera.scale);
    // A neuron in the plane wins over one above or below it.
    const cost = distance + Math.abs(marks.away[i] as number) * 2;
    if (distance <= within && cost < least) {
      least = cost;
      best = track;
    }
  }
  return best;
}
