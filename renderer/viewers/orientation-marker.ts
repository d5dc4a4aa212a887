/** A direction to mark: its name, and how it runs on the screen, unit vector [down, right] shortened where it runs in depth. */
export interface MarkedWay {
  readonly name: string;
  readonly way: readonly [number, number];
  readonly colour: string;
}

/** Colours of the axes, apart for colour-blind eyes, and of the animal's own directions. */
export const wayColours = { x: "#ff9d5c", y: "#8fd694", z: "#8fb4ff", animal: "#ffd9f2" } as const;

const arm = 24;

/** Arrows from one point that say which way the axes, and the animal, lie. */
export function drawOrientation(
  context: CanvasRenderingContext2D,
  ways: readonly MarkedWay[],
  at: readonly [y: number, x: number],
  font: string,
): void {
  const [y, x] = at;
  context.save();
  context.font = font;
  context.lineCap = "round";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [pass, ground] of [
    [3.5, "rgb(0 0 0 / 0.6)"],
    [1.75, null],
  ] as const) {
    for (const { name, way, colour } of ways) {
      const [dy, dx] = [way[0] * arm, way[1] * arm];
      const length = Math.hypot(dy, dx);
      context.strokeStyle = context.fillStyle = ground ?? colour;
      context.lineWidth = pass;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + dx, y + dy);
      context.stroke();
      if (ground !== null) continue;
      // An axis that runs in depth is a point: its name stands beside the corner.
      const [uy, ux] = length < 4 ? [-0.7, -0.7] : [dy / length, dx / length];
      const reach = length < 4 ? 11 : length + 8 + 2 * Math.max(0, name.length - 1) * Math.abs(ux);
      context.lineWidth = 3;
      context.strokeStyle = "rgb(0 0 0 / 0.7)";
      context.strokeText(name, x + ux * reach, y + uy * reach);
      context.fillText(name, x + ux * reach, y + uy * reach);
      if (length < 4) {
        context.beginPath();
        context.arc(x, y, 2.5, 0, Math.PI * 2);
        context.fill();
      }
    }
  }
  context.restore();
}
