import type { Edit } from "#contract/edit";
import type { Anchor } from "#core/link/follow";

/** What edits say to linking: places and absences by frame, for the tracks as linking numbers them. */
export interface Constraints {
  readonly anchors: ReadonlyMap<number, readonly Anchor[]>;
  /** Tracks that edits placed somewhere, in order of first mention, with that first place. */
  readonly placed: ReadonlyMap<number, { readonly t: number; readonly place: readonly [number, number, number] }>;
}

/**
 * Moves and removals become constraints. A track exchanged before, by a swap, is called by the number that
 * linking gave it; a later edit at the same frame replaces an earlier one. Names, confirmations, exclusions
 * and swaps themselves are applied over the result.
 */
export function constraintsOf(edits: readonly Edit[]): Constraints {
  const latest = new Map<string, { readonly t: number; readonly anchor: Anchor }>();
  const placed = new Map<number, { readonly t: number; readonly place: readonly [number, number, number] }>();
  const swaps: { readonly track: number; readonly other: number; readonly t: number }[] = [];
  for (const edit of edits) {
    if (edit.kind === "swap") swaps.push(edit);
    if (edit.kind !== "move" && edit.kind !== "remove") continue;
    const point = linkedTrack(edit.track, edit.t, swaps);
    const place = edit.kind === "move" ? ([edit.z, edit.y, edit.x] as const) : null;
    latest.set(`${point}@${edit.t}`, { t: edit.t, anchor: { point, place } });
    if (place !== null && !placed.has(point)) placed.set(point, { t: edit.t, place });
  }
  const anchors = new Map<number, Anchor[]>();
  for (const { t, anchor } of latest.values()) anchors.set(t, [...(anchors.get(t) ?? []), anchor]);
  return { anchors, placed };
}

/** The number that linking gave to what is now shown as `track` at frame t. */
function linkedTrack(
  track: number,
  t: number,
  swaps: readonly { readonly track: number; readonly other: number; readonly t: number }[],
): number {
  let number = track;
  for (let i = swaps.length - 1; i >= 0; i--) {
    const swap = swaps[i]!;
    if (t < swap.t) continue;
    if (number === swap.track) number = swap.other;
    else if (number === swap.other) number = swap.track;
  }
  return number;
}
