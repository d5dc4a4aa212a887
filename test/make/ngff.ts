import * as z from "zod/mini";

/** What the OME-NGFF 0.4 specification and its JSON schemas (image, strict image, label) ask of a group's attributes. */
const lengths = ["angstrom", "nanometer", "micrometer", "millimeter", "centimeter", "meter"] as const;
const axis = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("space"), name: z.string(), unit: z.optional(z.enum(lengths)) }),
  z.looseObject({ type: z.literal("time"), name: z.string(), unit: z.optional(z.enum(["second", "millisecond", "minute", "hour"])) }),
  z.looseObject({ type: z.literal("channel"), name: z.string() }),
]);
const transformation = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("scale"), scale: z.array(z.number().check(z.positive())) }),
  z.strictObject({ type: z.literal("translation"), translation: z.array(z.number()) }),
]);
const dataset = z.looseObject({
  path: z.string(),
  coordinateTransformations: z.array(transformation).check(z.minLength(1), z.maxLength(2)),
});
const multiscale = z.looseObject({
  version: z.literal("0.4"),
  name: z.string(),
  axes: z.array(axis).check(z.minLength(2), z.maxLength(5)),
  datasets: z.array(dataset).check(z.minLength(1)),
});
const window = z.looseObject({ start: z.number(), end: z.number(), min: z.number(), max: z.number() });
const omero = z.looseObject({
  channels: z.array(z.looseObject({ window, color: z.string().check(z.regex(/^[0-9A-F]{6}$/)), label: z.string(), active: z.boolean() })),
});
const labelled = z.looseObject({ "label-value": z.int() });
const byte = z.int().check(z.minimum(0), z.maximum(255));
const imageLabel = z.looseObject({
  version: z.literal("0.4"),
  source: z.looseObject({ image: z.string() }),
  colors: z
    .array(z.looseObject({ "label-value": z.int(), rgba: z.array(byte).check(z.minLength(4), z.maxLength(4)) }))
    .check(z.minLength(1)),
  properties: z.array(labelled).check(z.minLength(1)),
});

const image = z.looseObject({ multiscales: z.array(multiscale).check(z.minLength(1)), omero: z.optional(omero) });
const label = z.looseObject({ multiscales: z.array(multiscale).check(z.minLength(1)), "image-label": imageLabel });

/** What in an image's attributes breaks the specification; nothing where they keep it. */
export function ngffImageFaults(attributes: unknown): string[] {
  return [...faults(image, attributes), ...orderFaults(attributes)];
}

/** The same for a label image. */
export function ngffLabelFaults(attributes: unknown): string[] {
  return [...faults(label, attributes), ...orderFaults(attributes)];
}

function faults(schema: z.ZodMiniType, attributes: unknown): string[] {
  const parsed = z.safeParse(schema, attributes);
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

/** Rules of the text that a schema cannot say: axes in order, one number an axis, scale before translation, finest first. */
function orderFaults(attributes: unknown): string[] {
  const parsed = z.safeParse(image, attributes);
  if (!parsed.success) return [];
  return parsed.data.multiscales.flatMap(({ axes, datasets }) => {
    const found: string[] = [];
    const kinds = axes.map(({ type }) => type).join(" ");
    if (!/^(time )?(channel )?space space( space)?$/.test(kinds)) found.push(`axes are ${kinds}`);
    let before = 0;
    for (const { path, coordinateTransformations: steps } of datasets) {
      if (steps[0]?.type !== "scale" || (steps[1] && steps[1].type !== "translation"))
        found.push(`${path}: scale has to come first, then translation`);
      for (const step of steps)
        if ((step.type === "scale" ? step.scale : step.translation).length !== axes.length)
          found.push(`${path}: one number an axis is wanted`);
      const pitch = steps[0]?.type === "scale" ? (steps[0].scale.at(-1) ?? 0) : 0;
      if (pitch <= before) found.push(`${path}: resolutions go from fine to coarse`);
      before = pitch;
    }
    return found;
  });
}
