import type { Orientation } from "#contract/naming";

type Vector = Orientation["head"];

/** Directions as they look on screen, the axis they stand for, and their words. */
export const directions = [
  { value: "x-", label: "← left in the image", vector: [0, 0, -1] },
  { value: "x+", label: "→ right in the image", vector: [0, 0, 1] },
  { value: "y-", label: "↑ up in the image", vector: [0, -1, 0] },
  { value: "y+", label: "↓ down in the image", vector: [0, 1, 0] },
  { value: "z+", label: "away from the objective", vector: [1, 0, 0] },
  { value: "z-", label: "towards the objective", vector: [-1, 0, 0] },
] as const satisfies readonly { readonly value: string; readonly label: string; readonly vector: Vector }[];

/** The direction that a vector comes nearest to. */
export function nearestDirection(vector: Vector): (typeof directions)[number]["value"] {
  const along = (one: Vector) => one[0] * vector[0] + one[1] * vector[1] + one[2] * vector[2];
  return directions.reduce(
    (best, one) => (along(one.vector) > along(best.vector) ? one : best),
    directions[0] as (typeof directions)[number],
  ).value;
}

export function vectorOf(value: string): Vector {
  return directions.find((one) => one.value === value)?.vector ?? [0, 0, -1];
}
