import { type Meaning, pageNumbering, plainMeaning } from "#io/recording/meaning";

/** The shape and axes that Python's tifffile writes as JSON; null where the description is something else. */
export function shapedMeaning(description: string, pages: number): Meaning | null {
  const text = description.trim();
  if (!text.startsWith("{") || !text.includes('"shape"')) return null;
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  const { shape, axes } = said as { shape?: unknown; axes?: unknown };
  const plain = plainMeaning("TIFF (tifffile)", pages);
  if (!Array.isArray(shape) || typeof axes !== "string" || axes.length !== shape.length || !axes.toUpperCase().endsWith("YX")) return plain;
  const sizes = { t: 1, c: 1, z: 1 };
  const order: ("t" | "c" | "z")[] = [];
  for (const [i, letter] of [...axes.toLowerCase().slice(0, -2)].entries()) {
    if (letter !== "t" && letter !== "c" && letter !== "z") return plain;
    if (order.includes(letter)) return plain;
    order.push(letter);
    sizes[letter] = Number(shape[i]);
  }
  if (sizes.t * sizes.c * sizes.z !== pages) return plain;
  return { ...plain, sizes, axesKnown: true, pageOf: pageNumbering(order, sizes), notes: [] };
}

/**
 * Number of pages the JSON speaks of, where the writer kept only the first page's directory or the others are lost.
 *
 * @param cut whether the file is known to be cut short
 */
export function shapedImages(description: string, cut: boolean): number {
  const match = /"shape":\s*\[([\d,\s]+)\]/.exec(description);
  if (!match || !(cut || /"truncated":\s*true/.test(description))) return 1;
  const shape = (match[1] ?? "").split(",").map(Number);
  return shape.slice(0, -2).reduce((product, size) => product * size, 1);
}
