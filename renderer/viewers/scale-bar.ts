/** A round length whose bar is at most `room` CSS pixels long: 1, 2 or 5 times a power of ten. */
export function roundLength(scale: number, room: number): number {
  const most = room / scale;
  const power = 10 ** Math.floor(Math.log10(most));
  for (const factor of [5, 2, 1]) if (factor * power <= most * (1 + 1e-9)) return factor * power;
  return power;
}

/** Bar and its length in the lower left corner. */
export function drawScaleBar(context: CanvasRenderingContext2D, scale: number, unit: string, height: number, font: string): void {
  const length = roundLength(scale, 120);
  const width = length * scale;
  const x = 16;
  const y = height - 16;
  context.save();
  context.fillStyle = "rgb(0 0 0 / 0.5)";
  context.fillRect(x - 1, y - 4, width + 2, 5);
  context.fillStyle = "#fff";
  context.fillRect(x, y - 3, width, 3);
  context.font = font;
  context.textBaseline = "bottom";
  context.lineWidth = 3;
  context.strokeStyle = "rgb(0 0 0 / 0.7)";
  const text = `${Number(length.toPrecision(3))} ${unit}`;
  context.strokeText(text, x, y - 6);
  context.fillText(text, x, y - 6);
  context.restore();
}
