const known = new Map<string, readonly [number, number, number]>();
let sample: CanvasRenderingContext2D | null = null;

/** Red, green and blue, 0..255, of any colour that the browser knows: it is painted and looked at. */
export function plainColour(style: string): readonly [number, number, number] {
  const before = known.get(style);
  if (before) return before;
  sample ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!sample) return [0, 0, 0];
  sample.fillStyle = style;
  sample.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = sample.getImageData(0, 0, 1, 1).data;
  const found = [r, g, b] as const;
  known.set(style, found);
  return found;
}
