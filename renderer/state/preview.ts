import { everywhere, parseRegions, type Regions } from "#contract/region";
import type { Candidates } from "#core/detect/candidates";
import { countAbove } from "#core/detect/detect-blobs";
import { confidenceOf } from "#core/detect/threshold";
import { indexTracks, type TrackIndex } from "#renderer/client/track-index.ts";
import type { FormValues } from "#renderer/state/jobs.ts";
import type { SliceOf } from "#renderer/state/slice.ts";

/** Neurons of one frame as a run would find them. */
export interface Preview {
  readonly t: number;
  /** Ready to be marked on the image. */
  readonly neurons: TrackIndex;
}

/** A polygon being drawn on the image, or waiting for its first corner. */
export interface Drawing {
  readonly kind: "include" | "exclude";
  /** Corners so far, µm [y, x]. */
  readonly points: readonly (readonly [number, number])[];
}

/** What finding neurons would give, and where it is to look, before it is run. */
export interface PreviewSlice {
  readonly preview: Preview | null;
  readonly drawing: Drawing | null;
  readonly showPreview: (preview: Preview | null) => void;
  readonly draw: (drawing: Drawing | null) => void;
}

export const preview: SliceOf<PreviewSlice> = () => (set) => ({
  preview: null,
  drawing: null,
  showPreview: (next) => set({ preview: next }),
  draw: (drawing) => set({ drawing }),
});

/**
 * The candidates that pass a threshold, as a table of one frame.
 *
 * @param threshold × noise; 0 for the automatic one
 */
export function previewOf(candidates: Candidates, threshold: number, radius: number, t: number): Preview {
  const count = countAbove(candidates, threshold);
  const axis = (d: number) => Float64Array.from({ length: count }, (_, i) => candidates.place[3 * i + d] as number);
  const columns = {
    t: new Float64Array(count).fill(t),
    z: axis(0),
    y: axis(1),
    x: axis(2),
    radius: new Float64Array(count).fill(radius),
    confidence: Float64Array.from(candidates.height.subarray(0, count), (height) => confidenceOf(height, candidates.bright)),
  };
  return { t, neurons: indexTracks(columns, t + 1) };
}

/** Regions of the form as it stands; none where it holds what cannot be understood. */
export function regionsOf(values: FormValues): Regions {
  try {
    return parseRegions(String(values["regions"] ?? ""));
  } catch {
    return everywhere;
  }
}

/** Regions as the form holds them. */
export function regionText({ include, exclude }: Regions): string {
  return include.length === 0 && exclude.length === 0 ? "" : JSON.stringify({ include, exclude });
}
