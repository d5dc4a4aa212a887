import { Failure } from "#contract/failure";
import type { ExtractParameters } from "#contract/parameters";
import { defaultsOf, extractSheet } from "#contract/parameters";
import type { TraceMatrix } from "#contract/table";
import { readOutFrame } from "#core/activity/read-out";
import { emptyTraces, putFrame, traceMatrix } from "#core/activity/trace-matrix";
import { frozenTracks, trackNumbers } from "#core/activity/track-index";
import type { ScoredProducts } from "#core/score/score-study";
import { readMeta } from "#io/study/meta";
import { productsOf } from "#io/study/products";
import type { Study } from "#io/study/study";
import { timesOf } from "#jobs/extract";
import { openStudyVolumes } from "#jobs/study-volumes";

/** A study's products as they are scored: with the control that only its stacks can give. */
export async function scoredProducts(study: Study): Promise<ScoredProducts> {
  const products = productsOf(study);
  return products.traces === null ? products : { ...products, staticTraces: await staticTraces(study) };
}

/**
 * The control beside a study's traces: the mean of a region that never moves, where each neuron was first seen.
 * Null where the study has no tracks or no stacks to read.
 */
async function staticTraces(study: Study): Promise<TraceMatrix | null> {
  const { tracks, runs, names } = productsOf(study);
  if (tracks === null) return null;
  // The run's parameters passed the sheet's schema, which is what ExtractParameters is inferred from.
  const parameters = {
    ...defaultsOf(extractSheet),
    ...(runs.extract?.parameters as Partial<ExtractParameters> | undefined),
    readOut: "mask",
    background: "none",
    correction: "none",
  };
  const stacks = await openStudyVolumes(study).catch((error: unknown) => {
    if (error instanceof Failure && (error.code === "not-ready" || error.code === "not-found")) return null;
    throw error;
  });
  if (stacks === null) return null;
  const { source, activity } = stacks;
  try {
    const still = frozenTracks(tracks, source.frames);
    const numbers = trackNumbers(still);
    const raw = emptyTraces(
      numbers,
      Int32Array.from({ length: source.frames }, (_, t) => t),
      false,
    );
    for (let t = 0; t < source.frames; t++)
      putFrame(raw, t, readOutFrame(await source.read(t, activity), null, still, t, numbers, parameters));
    return traceMatrix(raw, still, names, timesOf(readMeta(study.database).info), parameters);
  } finally {
    await source.close();
  }
}
