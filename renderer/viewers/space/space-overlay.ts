import type { Size } from "#renderer/viewers/plane.ts";
import type { MarkStyle } from "#renderer/viewers/marks.ts";
import { drawTails } from "#renderer/viewers/tails.ts";
import { type Directions, directionsOf, type Orbit, type Point, seenAt } from "#renderer/viewers/space/orbit.ts";

/** Neurons in space, columns of equal length; positions in µm. */
export interface SpaceMarks {
  readonly track: Int32Array;
  readonly z: Float64Array;
  readonly y: Float64Array;
  readonly x: Float64Array;
  /** Where each neuron was before, µm, oldest first. */
  readonly tails: readonly { readonly track: number; readonly points: readonly Point[] }[];
}

/** Where each mark is seen: its row, CSS pixels and depth, the farthest first. */
function placed(marks: SpaceMarks, orbit: Orbit, size: Size): { readonly i: number; readonly seen: Point }[] {
  const directions = directionsOf(orbit.turn);
  return Array.from(marks.track, (_, i) => ({ i, seen: seenAt(orbit, directions, size, [marks.z[i]!, marks.y[i]!, marks.x[i]!]) })).sort(
    (a, b) => b.seen[2] - a.seen[2],
  );
}

/** Dots with names; the farther from the eye, the smaller and fainter. */
export function drawSpaceMarks(context: CanvasRenderingContext2D, marks: SpaceMarks, style: MarkStyle, orbit: Orbit, size: Size): void {
  const directions = directionsOf(orbit.turn);
  const tails = marks.tails.map(({ track, points }) => ({
    track,
    points: points.map((point) => seenAt(orbit, directions, size, point)).map(([y, x]) => [y, x] as const),
  }));
  drawTails(context, tails, style.colour);
  const all = placed(marks, orbit, size);
  const far = all[0]?.seen[2] ?? 0;
  const range = Math.max(1e-6, far - (all.at(-1)?.seen[2] ?? 0));
  context.font = style.font;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { i, seen } of all) {
    const track = marks.track[i] as number;
    const chosen = track >= 0 && (track === style.selected || style.chosen.has(track));
    const hovered = track >= 0 && track === style.hovered;
    const near = (far - seen[2]) / range;
    const [y, x] = seen;
    context.globalAlpha = chosen || hovered ? 1 : 0.45 + 0.5 * near;
    context.fillStyle = track >= 0 ? style.colour(track) : "rgb(214 220 230)";
    context.strokeStyle = chosen ? "#fff" : "rgb(0 0 0 / 0.65)";
    context.lineWidth = chosen ? 2 : 1;
    context.beginPath();
    context.arc(x, y, (chosen || hovered ? 5 : 3) + 1.5 * near, 0, Math.PI * 2);
    context.fill();
    context.stroke();
    const label = style.label(track);
    if (label === "") continue;
    context.lineWidth = 3;
    context.strokeStyle = "rgb(0 0 0 / 0.75)";
    context.strokeText(label, x + 9, y);
    if (chosen) context.fillStyle = "#fff";
    context.fillText(label, x + 9, y);
  }
  context.globalAlpha = 1;
}

/** Track whose dot lies nearest a point of the screen, within reach; of two under the pointer the one nearer the eye. */
export function pickSpaceMark(marks: SpaceMarks, orbit: Orbit, size: Size, y: number, x: number, reach: number): number | null {
  let best: number | null = null;
  let least = reach;
  for (const { i, seen } of placed(marks, orbit, size)) {
    const distance = Math.hypot(seen[0] - y, seen[1] - x);
    if (marks.track[i]! < 0 || distance > least + 1) continue;
    [best, least] = [marks.track[i]!, Math.min(least, distance)];
  }
  return best;
}

/** Edges of the part of the stack that is drawn; those behind it are fainter. */
export function drawBox(
  context: CanvasRenderingContext2D,
  { low, high }: { readonly low: Point; readonly high: Point },
  orbit: Orbit,
  directions: Directions,
  size: Size,
): void {
  const corner = (n: number) =>
    seenAt(orbit, directions, size, [0, 1, 2].map((i) => (n & (1 << i) ? high : low)[i]!) as [number, number, number]);
  context.lineWidth = 1;
  for (let from = 0; from < 8; from++) {
    for (const bit of [1, 2, 4]) {
      if (from & bit) continue;
      const [a, b] = [corner(from), corner(from | bit)];
      context.strokeStyle = `rgb(143 180 255 / ${a[2] + b[2] > 0 ? 0.18 : 0.4})`;
      context.beginPath();
      context.moveTo(a[1], a[0]);
      context.lineTo(b[1], b[0]);
      context.stroke();
    }
  }
}
