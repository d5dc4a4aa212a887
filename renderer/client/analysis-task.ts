import { type AlignedAverage, alignedAverage, type AlignOptions } from "#core/analysis/aligned";
import { correlationTree } from "#core/analysis/analyse";
import { type Components, principalComponents } from "#core/analysis/components";
import { type Correlation, correlationMatrix } from "#core/analysis/correlation";
import { type ActivityEvent, detectEvents, type EventOptions, onsetsOf } from "#core/analysis/events";
import type { Hierarchy } from "#core/analysis/hierarchy";
import type { Rows } from "#core/analysis/rows";
import { type SpectralClusters, spectralClusters, type SpectralOptions } from "#core/analysis/spectral";

/** What can be asked about a set of traces, and what is answered. */
export interface Analyses {
  readonly correlation: { readonly options: null; readonly answer: { readonly correlation: Correlation; readonly hierarchy: Hierarchy } };
  readonly spectral: { readonly options: SpectralOptions; readonly answer: SpectralClusters };
  readonly components: { readonly options: number; readonly answer: Components };
  readonly events: { readonly options: EventOptions; readonly answer: readonly ActivityEvent[] };
  readonly onsets: { readonly options: null; readonly answer: Int32Array };
  readonly aligned: {
    readonly options: { readonly time: Float64Array; readonly onsets: readonly number[]; readonly window: AlignOptions };
    readonly answer: AlignedAverage;
  };
}

export type AnalysisKind = keyof Analyses;

const doers: { readonly [K in AnalysisKind]: (of: Rows, options: Analyses[K]["options"]) => Analyses[K]["answer"] } = {
  correlation: (of) => {
    const correlation = correlationMatrix(of);
    return { correlation, hierarchy: correlationTree(correlation) };
  },
  spectral: spectralClusters,
  components: principalComponents,
  events: detectEvents,
  onsets: onsetsOf,
  aligned: (of, { time, onsets, window }) => alignedAverage(of, time, onsets, window),
};

/** Does what is asked, where it is asked: the worker's whole work. */
export function answerTo<K extends AnalysisKind>(kind: K, of: Rows, options: Analyses[K]["options"]): Analyses[K]["answer"] {
  return doers[kind](of, options);
}
