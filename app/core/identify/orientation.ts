import { Failure } from "#contract/failure";

/** Rows: where the atlas's left, tail and dorsal point in the recording's z, y, x. */
export type Frame = readonly [Vector, Vector, Vector];
export type Vector = readonly [z: number, y: number, x: number];

/**
 * Orientation from words: `head=x-,dorsal=z+`. Left follows from the two by the right hand; a mirrored
 * recording turns it round.
 *
 * @throws Failure "invalid-input"
 */
export function orientationOf(text: string, mirror: boolean): Frame {
  const said = new Map(text.split(",").map((part) => part.split("=").map((word) => word.trim()) as [string, string]));
  const head = axis(said.get("head"), text);
  const dorsal = axis(said.get("dorsal"), text);
  if (dot(head, dorsal) !== 0) throw wrong(text);
  return frameOf(head, dorsal, mirror);
}

/**
 * Orientation from directions that a user showed (they need not be square to each other: dorsal is made so).
 *
 * @param head   from tail to head
 * @param dorsal from belly to back
 */
export function frameOf(head: Vector, dorsal: Vector, mirror: boolean): Frame {
  const forward = unit(head);
  const along = dot(dorsal, forward);
  const up = unit([dorsal[0] - along * forward[0], dorsal[1] - along * forward[1], dorsal[2] - along * forward[2]]);
  // Seen from above with the head forward, left is dorsal × head in a right-handed x, y, z.
  const left = cross(up, forward);
  const side = mirror ? -1 : 1;
  return [[left[0] * side, left[1] * side, left[2] * side], [-forward[0], -forward[1], -forward[2]], up];
}

function axis(word: string | undefined, text: string): Vector {
  const match = /^(?:([zyx])([+-])|([+-])([zyx]))$/.exec(word ?? "");
  if (!match) throw wrong(text);
  const letter = match[1] ?? match[4];
  const sign = (match[2] ?? match[3]) === "-" ? -1 : 1;
  return [letter === "z" ? sign : 0, letter === "y" ? sign : 0, letter === "x" ? sign : 0];
}

function wrong(text: string): Failure {
  return new Failure("invalid-input", `--orient takes two axes that differ, for example head=x-,dorsal=z+, not "${text}".`, {
    flag: "--orient",
    value: text,
  });
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** a × b in x, y, z order; vectors are held as z, y, x. */
export function cross([az, ay, ax]: Vector, [bz, by, bx]: Vector): Vector {
  return [ax * by - ay * bx, az * bx - ax * bz, ay * bz - az * by];
}

export function unit(vector: Vector): Vector {
  const length = Math.hypot(...vector) || 1;
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}
