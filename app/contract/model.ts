import * as z from "zod/mini";

const span = z.readonly(z.tuple([z.number(), z.number()]));

/** Fidelity of a model at depths lo..hi µm from the recorded plane. */
export const depthScore = z.object({
  z: span,
  psnrGain: z.number(),
  psnr: z.number(),
  pearson: z.number(),
  pearsonForeground: z.optional(z.number()),
});

/**
 * A model's manifest, `native-models/<id>/manifest.json`.
 *
 * signature "coefficients": encoder image [n, c, h, w] → coefficients [n, k, h, w]; a plane at depth z is
 * Σ_k weights_k(z)·coefficients_k with weights(z) = kernel(z; nodes) · mixing.
 * signature "deep-z": input [n, 2, h, w] (image, z/10) → output [n, 1, h, w], once a plane.
 */
export const manifest = z.looseObject({
  schema: z.literal(1),
  id: z.string(),
  title: z.string(),
  version: z.string(),
  signature: z.enum(["coefficients", "deep-z"]),
  file: z.object({ name: z.string(), sha256: z.string(), bytes: z.number(), storage: z.string() }),
  tensors: z.object({
    input: z.string(),
    output: z.string(),
    channels: z.number(),
    coefficients: z.number(),
    multiple: z.number(),
  }),
  halo: z.number(),
  depth: z.looseObject({
    min: z.number(),
    max: z.number(),
    /** Planes that are recorded, µm from the first of them; one where left out. */
    recorded: z.optional(z.array(z.number())),
    kernel: z.literal("keys-cubic"),
    nodes: z.array(z.number()),
    mixing: z.nullable(z.array(z.array(z.number()))),
  }),
  optics: z.looseObject({
    objective: z.string(),
    na: z.number(),
    pixelSize: z.number(),
    emission: span,
  }),
  normalisation: z.object({ background: z.literal("median"), scale: z.literal("p99-of-triangle-mask") }),
  statistics: z.optional(z.record(z.string(), z.array(z.number()))),
  training: z.looseObject({ data: z.string() }),
  scores: z.looseObject({ set: z.string(), byDepth: z.array(depthScore) }),
  licence: z.string(),
});
/** What `file.storage` says of a model that was added to those shipped. */
export const addedStorage = "as added";
export type Manifest = z.infer<typeof manifest>;
