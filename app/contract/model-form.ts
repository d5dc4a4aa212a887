import * as z from "zod/mini";

/** What a lab says of its own ONNX file when it is added: everything the file itself cannot tell. */
export const modelForm = z.object({
  /** Short name, as a folder's: letters, digits, dot, dash. */
  id: z.string(),
  title: z.string(),
  /** For example "20×/0.75". */
  objective: z.string(),
  na: z.number(),
  /** µm of a pixel in the images it was trained on. */
  pixelSize: z.number(),
  /** Emission it was trained for, µm, lowest and highest. */
  emission: z.readonly(z.tuple([z.number(), z.number()])),
  /** Range of depths, µm from the recorded plane. */
  depth: z.readonly(z.tuple([z.number(), z.number()])),
  /** Height and width have to be multiples of this many pixels; null takes what the signature has: 32 of Deep-Z, 16 of ours. */
  multiple: z.nullable(z.number()),
  /** One sentence: on what it was trained. */
  data: z.string(),
  licence: z.string(),
});
export type ModelForm = z.infer<typeof modelForm>;
