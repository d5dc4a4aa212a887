import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultsOf, type ExtractParameters, extractSheet } from "#contract/parameters";
import { unsaid } from "#contract/recording";
import type { Progress } from "#contract/source";
import type { TrackTable } from "#contract/table";
import { readOutFrame } from "#core/activity/read-out";
import { emptyTraces, putFrame, traceMatrix } from "#core/activity/trace-matrix";
import { frozenTracks, trackNumbers } from "#core/activity/track-index";
import { quantile } from "#core/link/points";
import { tracksOf } from "#core/link/table-ops";
import { pearson } from "#core/score/traces";
import { openRecording } from "#io/recording/open";
import { numbers, readSheet } from "#io/table/read-sheet";
import { volumesOf } from "#io/volume/of-recording";

/** How near our reading of a real movie comes to the traces its authors published, over their curated tracks. */
export interface RealTraces {
  readonly neurons: number;
  readonly frames: number;
  /** Radius that was read, pixels. */
  readonly radius: number;
  /** Each way of reading: Pearson r with the published ΔF/F0, a neuron: median and 10th percentile. */
  readonly ways: Readonly<Record<string, { readonly median: number; readonly p10: number }>>;
}

/** The published traces subtract no background; the second way is the program's default. */
const ways: Readonly<Record<string, Partial<ExtractParameters> & { readonly still?: boolean }>> = {
  "no background, as published": { background: "none" },
  "the default": {},
  demixed: { readOut: "demix" },
  "control: places that never move": { background: "none", still: true },
};

const radius = 3;

/**
 * Reads the ZephIR demo movie (`test/fixtures/zephir`) at its curated tracks. ΔF/F0 counts from the first frame, as
 * published. Null where the fixture is not at hand, as in an installed program.
 */
export async function* readRealMovie(): AsyncGenerator<Progress, RealTraces | null> {
  const folder = fixture();
  if (folder === null) return null;
  const sheet = await readSheet(join(folder, "tracks_t0-199.csv"));
  const published = await readSheet(join(folder, "traces_t0-199.csv"));
  const frames = published.rows.length;
  const column = (name: string) => numbers(sheet, name, { missing: "need" });
  const [t, id, x, y] = ["t", "id", "x_px", "y_px"].map(column) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const tracks: TrackTable = {
    ...tracksOf(t.length),
    t: Int32Array.from(t),
    track: Int32Array.from(id),
    y,
    x,
    radius: new Float64Array(t.length).fill(radius),
    confidence: new Float64Array(t.length).fill(1),
  };
  const ids = trackNumbers(tracks);
  const source = volumesOf(await openRecording(join(folder, "movie_xy_mip.tif"), { ...unsaid, pixelSize: 1, interval: 1, axes: "t" }));
  const reading = Object.entries(ways).map(([name, { still, ...change }]) => ({
    name,
    parameters: { ...defaultsOf(extractSheet), ...change },
    tracks: still ? frozenTracks(tracks, frames) : tracks,
    raw: emptyTraces(
      ids,
      Int32Array.from({ length: frames }, (_, i) => i),
      false,
    ),
  }));
  try {
    for (let i = 0; i < frames; i++) {
      const frame = await source.read(i, 0);
      for (const { parameters, raw, tracks: places } of reading) putFrame(raw, i, readOutFrame(frame, null, places, i, ids, parameters));
      yield { done: i + 1, total: frames, message: "real frames read" };
    }
  } finally {
    await source.close();
  }
  const theirs = Array.from(ids, (one) => Array.from(numbers(published, `n${one}`, { missing: Number.NaN })));
  const times = Float64Array.from({ length: frames }, (_, i) => i);
  const compared = reading.map(({ name, parameters, raw }) => {
    const matrix = traceMatrix(raw, tracks, new Map(), times, { ...parameters, baseline: "first-seconds", window: 0.1 });
    const dff = matrix.signals.dff!;
    const r = theirs
      .map((trace, i) => {
        const pairs = trace.map((value, at) => [dff[i * frames + at]!, value] as const).filter(([a, b]) => !Number.isNaN(a + b));
        return pearson(
          pairs.map(([a]) => a),
          pairs.map(([, b]) => b),
        );
      })
      .filter((value) => !Number.isNaN(value));
    return [name, { median: quantile(r, 0.5), p10: quantile(r, 0.1) }] as const;
  });
  return { neurons: ids.length, frames, radius, ways: Object.fromEntries(compared) };
}

/** The movie's folder in a clone, wherever the bundle lies below its root. */
function fixture(): string | null {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "test/fixtures/zephir");
    if (existsSync(join(candidate, "traces_t0-199.csv"))) return candidate;
    if (dirname(folder) === folder) return null;
  }
}
