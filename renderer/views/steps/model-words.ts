import type { Manifest } from "#contract/model";
import { formatNumber } from "#renderer/ui/format.ts";

/** A model as the list of choices names it, with what it needs beyond one recorded plane. */
export function modelLabel({ title, depth }: Pick<Manifest, "title" | "depth">): string {
  const { recorded } = depth;
  return recorded && recorded.length > 1 ? `${title} (needs ${recorded.length} recorded planes)` : title;
}

/** What a model of several recorded planes needs; empty for one plane. */
export function needOf({ depth }: Pick<Manifest, "depth">): string {
  const { recorded } = depth;
  if (!recorded || recorded.length < 2) return "";
  return `It needs ${recorded.length} planes recorded at each time point, at ${recorded.map((z) => formatNumber(z)).join(" and ")} µm.`;
}
