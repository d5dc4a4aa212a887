import { Failure } from "#contract/failure";
import type { ExtractParameters } from "#contract/parameters";
import type { TraceMatrix, TrackTable } from "#contract/table";
import { readOutFrame, type ReadOut } from "#core/activity/read-out";
import { emptyTraces, gainsOf, putFrame, type RawTraces, traceMatrix } from "#core/activity/trace-matrix";
import { readMeta } from "#io/study/meta";
import { linkedTracks, studyNames, studyTraces, studyTracks } from "#io/study/products";
import { readRaw } from "#io/study/raw-traces";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { channelPairs } from "#io/volume/channel-pairs";
import { timesOf } from "#jobs/extract";
import { isImported } from "#jobs/imported";
import { checkedParameters } from "#jobs/plan";
import { recordingFootprint } from "#jobs/recording-footprint";
import { keepsNothing, openStudyVolumes } from "#jobs/study-volumes";
import type { Studies } from "#services/studies";

/** One neuron's traces under other parameters, and how many of its frames are still being read. */
export interface TracePreview {
  readonly matrix: TraceMatrix;
  readonly pending: number;
}

/** A neuron's pixels being read again with another read-out. */
interface Rereading {
  readonly stamp: string;
  readonly raw: RawTraces;
  pending: number;
  failure: unknown;
}

/**
 * Traces of the chosen neuron under changed parameters, without a run. What is done to a trace is done at once from
 * the brightness that the run read; another read-out reads the neuron's pixels again in the background, and each
 * answer holds what has been read by then.
 */
export class TracePreviews {
  readonly #raw = new Map<string, { readonly stamp: string; readonly raw: RawTraces }>();
  readonly #rereading = new Map<string, Rereading>();

  constructor(readonly studies: Studies) {}

  /**
   * @param given parameters that differ from those of the last run
   * @throws      Failure "not-ready" before the first extract run, "not-found" for a track it has not read,
   *              "out-of-range" | "invalid-input" | "missing-metadata" for the parameters
   */
  read(handle: string, track: number, given: Readonly<Record<string, unknown>>): TracePreview {
    const study = this.studies.study(handle);
    const run = currentRun(study, "extract");
    const tracks = studyTracks(study);
    if (run === null || tracks === null)
      throw new Failure("not-ready", "There are no traces yet: run the extract step first.", { step: "extract" });
    if (isImported(run))
      throw new Failure("not-ready", "This activity was brought in from a file; read it out of the movie to try other parameters.", {
        step: "extract",
      });
    // The sheet's schema has checked these, which is what ExtractParameters is inferred from.
    const parameters = checkedParameters("extract", { ...run.parameters, ...given }) as unknown as ExtractParameters;
    const before = checkedParameters("extract", run.parameters) as unknown as ExtractParameters;
    const raw = this.#rawOf(handle, study, `${run.id} ${run.done} ${run.finished ?? ""}`, run.id);
    const row = raw.tracks.indexOf(track);
    if (row < 0) throw new Failure("not-found", `The traces hold no neuron ${track}; run the extract step again.`, { track });
    const times = timesOf(readMeta(study.database).info);
    const gains = gainsOf(raw, times, parameters.bleaching);
    const isSame = (["readOut", "brightest", "background"] as const).every((name) => parameters[name] === before[name]);
    if (isSame) this.#rereading.delete(handle);
    const again = isSame ? null : this.#reread(handle, study, tracks, track, parameters, raw);
    if (again?.failure) throw again.failure;
    const matrix = traceMatrix(again?.raw ?? rowOf(raw, row), tracks, studyNames(study), times, parameters, gains);
    return { matrix, pending: again?.pending ?? 0 };
  }

  #rawOf(handle: string, study: Study, stamp: string, run: number): RawTraces {
    for (const old of this.#raw.keys()) if (!this.studies.has(old)) this.#raw.delete(old);
    const known = this.#raw.get(handle);
    if (known?.stamp === stamp) return known.raw;
    const matrix = studyTraces(study);
    if (matrix === null) throw new Failure("not-ready", "There are no traces yet: run the extract step first.", { step: "extract" });
    const raw = readRaw(study, run, matrix.tracks, matrix.frames.length);
    this.#raw.set(handle, { stamp, raw });
    return raw;
  }

  /** The reading under way for these parameters; another one that was under way is given up. */
  #reread(handle: string, study: Study, tracks: TrackTable, track: number, parameters: ExtractParameters, kept: RawTraces): Rereading {
    const refocus = readMeta(study.database).refocus ? currentRun(study, "refocus") : null;
    if (refocus !== null && keepsNothing(refocus))
      throw new Failure(
        "unsupported",
        "This study keeps no planes, so another read-out can only be seen by running the step: its planes have to be made again.",
        { step: "extract" },
      );
    const stamp = JSON.stringify([track, parameters.readOut, parameters.brightest, parameters.background, refocus?.key ?? null]);
    const known = this.#rereading.get(handle);
    if (known?.stamp === stamp) return known;
    const raw = emptyTraces(Int32Array.of(track), kept.frames, kept.reference !== null);
    const reading: Rereading = { stamp, raw, pending: kept.frames.length, failure: null };
    this.#rereading.set(handle, reading);
    const wanted = (): boolean => this.studies.has(handle) && this.#rereading.get(handle) === reading;
    void readAgain(study, tracks, parameters, reading, wanted).catch((thrown: unknown) => {
      reading.failure = thrown;
    });
    return reading;
  }
}

/** Reads the pixels frame by frame, from the neuron's own and its neighbours', as long as somebody wants it. */
async function readAgain(
  study: Study,
  tracks: TrackTable,
  parameters: ExtractParameters,
  reading: Rereading,
  wanted: () => boolean,
): Promise<void> {
  const { source, activity, reference } = await openStudyVolumes(study);
  try {
    const footprint = await recordingFootprint(source, activity, linkedTracks(study) ?? tracks, parameters);
    const read = channelPairs(source, activity, reading.raw.reference === null ? null : reference);
    for (const t of reading.raw.frames) {
      if (!wanted()) return;
      const { volume, red } = await read(t);
      const values: ReadOut = readOutFrame(volume, red, tracks, t, reading.raw.tracks, parameters, footprint);
      putFrame(reading.raw, t, values);
      reading.pending--;
      // Other calls shall be answered between two frames.
      await new Promise((resume) => setImmediate(resume));
    }
  } finally {
    await source.close();
  }
}

/** One row of raw traces as raw traces of one neuron. */
function rowOf({ tracks, frames, f, background, scatter, reference, turns }: RawTraces, row: number): RawTraces {
  const cut = (values: Float32Array): Float32Array => values.subarray(row * frames.length, (row + 1) * frames.length);
  return {
    tracks: tracks.slice(row, row + 1),
    frames,
    f: cut(f),
    background: cut(background),
    scatter: cut(scatter),
    reference: reference === null ? null : cut(reference),
    turns: turns === null ? null : { zError: cut(turns.zError), lightError: cut(turns.lightError) },
  };
}
