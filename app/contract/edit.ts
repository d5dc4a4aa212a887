import * as z from "zod/mini";

/** A position in space, µm. */
const place = { z: z.number(), y: z.number(), x: z.number() };

/**
 * One edit by a curator: one row of the study's log. Edits are inputs: linking reads them as
 * constraints and they are applied over its result.
 */
export const edit = z.discriminatedUnion("kind", [
  /** Gives a track its neuron's name; an empty name takes it away. */
  z.object({ kind: z.literal("name"), track: z.int(), name: z.string() }),
  /** Puts a track's position at a frame, adding it where there was none. */
  z.object({ kind: z.literal("move"), track: z.int(), t: z.int(), ...place }),
  /** Takes a track's position at a frame away. */
  z.object({ kind: z.literal("remove"), track: z.int(), t: z.int() }),
  /** Says that a track's position at a frame is right. */
  z.object({ kind: z.literal("confirm"), track: z.int(), t: z.int() }),
  /** Leaves a whole track out. */
  z.object({ kind: z.literal("exclude"), track: z.int() }),
  /** Exchanges two tracks from a frame on. */
  z.object({ kind: z.literal("swap"), track: z.int(), other: z.int(), t: z.int() }),
]);
export type Edit = z.infer<typeof edit>;

/** An edit in the log. `undone` rows stay, so that redo and provenance survive a restart. */
export const loggedEdit = z.object({
  id: z.int(),
  at: z.string(),
  edit,
  undone: z.boolean(),
});
export type LoggedEdit = z.infer<typeof loggedEdit>;
