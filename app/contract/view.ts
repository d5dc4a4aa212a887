import * as z from "zod/mini";

/** How the stage shows a stack: one plane, a projection along z (brightest, sharpest, mean, or coloured by depth), three planes, or space. */
export const stageModes = ["slice", "projection", "sharp", "mean", "depth", "ortho", "space"] as const;
export const colourMapNames = ["gray", "magma", "viridis", "cividis"] as const;
export const labelModes = ["none", "selected", "named", "all"] as const;
export const markStyles = ["outlines", "dots"] as const;
export const shadings = ["maximum", "surface"] as const;

/** A place in the sample, µm [z, y, x]. */
const place = z.readonly(z.tuple([z.number(), z.number(), z.number()]));
/** A part of a side of the stack, 0..1. */
const part = z.readonly(z.tuple([z.number(), z.number()]));

export const spaceSettings = z.object({
  shading: z.enum(shadings),
  /** Brightness at which the surface lies, 0 black to 1 white. */
  level: z.number(),
  /** What is left in of z, y and x. */
  clip: z.readonly(z.tuple([part, part, part])),
  /** Thickness of the slab through the crosshair, µm along the line of sight; null for all. */
  slab: z.nullable(z.number()),
});
export type SpaceSettings = z.infer<typeof spaceSettings>;

/** What part of the sample is in sight: of the planes, and in space. CSS pixels a µm. */
export const framing = z.object({
  plane: z.object({ centre: z.readonly(z.tuple([z.number(), z.number()])), scale: z.number() }),
  /** The whole image was in sight; it is shown whole again, however large the window is then. */
  whole: z.optional(z.boolean()),
  /** `turn` is a unit quaternion [w, x, y, z]; null where space has not been looked at. */
  space: z.nullable(
    z.object({ turn: z.readonly(z.tuple([z.number(), z.number(), z.number(), z.number()])), centre: place, scale: z.number() }),
  ),
});
export type Framing = z.infer<typeof framing>;

/** A length measured between two places, µm. */
export const ruler = z.object({ from: place, to: place });
export type Ruler = z.infer<typeof ruler>;

/** How the grey levels of a channel become brightness and colour. */
export const tone = z.object({ colourMap: z.enum(colourMapNames), gamma: z.number() });
export type Tone = z.infer<typeof tone>;

/** Everything that decides what the stage shows of a study, and nothing that changes a result. */
export const stageView = z.object({
  frame: z.int().check(z.nonnegative()),
  mode: z.enum(stageModes),
  recorded: z.boolean(),
  /** The recorded frame beside the stack. */
  compared: z.boolean(),
  channel: z.int(),
  depth: z.number(),
  cross: z.nullable(z.readonly(z.tuple([z.number(), z.number()]))),
  selected: z.nullable(z.int()),
  /** Of each channel, by its number; absent ones are plain. */
  tones: z.optional(z.record(z.string(), tone)),
  /** Of all channels, in views that were kept before each channel had its own. */
  colourMap: z.optional(z.enum(colourMapNames)),
  gamma: z.optional(z.number()),
  smooth: z.boolean(),
  /** Grey levels of what is shown, by source and channel; absent ones are automatic. */
  windows: z.record(z.string(), z.object({ min: z.number(), max: z.number() })),
  marks: z.boolean(),
  markStyle: z.enum(markStyles),
  labels: z.enum(labelModes),
  /** Frames back that each neuron's way is drawn for. */
  tails: z.int(),
  space: spaceSettings,
  ruler: z.nullable(ruler),
  framing,
});
export type StageView = z.infer<typeof stageView>;

/** A view that was kept with a study, under a name. */
export const bookmark = z.object({ id: z.int(), name: z.string(), at: z.string(), view: stageView });
export type Bookmark = z.infer<typeof bookmark>;
