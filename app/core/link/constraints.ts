import type { Edit } from "#contract/edit";
import type { Anchor } from "#core/link/follow";

type Renumbering = Extract<Edit, { kind: "swap" | "split" }>;

/** What edits say to linking: places and absences by frame, for the tracks as linking numbers them. */
export interface Constraints {
  readonly anchors: ReadonlyMap<number, readonly Anchor[]>;
  /** Tracks that edits placed somewhere, in order of first mention, with that first place. */
  readonly placed: ReadonlyMap<number, { readonly t: number; readonly place: readonly [number, number, number] }>;
}

/**
 * Moves, removals and ghosts become constraints. A track exchanged or cut before is called by the number that
 * linking gave it; a later edit at the same frame replaces an earlier one. All other edits are applied over
 * the result.
 */
export function constraintsOf(edits: readonly Edit[]): Constraints {
  const latest = new Map<string, { readonly t: number; readonly anchor: Anchor }>();
  const placed = new Map<number, { readonly t: number; readonly place: readonly [number, number, number] }>();
  const swaps: Renumbering[] = [];
  for (const edit of edits) {
    // What a split calls by a new number is, to linking, the track that was cut.
    if (edit.kind === "swap" || edit.kind === "split") swaps.push(edit);
    if (edit.kind !== "move" && edit.kind !== "remove" && edit.kind !== "ghost") continue;
    const place = edit.kind === "move" ? ([edit.z, edit.y, edit.x] as const) : null;
    const until = (edit.kind === "move" ? undefined : edit.until) ?? edit.t + 1;
    for (let t = edit.t; t < until; t++) {
      const point = linkedTrack(edit.track, t, swaps);
      latest.set(`${point}@${t}`, { t, anchor: { point, place } });
      if (place !== null && !placed.has(point)) placed.set(point, { t, place });
    }
  }
  const anchors = new Map<number, Anchor[]>();
  for (const { t, anchor } of latest.values()) anchors.set(t, [...(anchors.get(t) ?? []), anchor]);
  return { anchors, placed };
}

/** The number that linking gave to what is now shown as `track` at frame t. */
function linkedTrack(track: number, t: number, swaps: readonly Renumbering[]): number {
  let number = track;
  for (let i = swaps.length - 1; i >= 0; i--) {
    const swap = swaps[i]!;
    if (t < swap.t) continue;
    if (number === swap.other) number = swap.track;
    else if (swap.kind === "swap" && number === swap.track) number = swap.other;
  }
  return number;
}
