/** The way of a neuron up to now on the screen, CSS pixels [y, x], oldest first. */
export interface Tail {
  readonly track: number;
  readonly points: readonly (readonly [number, number])[];
}

/** Ways through time, fading towards the past. */
export function drawTails(context: CanvasRenderingContext2D, tails: readonly Tail[], colour: (track: number) => string): void {
  context.lineWidth = 1.25;
  context.lineCap = "round";
  for (const { track, points } of tails) {
    context.strokeStyle = colour(track);
    for (let i = 1; i < points.length; i++) {
      const [from, to] = [points[i - 1]!, points[i]!];
      context.globalAlpha = (0.75 * i) / (points.length - 1);
      context.beginPath();
      context.moveTo(from[1], from[0]);
      context.lineTo(to[1], to[0]);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}
