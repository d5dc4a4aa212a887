import * as z from "zod/mini";

/** What a scanned stack of beads, or of nuclei that stand alone, tells about a microscope, and about a model on it. */
export const blurReport = z.object({
  stack: z.string(),
  model: z.string(),
  /** Emitters that were averaged. */
  beads: z.int(),
  na: z.number(),
  /** Primary spherical aberration, waves; its sign is the axial direction. */
  spherical: z.number(),
  /** Depth of the emitters in the stack, µm. */
  z0: z.number(),
  /** Standard deviation of what blurs beside pupil, pixel and emitter, µm. */
  blur: z.number(),
  /** Share of the averaged light that the fitted pupil explains, 0..1; and with the other sign of aberration. */
  explained: z.number(),
  otherSign: z.number(),
  axialDirection: z.union([z.literal(1), z.literal(-1)]),
  /** Whether the sign could be read. */
  signSure: z.boolean(),
  /** Light on the axis 2 to 6 µm beyond the emitters less that as far before them, over their sum; 0 for a symmetric blur. */
  asymmetry: z.number(),
  /** Full widths at half maximum of the averaged emitter, µm. */
  lateral: z.nullable(z.number()),
  axial: z.nullable(z.number()),
  /** How the microscope differs from those the model was trained on: sentences, none where it does not. */
  beyondTraining: z.array(z.string()),
  /** The model on this stack: scanned planes against those refocused from one of them, by distance, µm. */
  fidelity: z.array(z.object({ z: z.tuple([z.number(), z.number()]), gain: z.number(), pearson: z.number(), planes: z.int() })),
});
export type BlurReport = z.infer<typeof blurReport>;
