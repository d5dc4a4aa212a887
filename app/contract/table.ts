/** Blobs found in a movie, one row a blob, columns of equal length. */
export interface BlobTable {
  readonly t: Int32Array;
  /** Centre, µm (or px where the study counts in pixels). */
  readonly z: Float64Array;
  readonly y: Float64Array;
  readonly x: Float64Array;
  /** Nucleus radius, µm. */
  readonly radius: Float64Array;
  /** Mean in the mask minus local background, the movie's grey levels. */
  readonly intensity: Float64Array;
  /** 0..1. */
  readonly confidence: Float64Array;
}

/** Who set a position. The index is what a track table stores. */
export const positionSources = ["auto", "human", "interpolated"] as const;
export type PositionSource = (typeof positionSources)[number];

/** Blobs with the track each belongs to. */
export interface TrackTable extends BlobTable {
  /** Track number; −1 where a blob belongs to none. */
  readonly track: Int32Array;
  /** Index into `positionSources`. */
  readonly source: Uint8Array;
}

/** Rows of two tables that are the same neuron. */
export interface PairTable {
  readonly reference: Int32Array;
  readonly target: Int32Array;
  readonly confidence: Float64Array;
}

/**
 * Signals a trace matrix can hold beside each other.
 *
 * f          brightness less background, bleaching undone, grey levels
 * background what was subtracted, grey levels
 * dff        ΔF/F0, from `corrected` where that is there, else from `f`
 * reference  red channel, read as `f`
 * ratio      f / reference
 * confidence of the position, 0..1
 * z          depth of the position, µm
 * corrected  f after motion correction and low-pass, grey levels; only where one of them was asked for
 * zscore     dff less its mean, over its standard deviation; only where asked for
 * events     deconvolved dff, not negative; only where asked for
 * error      standard deviation of dff that its reading leaves (photons, depth, position); a band is dff ± 2 error
 * z_error    of the depth, from how far it scatters between refocusings of the frame turned and mirrored, µm; only where asked for
 * light_error scatter of the light between them, as a share of it; only where asked for
 * filled     0 read at a found position, 1 read at an interpolated position, 2 interpolated in time
 */
export const traceSignals = [
  "f",
  "background",
  "dff",
  "reference",
  "ratio",
  "confidence",
  "z",
  "corrected",
  "zscore",
  "events",
  "error",
  "z_error",
  "light_error",
  "filled",
] as const;
export type TraceSignal = (typeof traceSignals)[number];

/** Activity, [neuron, t] row-major; a missing frame is NaN, never zero. */
export interface TraceMatrix {
  /** Track number of each row. */
  readonly tracks: Int32Array;
  /** Neuron name of each row; empty where unnamed. */
  readonly names: readonly string[];
  /** Frame index of each column. */
  readonly frames: Int32Array;
  /** Acquisition time of each column, s; NaN where the interval is unknown. */
  readonly time: Float64Array;
  /** `f` and `dff` are always there; `reference` and `ratio` where there is a red channel. */
  readonly signals: Readonly<Partial<Record<TraceSignal, Float32Array>>>;
}
