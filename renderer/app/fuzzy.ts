/**
 * How well typed letters fit a text: all of them have to occur, in order.
 * Letters that begin a word, and letters that follow each other, count more; so does a short text.
 *
 * @returns score, higher is better, with the places of the letters; null where they do not occur
 */
export function fuzzy(typed: string, text: string): { readonly score: number; readonly at: readonly number[] } | null {
  const wanted = typed.toLowerCase().replaceAll(/\s+/g, "");
  const there = text.toLowerCase();
  if (wanted === "") return { score: 0, at: [] };
  const begins = (i: number) => i === 0 || /[^\p{L}\p{N}]/u.test(there[i - 1] ?? "");
  // best[i]: the best way to place the letters so far, the last of them at i.
  let best = new Map<number, { score: number; at: readonly number[] }>();
  for (const [n, letter] of [...wanted].entries()) {
    const next: typeof best = new Map();
    for (let i = there.indexOf(letter); i >= 0; i = there.indexOf(letter, i + 1)) {
      const own = begins(i) ? 8 : 1;
      if (n === 0) {
        next.set(i, { score: own, at: [i] });
        continue;
      }
      for (const [last, way] of best) {
        if (last >= i) continue;
        const score = way.score + own + (last === i - 1 ? 6 : 0);
        if (score > (next.get(i)?.score ?? Number.NEGATIVE_INFINITY)) next.set(i, { score, at: [...way.at, i] });
      }
    }
    best = next;
  }
  let found: { score: number; at: readonly number[] } | null = null;
  for (const way of best.values()) if (!found || way.score > found.score) found = way;
  return found && { score: found.score - there.length / 100, at: found.at };
}
