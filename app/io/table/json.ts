import type { Series } from "#contract/series";
import { positionSources, type TraceMatrix, traceSignals, type TrackTable } from "#contract/table";
import { writeText } from "#io/table/write-sheet";

/**
 * Writes a study as one JSON text: header, neurons, positions as columns, traces as a list a neuron, series.
 * A missing value is null.
 *
 * @throws Failure "read-only" | "disk-full" | "unreadable" with the path
 */
export async function writeJson(
  path: string,
  header: Readonly<Record<string, unknown>>,
  tracks: TrackTable,
  names: ReadonlyMap<number, string>,
  traces: TraceMatrix | null,
  times: Float64Array,
  series: readonly Series[],
): Promise<void> {
  await writeText(path, document());

  function* document(): Generator<string> {
    yield `{"header":${JSON.stringify(header)},\n"times":${list(times)},\n"names":${JSON.stringify(Object.fromEntries(names))},\n"positions":{`;
    yield `"t":${list(tracks.t)},\n"track":${JSON.stringify(Array.from(tracks.track, (track) => (track < 0 ? null : track)))}`;
    for (const name of ["z", "y", "x", "radius", "intensity", "confidence"] as const) yield `,\n"${name}":${list(tracks[name])}`;
    yield `,\n"source":${JSON.stringify(Array.from(tracks.source, (source) => positionSources[source] ?? "auto"))}},\n"traces":`;
    if (traces === null) yield "null";
    else yield* matrix(traces);
    yield `,\n"series":[`;
    for (const [i, one] of series.entries()) {
      const { name, unit, labels, time, values } = one;
      yield `${i > 0 ? "," : ""}\n{"name":${JSON.stringify(name)},"unit":${JSON.stringify(unit)},"labels":${JSON.stringify(labels)},"time":${list(time)},"values":${list(values)}}`;
    }
    yield "]}\n";
  }
}

function* matrix({ tracks, names, frames, time, signals }: TraceMatrix): Generator<string> {
  yield `{"frames":${list(frames)},"time":${list(time)},"neurons":[`;
  const width = frames.length;
  for (let i = 0; i < tracks.length; i++) {
    yield `${i > 0 ? "," : ""}\n{"track":${tracks[i]!},"name":${JSON.stringify(names[i] ?? "")}`;
    for (const signal of traceSignals) {
      const values = signals[signal];
      if (values) yield `,"${signal}":${list(values.subarray(i * width, (i + 1) * width))}`;
    }
    yield "}";
  }
  yield "]}";
}

/** Numbers as JSON: nine digits hold any float32; what is not finite is null. */
function list(values: ArrayLike<number>): string {
  return `[${Array.from(values, (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(9))) : "null")).join(",")}]`;
}
