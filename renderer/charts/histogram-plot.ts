import { scaleLinear } from "d3";

/** Counts as bars of logarithmic height; what lies outside the window is dimmed. */
export function drawHistogram(
  context: CanvasRenderingContext2D,
  data: { readonly counts: Uint32Array; readonly min: number; readonly max: number },
  range: readonly [number, number],
  window: readonly [number, number],
  width: number,
  height: number,
): void {
  const { counts, min, max } = data;
  const x = scaleLinear(range, [0, width]);
  const most = Math.log1p(Math.max(1, ...counts));
  const bin = (max - min) / counts.length;
  context.clearRect(0, 0, width, height);
  counts.forEach((count, i) => {
    const from = min + i * bin;
    const inside = from + bin >= window[0] && from <= window[1];
    const tall = (Math.log1p(count) / most) * (height - 2);
    context.fillStyle = inside ? "rgb(150 176 220)" : "rgb(90 100 116)";
    context.fillRect(x(from), height - tall, Math.max(1, x(from + bin) - x(from) - 0.5), tall);
  });
  context.fillStyle = "#fff";
  for (const edge of window) context.fillRect(Math.min(Math.max(x(edge), 0), width - 1.5), 0, 1.5, height);
}
