import { type Components, principalComponents } from "#core/analysis/components";
import { type Correlation, correlationMatrix } from "#core/analysis/correlation";
import { type ActivityEvent, detectEvents, type EventOptions, onsetsOf } from "#core/analysis/events";
import { averageLinkage, cutHierarchy, type Hierarchy } from "#core/analysis/hierarchy";
import type { Rows } from "#core/analysis/rows";
import { type SpectralClusters, type SpectralOptions, spectralClusters } from "#core/analysis/spectral";

export interface AnalysisOptions extends SpectralOptions, EventOptions {
  /** Principal components kept. */
  readonly components: number;
}

/** What a set of traces says as a whole. */
export interface Analysis {
  readonly correlation: Correlation;
  readonly hierarchy: Hierarchy;
  /** The tree cut into as many groups as spectral clustering made. */
  readonly cut: Int32Array;
  readonly spectral: SpectralClusters;
  readonly components: Components;
  readonly events: readonly ActivityEvent[];
  /** Column of each row's first rise; −1 without values. */
  readonly onsets: Int32Array;
}

/**
 * Every analysis of a set of traces at once, as the command line writes it. The window draws the same functions.
 *
 * @param of values [row, frame]; NaN where missing
 */
export function analyse(of: Rows, options: AnalysisOptions): Analysis {
  const correlation = correlationMatrix(of);
  const hierarchy = correlationTree(correlation);
  const spectral = spectralClusters(of, options);
  return {
    correlation,
    hierarchy,
    cut: cutHierarchy(hierarchy.merges, of.rows, spectral.clusters),
    spectral,
    components: principalComponents(of, options.components),
    events: detectEvents(of, options),
    onsets: onsetsOf(of),
  };
}

/** Dendrogram of neurons at the distance 1 − r. */
export function correlationTree({ r, rows }: Correlation): Hierarchy {
  return averageLinkage(
    r.map((value) => 1 - value),
    rows,
  );
}
