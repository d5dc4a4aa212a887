import type { Orientation } from "#contract/naming";
import { type MarkedWay, wayColours } from "#renderer/viewers/orientation-marker.ts";

type Axis = "z" | "y" | "x";
const index = { z: 0, y: 1, x: 2 } as const;

/** The animal's own directions, where the user said how it lies. */
export function animalWays(orientation: Orientation | undefined): { readonly name: string; readonly way: Orientation["head"] }[] {
  return orientation
    ? [
        { name: "head", way: orientation.head },
        { name: "dorsal", way: orientation.dorsal },
      ]
    : [];
}

/** What the marker of a plane shows, by the axes that run down and to the right in it. */
export function planeWays(down: Axis, right: Axis, orientation: Orientation | undefined): MarkedWay[] {
  return [
    { name: right, way: [0, 1], colour: wayColours[right] },
    { name: down, way: [1, 0], colour: wayColours[down] },
    ...animalWays(orientation).map(({ name, way }) => ({
      name,
      way: [way[index[down]], way[index[right]]] as const,
      colour: wayColours.animal,
    })),
  ];
}
