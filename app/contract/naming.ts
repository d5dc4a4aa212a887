import * as z from "zod/mini";

const vector = z.readonly(z.tuple([z.number(), z.number(), z.number()]));

/** How the animal lies: directions [z, y, x] from tail to head and from belly to back; `mirror` where left and right are exchanged. */
export const orientation = z.object({ head: vector, dorsal: vector, mirror: z.boolean() });
export type Orientation = z.infer<typeof orientation>;

/** Names that positions suggest. */
export const suggestions = z.object({
  /** Frame whose positions were used. */
  t: z.int(),
  /** The orientation used: the one given, or the one found. */
  orientation,
  /** Most probable names of each track, best first. */
  tracks: z.array(z.object({ track: z.int(), names: z.array(z.object({ name: z.string(), probability: z.number() })) })),
  /** Where the atlas's neurons come to lie, µm [z, y, x]: those within the field. */
  places: z.array(z.object({ name: z.string(), place: vector })),
});
export type Suggestions = z.infer<typeof suggestions>;
