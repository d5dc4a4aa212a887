import type { TraceSet } from "#renderer/client/decode.ts";

/** Values of a row of a signal over time. */
export function seriesOf(traces: TraceSet, signal: string, row: number): Float32Array {
  const length = traces.frames.length;
  return traces.signals[signal]?.subarray(row * length, (row + 1) * length) ?? new Float32Array(length).fill(Number.NaN);
}

/** Name of a track: as the study has it now, else its number. */
export function nameOf(names: Readonly<Record<string, string>>, track: number): string {
  return names[String(track)] || `#${track}`;
}
