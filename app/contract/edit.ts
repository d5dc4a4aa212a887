import * as z from "zod/mini";

/** A position in space, µm. */
const place = { z: z.number(), y: z.number(), x: z.number() };

/** First frame that an edit no longer concerns. */
const until = z.int().check(z.maximum(10_000_000));

/** Frames t..until−1; without an end the edit concerns the frame `t` alone. */
const range = { t: z.int().check(z.nonnegative()), until: z.optional(until) };

const kinds = [
  /** Gives a track its neuron's name, and says how sure that is, 0..1; an empty name takes it away. */
  z.object({
    kind: z.literal("name"),
    track: z.int(),
    name: z.string(),
    sureness: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
  }),
  /** A note on a track, in the curator's words; an empty one takes it away. */
  z.object({ kind: z.literal("note"), track: z.int(), note: z.string().check(z.maxLength(2000)) }),
  /** Puts a track into a group of the curator's own; an empty group takes it out. */
  z.object({ kind: z.literal("group"), track: z.int(), group: z.string() }),
  /** Draws a track in a colour, `#rrggbb`; an empty one gives it its own back. */
  z.object({ kind: z.literal("colour"), track: z.int(), colour: z.string().check(z.regex(/^(#[0-9a-fA-F]{6})?$/)) }),
  /** Puts a track's position at a frame, adding it where there was none; a new number is a new neuron. */
  z.object({ kind: z.literal("move"), track: z.int(), t: z.int().check(z.nonnegative()), ...place }),
  /** Moves every position that a track has in frames t..until−1 by the same way, µm. */
  z.object({ kind: z.literal("shift"), track: z.int(), t: z.int().check(z.nonnegative()), until, ...place }),
  /** Takes a track's positions away. */
  z.object({ kind: z.literal("remove"), track: z.int(), ...range }),
  /** Says that the neuron cannot be seen (out of view, out of focus): it has no position there. */
  z.object({ kind: z.literal("ghost"), track: z.int(), ...range }),
  /** Says that a track's positions are right. */
  z.object({ kind: z.literal("confirm"), track: z.int(), ...range }),
  /** Leaves a whole track out. */
  z.object({ kind: z.literal("exclude"), track: z.int() }),
  /** Exchanges two tracks from a frame on. */
  z.object({ kind: z.literal("swap"), track: z.int(), other: z.int(), t: z.int().check(z.nonnegative()) }),
  /** Cuts a track in two: from a frame on it is called `other`, a new number. */
  z.object({ kind: z.literal("split"), track: z.int(), other: z.int(), t: z.int().check(z.nonnegative()) }),
  /** Joins two pieces of one neuron: `other` becomes part of `track`, whose own positions stand where both have one. */
  z.object({ kind: z.literal("join"), track: z.int(), other: z.int() }),
  /** Makes one neuron of two that lie on the same nucleus: where both have a position, the middle of the two. */
  z.object({ kind: z.literal("fuse"), track: z.int(), other: z.int() }),
] as const;

/**
 * One edit by a curator. Edits are inputs: linking reads them as constraints and they are applied over its
 * result, each in its turn.
 */
export const edit = z.discriminatedUnion("kind", kinds);
export type Edit = z.infer<typeof edit>;

/** What is done, undone and redone at once, one row of the study's log: an edit, or several. */
export const editStep = z.discriminatedUnion("kind", [
  ...kinds,
  z.object({ kind: z.literal("batch"), edits: z.array(edit).check(z.minLength(1), z.maxLength(10_000)) }),
]);
export type EditStep = z.infer<typeof editStep>;

/** The edits of a step, in order. */
export function editsOf(step: EditStep): readonly Edit[] {
  return step.kind === "batch" ? step.edits : [step];
}

/** A step in the log. `undone` rows stay, so that redo and provenance survive a restart. */
export const loggedEdit = z.object({
  id: z.int(),
  at: z.string(),
  edit: editStep,
  undone: z.boolean(),
});
export type LoggedEdit = z.infer<typeof loggedEdit>;
