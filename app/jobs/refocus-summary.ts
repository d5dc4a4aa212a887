import type { MovieScale, VirtualOrigin } from "#contract/volume";
import type { Model } from "#io/model/open";
import type { RefocusOptions, Refocuser } from "#jobs/refocuser";

export interface RefocusJob extends RefocusOptions {
  /** Frames to make now, half open; all of the store's where left out. */
  readonly frames?: { readonly from: number; readonly to: number };
  /** Told once for each thing a user should know, before the first frame. */
  readonly warn?: (sentence: string) => void;
}

export interface RefocusSummary {
  readonly path: string;
  /** Frames made by this run, and those that were there before. */
  readonly made: number;
  readonly kept: number;
  readonly planes: number;
  readonly shape: readonly [number, number, number];
  readonly model: string;
  readonly modelHash: string;
  readonly provider: string;
  readonly runtime: string;
  readonly threads: number;
  readonly scales: readonly MovieScale[];
  readonly warnings: readonly string[];
  /** Voxels too bright or too dark for 16 bits. */
  readonly clipped: number;
  /** Bytes written by this run. */
  readonly bytes: number;
  readonly seconds: {
    readonly read: number;
    readonly encode: number;
    readonly planes: number;
    readonly store: number;
    readonly total: number;
  };
}

/** How planes came to be: model, hash and parameters, for the badge. */
export function virtualOrigin(refocuser: Refocuser, job: RefocusOptions): VirtualOrigin {
  return {
    model: job.model.manifest.id,
    modelHash: job.model.hash,
    parameters: {
      version: job.model.manifest.version,
      ...(job.surface ? { surface: job.surface.about } : { z: [job.plan.min, job.plan.max, job.plan.step] }),
      axialDirection: job.axialDirection,
      pixelSize: [...job.pixelSize],
      channels: [...job.channels],
      background: refocuser.scales.map((scale) => scale.background),
      scale: refocuser.scales.map((scale) => scale.scale),
      provider: job.model.provider,
      runtime: job.model.runtime,
    },
  };
}

/** What a run did, told when it is done. */
export function summaryOf(
  path: string,
  refocuser: Refocuser,
  model: Model,
  work: {
    readonly made: number;
    readonly kept: number;
    readonly clipped: number;
    readonly bytes: number;
    readonly store: number;
    readonly total: number;
  },
): RefocusSummary {
  const { store, total, ...counts } = work;
  return {
    path,
    ...counts,
    planes: refocuser.depths.length,
    shape: refocuser.shape,
    model: model.manifest.id,
    modelHash: model.hash,
    provider: model.provider,
    runtime: model.runtime,
    threads: model.threads,
    scales: refocuser.scales.map(({ background, scale }) => ({ background, scale })),
    warnings: refocuser.warnings,
    seconds: { ...refocuser.times, store, total },
  };
}
