import type { ExtractParameters } from "#contract/parameters";
import type { TrackTable } from "#contract/table";
import type { Volume } from "#contract/volume";
import { type Footprint, mixtureOf, typicalFootprint } from "#core/activity/demix";
import { readVoxels } from "#core/activity/read-voxels";
import { watershedMasks } from "#core/detect/watershed";
import { selectRows } from "#core/link/table-ops";
import { rowsOfFrame, typicalRadii } from "#core/activity/track-index";

/** What one frame says about the neurons, one value a track; NaN where a neuron has no position. */
export interface ReadOut {
  /** Brightness less background, grey levels. */
  readonly f: Float32Array;
  /** Local background that was subtracted, grey levels; 0 where none was asked for. */
  readonly background: Float32Array;
  /** How far the voxels scatter about what was read, grey levels. */
  readonly scatter: Float32Array;
  /** The same as `f` in the reference channel; null without one. */
  readonly reference: Float32Array | null;
}

/** How brightness is read. */
export type ReadOutParameters = Pick<ExtractParameters, "readOut" | "brightest" | "background">;

/** The read-out that "auto" stands for: demixing in stacks, the brightest pixels in single planes, where light is projected rather than spread. */
export function readingOf(readOut: string, depth: number): string {
  return readOut === "auto" ? (depth > 1 ? "demix" : "brightest") : readOut;
}

/**
 * Reads the neurons' brightness out of one frame: by demixing (`mixtureOf`), or from each nucleus' own voxels
 * (`readVoxels`).
 *
 * @param volume    activity channel, [z, y, x]
 * @param reference red channel of the same frame and shape; null without one
 * @param tracks    positions of all frames, µm
 * @param t         the frame
 * @param trackIds  tracks to read, in the order of the answer
 * @param footprint how a nucleus looks in this recording; only for demixing
 */
export function readOutFrame(
  volume: Volume,
  reference: Volume | null,
  tracks: TrackTable,
  t: number,
  trackIds: Int32Array,
  parameters: ReadOutParameters,
  footprint: Footprint = typicalFootprint,
): ReadOut {
  const blank = (): Float32Array => new Float32Array(trackIds.length).fill(Number.NaN);
  const read = { f: blank(), background: blank(), scatter: blank(), reference: reference === null ? null : blank() };
  const radii = typicalRadii(tracks);
  const radiusOf = (row: number): number => radii.get(tracks.track[row]!) ?? 1;
  const rows = rowsOfFrame(tracks, t).filter((row) => tracks.track[row]! >= 0 && isInside(volume, tracks, row, radiusOf(row)));
  const rowOf = new Map(rows.map((row, i) => [tracks.track[row]!, i]));
  const wanted = Array.from(trackIds, (track) => rowOf.get(track) ?? -1);
  const readOut = readingOf(parameters.readOut, volume.shape[0]);
  if (readOut === "demix") {
    const mixture = mixtureOf(volume, tracks, rows, radiusOf, footprint);
    const level = parameters.background !== "none";
    const green = mixture.unmix(volume.data, level);
    const red = reference === null ? null : mixture.unmix(reference.data, level);
    wanted.forEach((at, i) => {
      if (at < 0) return;
      read.f[i] = green.f[at]!;
      read.background[i] = green.level[at]!;
      read.scatter[i] = green.residual[at]!;
      if (read.reference !== null && red !== null) read.reference[i] = red.f[at]!;
    });
    return read;
  }
  const volumes = reference === null ? [volume] : [volume, reference];
  // The red channel shows a nucleus whether it is active or not, so its mask is the steadier one.
  const labels =
    readOut === "mask"
      ? watershedMasks(reference ?? volume, { ...selectRows(tracks, rows), radius: Float64Array.from(rows, radiusOf) })
      : null;
  wanted.forEach((at, i) => {
    const [green, red] = at < 0 ? [] : (readVoxels(volumes, labels, tracks, rows, rows[at]!, radii, parameters) ?? []);
    if (green === undefined) return;
    read.f[i] = green.f;
    read.background[i] = green.background;
    read.scatter[i] = green.spread;
    if (read.reference !== null && red !== undefined) read.reference[i] = red.f;
  });
  return read;
}

/** Whether a nucleus reaches into the stack; in a single plane, into the frame. */
function isInside({ shape, voxel, origin }: Volume, tracks: TrackTable, row: number, radius: number): boolean {
  const reaches = (at: number, d: 0 | 1 | 2): boolean => at + radius >= origin[d] && at - radius <= origin[d] + (shape[d] - 1) * voxel[d];
  return (shape[0] === 1 || reaches(tracks.z[row]!, 0)) && reaches(tracks.y[row]!, 1) && reaches(tracks.x[row]!, 2);
}
