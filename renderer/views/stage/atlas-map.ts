import type { Workstation } from "#renderer/state/slice.ts";
import type { MapPlace } from "#renderer/viewers/name-map.ts";

/** Where the atlas puts its neurons in the frame it was laid over; empty elsewhere, or while it is not shown. */
export function atlasMap(
  { suggestions, atlasShown }: Pick<Workstation, "suggestions" | "atlasShown">,
  t: number,
  depth: number | null,
): MapPlace[] {
  if (!suggestions || !atlasShown || suggestions.t !== t) return [];
  return suggestions.places.map(({ name, place: [z, y, x] }) => ({ name, v: y, u: x, away: depth === null ? 0 : z - depth }));
}
