import { defaultsOf, type ParameterSheet, schemaOf, type Values } from "#contract/parameters";

/**
 * What is done to recorded frames before anything reads them; nothing unless the user asks for it. In this order: time range,
 * crop, hot pixels, background, flat field, binning, registration of frames, alignment of channels.
 * Positions count from the first pixel of the frame that comes out of it.
 */
export const prepareSheet = {
  firstFrame: {
    kind: "integer",
    label: "First frame",
    unit: "frames",
    min: 0,
    max: 10_000_000,
    step: 1,
    default: 0,
    help: "Frames before this one are left out; it becomes frame 0.",
  },
  endFrame: {
    kind: "integer",
    label: "End before frame",
    unit: "frames",
    min: 0,
    max: 10_000_000,
    step: 1,
    default: 0,
    help: "This frame and those after it are left out; 0 keeps all.",
  },
  cropTop: {
    kind: "integer",
    label: "Crop: top",
    unit: "px",
    min: 0,
    max: 100_000,
    step: 1,
    default: 0,
    help: "Rows left out above.",
  },
  cropLeft: {
    kind: "integer",
    label: "Crop: left",
    unit: "px",
    min: 0,
    max: 100_000,
    step: 1,
    default: 0,
    help: "Columns left out at the left.",
  },
  cropHeight: {
    kind: "integer",
    label: "Crop: height",
    unit: "px",
    min: 0,
    max: 100_000,
    step: 1,
    default: 0,
    help: "Rows kept; 0 keeps all to the bottom.",
  },
  cropWidth: {
    kind: "integer",
    label: "Crop: width",
    unit: "px",
    min: 0,
    max: 100_000,
    step: 1,
    default: 0,
    help: "Columns kept; 0 keeps all to the right.",
  },
  binning: {
    kind: "integer",
    label: "Binning",
    unit: "px",
    min: 1,
    max: 16,
    step: 1,
    default: 1,
    help: "Blocks of so many pixels in both directions become one, their mean; 1 leaves the frames as they are.",
  },
  hotPixels: {
    kind: "number",
    label: "Hot pixels",
    unit: "× noise",
    min: 0,
    max: 1000,
    step: 1,
    default: 0,
    help: "Single pixels that stick out of their neighbours by more than this in the typical frame take the neighbours' median; 0 leaves them, 8 is usual.",
  },
  backgroundImage: {
    kind: "choice",
    label: "Background image",
    options: ["none", "estimated", "file"],
    default: "none",
    help: "Pattern to take away; the level stays. Estimated is what stays where it is while the animal moves: never use it on an animal that is held still.",
  },
  backgroundFile: {
    kind: "text",
    label: "Background file",
    default: "",
    help: "Frames without a sample, with the same camera and layout; their mean is used.",
  },
  flatField: {
    kind: "choice",
    label: "Flat field",
    options: ["none", "estimated", "file"],
    default: "none",
    help: "Evens out uneven illumination. Estimated fits a smooth surface to the light between the cells.",
  },
  flatFieldFile: {
    kind: "text",
    label: "Flat field file",
    default: "",
    help: "Frames of an evenly bright sample, with the same camera and layout; their mean is used.",
  },
  cameraOffset: {
    kind: "number",
    label: "Camera offset",
    unit: "grey levels",
    min: 0,
    max: 65_535,
    step: 1,
    default: 0,
    help: "Grey level without light; a flat field divides what lies above it.",
  },
  registration: {
    kind: "choice",
    label: "Registration",
    options: ["none", "whole-pixels", "sub-pixel", "rigid"],
    default: "none",
    help: "Shifts every frame onto the middle of the movie. Whole pixels keep every grey level; sub-pixel interpolates; rigid turns frames too, up to 45°. For a drifting stage, not for a crawling animal.",
  },
  alignment: {
    kind: "choice",
    label: "Channel alignment",
    options: ["none", "translation", "affine"],
    default: "none",
    help: "Lays the other channels on the activity channel, as their mean images tell.",
  },
} as const satisfies ParameterSheet;

export type Preparation = Values<typeof prepareSheet>;

export const preparation = schemaOf(prepareSheet);

export const unprepared: Preparation = defaultsOf(prepareSheet);

/** What differs from leaving the frames as they are; empty where nothing does. */
export function preparedParts(asked: Preparation | null): Partial<Preparation> {
  const names = Object.keys(prepareSheet) as (keyof Preparation)[];
  // Each name keeps its own value, which is what Partial<Preparation> spells out.
  return Object.fromEntries(
    names.filter((name) => asked !== null && asked[name] !== unprepared[name]).map((name) => [name, asked![name]]),
  ) as Partial<Preparation>;
}
