/** What Micro-Manager writes with one page. */
export interface PageStamp {
  /** Acquisition time, s. */
  readonly time: number | null;
  readonly pixelSize: number | null;
}

/** Reads the JSON that Micro-Manager puts beside each page; null where it is not readable. */
export function pageStamp(text: string): PageStamp | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof said !== "object" || said === null) return null;
  const fields = said as Readonly<Record<string, unknown>>;
  const elapsed = valueOf(fields["ElapsedTime-ms"]);
  const pixel = valueOf(fields["PixelSizeUm"]);
  return { time: elapsed === null ? null : elapsed / 1000, pixelSize: pixel !== null && pixel > 0 ? pixel : null };
}

function valueOf(field: unknown): number | null {
  const value = typeof field === "object" && field !== null && "PropVal" in field ? field.PropVal : field;
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}
