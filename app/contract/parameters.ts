import * as z from "zod/mini";

/** One parameter of a step: enough to draw its form field, parse its flag, check it and store it. */
export type Parameter =
  | {
      readonly kind: "number" | "integer";
      readonly label: string;
      readonly unit: string;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly default: number;
      readonly help: string;
      readonly advanced?: boolean;
      /** What 0 stands for, in a word, where it is no amount: "automatic", "off". */
      readonly zero?: string;
    }
  | {
      readonly kind: "choice";
      readonly label: string;
      readonly options: readonly string[];
      readonly default: string;
      readonly help: string;
      readonly advanced?: boolean;
    }
  | {
      readonly kind: "text";
      readonly label: string;
      readonly default: string;
      readonly help: string;
      readonly advanced?: boolean;
      /** Set by other means than a form field or a flag of this name: drawn on the image, given as files. */
      readonly drawn?: boolean;
    }
  | { readonly kind: "flag"; readonly label: string; readonly default: boolean; readonly help: string; readonly advanced?: boolean };

export type ParameterSheet = Readonly<Record<string, Parameter>>;

export type Values<S extends ParameterSheet> = {
  readonly [K in keyof S]: S[K]["kind"] extends "number" | "integer" ? number : S[K]["kind"] extends "flag" ? boolean : string;
};

export const steps = ["refocus", "detect", "link", "extract", "export"] as const;
export type Step = (typeof steps)[number];
export const stepName = z.enum(steps);

export const refocusSheet = {
  model: {
    kind: "text",
    label: "Model",
    default: "widefield-20x",
    help: "The network that refocuses: the name of a folder in native-models, or the path of a model folder.",
  },
  zMin: {
    kind: "number",
    label: "From",
    unit: "µm",
    min: -50,
    max: 50,
    step: 0.5,
    default: -10,
    help: "Lowest plane, µm from the recorded plane.",
  },
  zMax: {
    kind: "number",
    label: "To",
    unit: "µm",
    min: -50,
    max: 50,
    step: 0.5,
    default: 10,
    help: "Highest plane, µm from the recorded plane.",
  },
  zStep: { kind: "number", label: "Step", unit: "µm", min: 0.1, max: 10, step: 0.1, default: 0.5, help: "Distance between planes." },
  storage: {
    kind: "choice",
    label: "Store as",
    options: ["uint16", "float32", "nothing"],
    default: "uint16",
    help: "16-bit with one scale for the movie takes half the disk of 32-bit floats. Nothing keeps no planes: they are made again, to the same 16-bit values, whenever they are looked at or measured.",
    advanced: true,
  },
  compression: {
    kind: "choice",
    label: "Compression",
    options: ["zstd", "lz4", "none"],
    default: "lz4",
    help: "How chunks are packed on disk. None is fastest and largest.",
    advanced: true,
  },
} as const satisfies ParameterSheet;

export const detectSheet = {
  findIn: {
    kind: "choice",
    label: "Find neurons in",
    options: ["reference", "activity"],
    default: "reference",
    help: "The reference (red) channel shows silent neurons too; a recording without one is searched in its activity channel.",
  },
  radius: {
    kind: "number",
    label: "Nucleus radius",
    unit: "µm",
    min: 0.2,
    max: 20,
    step: 0.1,
    default: 1.4,
    help: "Typical radius of the nuclei to find.",
  },
  threshold: {
    kind: "number",
    label: "Threshold",
    unit: "× noise",
    min: 0,
    max: 1000000,
    step: 0.5,
    default: 0,
    help: "How far a peak must stand above the noise of the stack; 0 chooses it from the heights of all peaks.",
    zero: "automatic",
  },
  separation: {
    kind: "number",
    label: "Separation",
    unit: "× radius",
    min: 0.1,
    max: 5,
    step: 0.1,
    default: 0.8,
    help: "Two peaks closer than this are one nucleus.",
    advanced: true,
  },
  elongation: {
    kind: "number",
    label: "Axial stretch",
    unit: "×",
    min: 0,
    max: 10,
    step: 0.1,
    default: 0,
    help: "How much longer nuclei look along z than across; 0 measures it in every frame.",
    zero: "measured",
    advanced: true,
  },
  granules: {
    kind: "flag",
    label: "Leave granular tissue out",
    default: true,
    help: "Where weak peaks outnumber strong ones within twelve radii, as in the gut, none counts as a nucleus.",
    advanced: true,
  },
  merged: {
    kind: "flag",
    label: "Part merged nuclei",
    default: true,
    help: "What is left of a peak when a lone nucleus' shape is taken away counts as another nucleus, where it is more than lone nuclei differ. Stacks only, with planes nearer than a radius.",
    advanced: true,
  },
  regions: {
    kind: "text",
    label: "Regions",
    default: "",
    help: "Where neurons are looked for: polygons (µm) to work in and to leave out, as JSON; empty for the whole stack.",
    drawn: true,
  },
} as const satisfies ParameterSheet;

export const linkSheet = {
  method: {
    kind: "choice",
    label: "Method",
    options: ["constellation", "lap", "carry"],
    default: "constellation",
    help: "Constellation matches every frame to a reference arrangement of neurons; LAP links frame to frame. Carry takes the positions that were set or accepted by hand, or brought in, in one frame or a few, and follows them by what they look like: for movies in which neurons are found poorly. It asks for no reach, gap or presence.",
  },
  reach: {
    kind: "number",
    label: "Reach",
    unit: "µm",
    min: 0.1,
    max: 1000,
    step: 0.5,
    default: 6,
    help: "How far a neuron may lie from where the constellation predicts it.",
  },
  maxGap: {
    kind: "integer",
    label: "Longest gap",
    unit: "frames",
    min: 0,
    max: 1000,
    step: 1,
    default: 5,
    help: "Gaps up to this length are filled with interpolated positions.",
  },
  minLength: {
    kind: "number",
    label: "Present in at least",
    unit: "% of frames",
    min: 0,
    max: 100,
    step: 5,
    default: 40,
    help: "Tracks seen in fewer frames than this are dropped.",
  },
} as const satisfies ParameterSheet;

export const extractSheet = {
  readOut: {
    kind: "choice",
    label: "Read-out",
    options: ["auto", "demix", "brightest", "mask"],
    default: "auto",
    help: "Demix separates the light of neighbours and of the surroundings by the shape that nuclei have in this recording; brightest averages the brightest voxels around the place, mask all voxels of the nucleus' watershed. Auto demixes stacks and takes the brightest pixels of single planes.",
  },
  brightest: {
    kind: "number",
    label: "Brightest share",
    unit: "%",
    min: 1,
    max: 100,
    step: 1,
    default: 50,
    help: "For the read-out of the brightest: F is the mean of this share of the nucleus' voxels, brightest first.",
    advanced: true,
  },
  background: {
    kind: "choice",
    label: "Background",
    options: ["ring", "local", "none"],
    default: "ring",
    help: "Ring subtracts the median of a shell 2.5 to 5 radii around the nucleus, local its lower quartile, neighbours left out. Demixing fits the level around the nucleus together with its light.",
  },
  baseline: {
    kind: "choice",
    label: "F0",
    options: ["percentile", "running-percentile", "first-seconds", "quiet-window"],
    default: "percentile",
    help: "How the resting fluorescence F0 is taken: a percentile of the movie or of a running window, the mean of the first seconds, or the median of a window without stimulus.",
  },
  percentile: {
    kind: "number",
    label: "F0 percentile",
    unit: "%",
    min: 0,
    max: 100,
    step: 1,
    default: 20,
    help: "Percentile of F that counts as rest.",
  },
  window: {
    kind: "number",
    label: "F0 window",
    unit: "s",
    min: 0.1,
    max: 100000,
    step: 1,
    default: 30,
    help: "Length of the running window, of the first seconds, or of the window without stimulus.",
    advanced: true,
  },
  windowStart: {
    kind: "number",
    label: "Quiet window from",
    unit: "s",
    min: 0,
    max: 100000,
    step: 1,
    default: 0,
    help: "Where the window without stimulus begins, for F0 from a quiet window.",
    advanced: true,
  },
  bleaching: {
    kind: "choice",
    label: "Bleaching",
    options: ["none", "exponential", "double-exponential"],
    default: "none",
    help: "One exponential, or a sum of two, is fitted to what all neurons have in common, transients left aside, and divided out.",
  },
  correction: {
    kind: "choice",
    label: "Motion correction",
    options: ["none", "ratio", "regression", "tmac"],
    default: "none",
    help: "How the reference (red) channel takes motion out of ΔF/F0: the ratio green to red, a robust regression on red, or TMAC, which infers the activity from both.",
  },
  lowPass: {
    kind: "number",
    label: "Low-pass",
    unit: "Hz",
    min: 0,
    max: 1000,
    step: 0.05,
    default: 0,
    help: "Cut-off of a filter that shifts nothing in time (Butterworth, forwards and backwards); 0 leaves it out.",
    zero: "off",
    advanced: true,
  },
  fillGaps: {
    kind: "integer",
    label: "Bridge gaps up to",
    unit: "frames",
    min: 0,
    max: 1000,
    step: 1,
    default: 0,
    help: "Missing values in gaps up to this length are interpolated and marked in the table; 0 leaves every missing value missing.",
    zero: "none",
    advanced: true,
  },
  zscore: {
    kind: "flag",
    label: "z-score",
    default: false,
    help: "Adds ΔF/F0 less its mean, over its standard deviation, for each neuron.",
    advanced: true,
  },
  events: {
    kind: "flag",
    label: "Deconvolve",
    default: false,
    help: "Adds the events behind ΔF/F0 (OASIS). Most neurons of C. elegans are graded and fire no spikes: events say when fluorescence rises, not when a neuron fired.",
    advanced: true,
  },
  decay: {
    kind: "number",
    label: "Indicator decay",
    unit: "s",
    min: 0.01,
    max: 1000,
    step: 0.1,
    default: 1.5,
    help: "Decay time of the calcium indicator, for the deconvolution.",
    advanced: true,
  },
  turns: {
    kind: "flag",
    label: "Errors of refocusing",
    default: false,
    help: "Refocuses every frame in its seven other flips and turns, too, and adds how far each neuron's depth and light scatter between them. Takes seven more refocusings a frame.",
    advanced: true,
  },
} as const satisfies ParameterSheet;

export const exportSheet = {
  format: {
    kind: "text",
    label: "Formats",
    default: "csv",
    help: "csv, parquet, nwb, mat, json, napari, trackmate, zephir, ctc; several with commas. Tables, data package and methods.md are always written.",
    drawn: true,
  },
  sessionStart: {
    kind: "text",
    label: "Session start",
    default: "",
    help: "For NWB: when the recording began, with its time zone: 2024-05-01T14:30:00+02:00.",
  },
  sessionDescription: { kind: "text", label: "Session description", default: "", help: "For NWB: what was done, one sentence." },
  experimenter: { kind: "text", label: "Experimenter", default: "", help: "For NWB: surname, first name; several with semicolons." },
  lab: { kind: "text", label: "Lab", default: "", help: "For NWB: the laboratory." },
  institution: { kind: "text", label: "Institution", default: "", help: "For NWB: the university or institute." },
  subject: { kind: "text", label: "Animal", default: "", help: "For NWB: the animal's number or name in your notes." },
  strain: { kind: "text", label: "Strain", default: "", help: "For NWB: the strain, such as ZIM504." },
  genotype: { kind: "text", label: "Genotype", default: "", help: "For NWB: the genotype, in full." },
  sex: {
    kind: "choice",
    label: "Sex",
    options: ["not said", "XX", "XO"],
    default: "not said",
    help: "For NWB: XX for hermaphrodites, XO for males.",
  },
  stage: { kind: "text", label: "Stage", default: "", help: "For NWB: stage of life, such as L4 or day 1 adult." },
  indicator: { kind: "text", label: "Indicator", default: "", help: "For NWB: the calcium indicator, such as GCaMP6s." },
  excitation: {
    kind: "number",
    label: "Excitation",
    unit: "nm",
    min: 0,
    max: 2000,
    step: 1,
    default: 0,
    help: "For NWB: wavelength of the exciting light; 0 where it is not known.",
    zero: "not known",
  },
} as const satisfies ParameterSheet;

export const sheets = {
  refocus: refocusSheet,
  detect: detectSheet,
  link: linkSheet,
  extract: extractSheet,
  export: exportSheet,
} as const satisfies Record<Step, ParameterSheet>;

export type RefocusParameters = Values<typeof refocusSheet>;
export type DetectParameters = Values<typeof detectSheet>;
export type LinkParameters = Values<typeof linkSheet>;
export type ExtractParameters = Values<typeof extractSheet>;
export type ExportParameters = Values<typeof exportSheet>;

export interface StepParameters {
  readonly refocus: RefocusParameters;
  readonly detect: DetectParameters;
  readonly link: LinkParameters;
  readonly extract: ExtractParameters;
  readonly export: ExportParameters;
}

/**
 * The zod schema of a sheet: bounds enforced, defaults filled, unknown names refused.
 */
export function schemaOf<S extends ParameterSheet>(sheet: S): z.ZodMiniType<Values<S>> {
  const shape: Record<string, z.ZodMiniType> = {};
  for (const [name, parameter] of Object.entries(sheet)) shape[name] = fieldOf(parameter);
  // The shape is built from the sheet's own keys and kinds, which is what Values<S> spells out.
  return z.strictObject(shape) as unknown as z.ZodMiniType<Values<S>>;
}

/** The values a sheet starts from. */
export function defaultsOf<S extends ParameterSheet>(sheet: S): Values<S> {
  const entries = Object.entries(sheet).map(([name, parameter]) => [name, parameter.default]);
  // Each default has the type its kind gives in Values<S>.
  return Object.fromEntries(entries) as Values<S>;
}

function fieldOf(parameter: Parameter): z.ZodMiniType {
  switch (parameter.kind) {
    case "number":
      return z._default(z.number().check(z.minimum(parameter.min), z.maximum(parameter.max)), parameter.default);
    case "integer":
      return z._default(z.int().check(z.minimum(parameter.min), z.maximum(parameter.max)), parameter.default);
    case "choice":
      return z._default(z.enum([...parameter.options]), parameter.default);
    case "text":
      return z._default(z.string(), parameter.default);
    case "flag":
      return z._default(z.boolean(), parameter.default);
  }
}
