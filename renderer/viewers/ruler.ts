/** A measured length on the screen, CSS pixels [y, x], and what is written beside it. */
export interface ScreenRuler {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly text: string;
}

/** A line with an end piece at either end, and its length. */
export function drawRuler(context: CanvasRenderingContext2D, { from, to, text }: ScreenRuler, width: number, font: string): void {
  const [dy, dx] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dy, dx) || 1;
  const [ny, nx] = [(dx / length) * 6, (-dy / length) * 6];
  context.save();
  context.lineCap = "round";
  for (const [stroke, colour] of [
    [4, "rgb(0 0 0 / 0.7)"],
    [1.75, "#ffe08a"],
  ] as const) {
    context.lineWidth = stroke;
    context.strokeStyle = colour;
    context.beginPath();
    context.moveTo(from[1], from[0]);
    context.lineTo(to[1], to[0]);
    for (const [y, x] of [from, to]) {
      context.moveTo(x - nx, y - ny);
      context.lineTo(x + nx, y + ny);
    }
    context.stroke();
  }
  context.font = font;
  context.textBaseline = "middle";
  const room = context.measureText(text).width + 12;
  const left = Math.min(Math.max((from[1] + to[1]) / 2 + 10, 4), Math.max(4, width - room - 4));
  const y = (from[0] + to[0]) / 2 - 14;
  context.fillStyle = "rgb(10 13 18 / 0.82)";
  context.fillRect(left, y - 10, room, 20);
  context.fillStyle = "#ffe08a";
  context.fillText(text, left + 6, y + 0.5);
  context.restore();
}
