import * as z from "zod/mini";
import { preparation } from "#contract/preparation";

/** What a channel is for: activity is read out, reference (red) steadies it. */
export const channelRole = z.enum(["activity", "reference", "other"]);
export type ChannelRole = z.infer<typeof channelRole>;

export const channel = z.object({
  name: z.string(),
  role: channelRole,
  /** Emission wavelength, nm; null where the file does not say. */
  wavelength: z.nullable(z.number()),
});
export type Channel = z.infer<typeof channel>;

/** Number of samples along each axis. A 2-D movie has z = 1. */
export const recordingShape = z.object({
  t: z.number(),
  c: z.number(),
  z: z.number(),
  y: z.number(),
  x: z.number(),
});
export type RecordingShape = z.infer<typeof recordingShape>;

export const pixelTypes = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"] as const;
export type PixelType = (typeof pixelTypes)[number];

/** What a file leaves out and the user has to say. */
export const missingFact = z.enum(["pixel-size", "interval", "z-step", "axes", "dataset", "channels"]);
export type MissingFact = z.infer<typeof missingFact>;

/** What a file tells about the microscope; null where it does not. */
export const recordingOptics = z.object({
  /** s. */
  exposure: z.nullable(z.number()),
  numericalAperture: z.nullable(z.number()),
  objective: z.nullable(z.string()),
});
export type RecordingOptics = z.infer<typeof recordingOptics>;

/** An array inside a file of many (HDF5, NWB, MATLAB, Zarr). */
export const recordingDataset = z.object({
  /** Path inside the file. */
  path: z.string(),
  shape: z.array(z.number()),
  dtype: z.string(),
  /** Unit of its values as written; null where none is. */
  unit: z.nullable(z.string()),
  /** Whether it can be read as images. */
  image: z.boolean(),
});
export type RecordingDataset = z.infer<typeof recordingDataset>;

/** What was read from a recording's file; nothing in it is guessed. */
export const recordingInfo = z.object({
  path: z.string(),
  name: z.string(),
  /** For people: "OME-TIFF", "ImageJ TIFF", "OME-Zarr 0.4", … */
  format: z.string(),
  bytes: z.number(),
  shape: recordingShape,
  dtype: z.enum(pixelTypes),
  /** µm a pixel [y, x]; null where the file does not say. */
  pixelSize: z.nullable(z.readonly(z.tuple([z.number(), z.number()]))),
  /** µm between planes; null where the file does not say or there is one plane. */
  zStep: z.nullable(z.number()),
  /** Depth of the first plane, µm; 0 unless the file says otherwise. */
  zOrigin: z.number(),
  /** s between frames; null where the file does not say or there is one frame. */
  interval: z.nullable(z.number()),
  /** Acquisition time of each frame, s, where the file stamps them. */
  times: z.nullable(z.array(z.number())),
  channels: z.array(channel),
  /** Set when the pixels were made by a network: model id and parameters, for the badge. */
  virtual: z.nullable(z.string()),
  missing: z.array(missingFact),
  /** Which array of a file of many is read; absent where a file holds one recording. */
  dataset: z.optional(z.string()),
  optics: z.optional(recordingOptics),
  /** Plain sentences a user should read about this file. */
  notes: z.array(z.string()),
  /** The file's own shape, where a channel layout or a preparation gives `shape` another. */
  recorded: z.optional(recordingShape),
});
export type RecordingInfo = z.infer<typeof recordingInfo>;

/** Stands for "no such channel" where null means "as the file says". */
export const noChannel = -1;

/** Where the channels of a recording lie when they are not pages of one file; the first part is channel 0. */
export const channelLayout = z.discriminatedUnion("kind", [
  /** Two halves of one chip: `at` is the first column (or row) of the second half; both get the size of the smaller one. */
  z.object({ kind: z.literal("halves"), axis: z.enum(["x", "y"]), at: z.int().check(z.positive()) }),
  /** A second file with the same frames. */
  z.object({ kind: z.literal("files"), path: z.string().check(z.minLength(1)) }),
]);
export type ChannelLayout = z.infer<typeof channelLayout>;

/** What the user says about a recording; null means "as the file says". */
export const recordingSettings = z.object({
  /** µm a pixel; exactly 1 means "count in pixels". */
  pixelSize: z.nullable(z.number().check(z.positive())),
  interval: z.nullable(z.number().check(z.positive())),
  zStep: z.nullable(z.number().check(z.positive())),
  /** How the pages of a plain TIFF are to be read, e.g. "t", "tc", "zt" (slowest first); null as the file says. */
  axes: z.nullable(z.string()),
  /** Array to read in a file of many; null as the file says, or its only one. */
  dataset: z._default(z.nullable(z.string()), null),
  activityChannel: z.nullable(z.number()),
  /** `noChannel` says that there is none, whatever the file's names suggest. */
  referenceChannel: z.nullable(z.number()),
  /** +1 where the defocus asymmetry has the sense the model was trained on, −1 where it is turned round. */
  axialDirection: z.union([z.literal(1), z.literal(-1)]),
  /** Null where the channels are pages of the file. */
  layout: z._default(z.nullable(channelLayout), null),
  /** Null where the frames are read as they were recorded. */
  preparation: z._default(z.nullable(preparation), null),
});
export type RecordingSettings = z.infer<typeof recordingSettings>;

export const unsaid: RecordingSettings = {
  pixelSize: null,
  interval: null,
  zStep: null,
  axes: null,
  dataset: null,
  activityChannel: null,
  referenceChannel: null,
  axialDirection: 1,
  layout: null,
  preparation: null,
};

/** More planes a time point are a scanned stack, which holds its depth already. */
const mostRecordedPlanes = 2;

/** Whether a recording's frames can be refocused: one plane a time point, or the two of a two-plane model. */
export function refocusable({ shape }: Pick<RecordingInfo, "shape">): boolean {
  return shape.z <= mostRecordedPlanes;
}

/** Unit of every length in a study: pixels where the user chose to count in pixels. */
export type LengthUnit = "µm" | "px";

export function lengthUnit(settings: RecordingSettings): LengthUnit {
  return settings.pixelSize === 1 ? "px" : "µm";
}
