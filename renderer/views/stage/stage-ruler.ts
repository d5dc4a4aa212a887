import type { Ruler } from "#contract/view";
import { formatDepth, formatNumber } from "#renderer/ui/format.ts";

/** "12.3 µm", and where it leaves the plane its parts in the plane and along z. */
export function rulerWords({ from, to }: Ruler, unit: string): string {
  const [dz, dy, dx] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const length = `${formatNumber(Math.hypot(dz, dy, dx), 3)} ${unit}`;
  if (Math.abs(dz) < 1e-6) return length;
  return `${length}  ·  xy ${formatNumber(Math.hypot(dy, dx), 3)}  ·  dz ${formatDepth(Number(dz.toFixed(2)))}`;
}
