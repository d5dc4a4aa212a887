import { readFileSync } from "node:fs";

export interface AnnotatedFrame {
  readonly ids: string[];
  /** z, y, x in pixels (z:xy 4). */
  readonly points: Float64Array;
}

/** The annotated frames of `test/fixtures/targettrack`, by name. */
export function annotatedFrames(): Map<string, AnnotatedFrame> {
  const lines = readFileSync(new URL("../fixtures/targettrack/points.csv", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  const rows = new Map<string, { readonly id: string; readonly place: number[] }[]>();
  for (const line of lines) {
    const [frame, id, x, y, z] = line.split(",") as [string, string, string, string, string];
    rows.set(frame, [...(rows.get(frame) ?? []), { id, place: [4 * Number(z), Number(y), Number(x)] }]);
  }
  return new Map(
    [...rows].map(([frame, list]) => [
      frame,
      { ids: list.map(({ id }) => id), points: Float64Array.from(list.flatMap(({ place }) => place)) },
    ]),
  );
}
