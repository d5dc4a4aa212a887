import type { TraceMatrix } from "#contract/table";
import type { AlignedAverage } from "#core/analysis/aligned";
import type { Components } from "#core/analysis/components";
import type { Correlation } from "#core/analysis/correlation";
import type { ActivityEvent } from "#core/analysis/events";
import type { Analysis } from "#core/analysis/analyse";
import { decimal, significant } from "#io/table/csv";
import { writeSheet } from "#io/table/write-sheet";

type Neurons = Pick<TraceMatrix, "tracks" | "names" | "frames" | "time">;

export const correlationColumns = ["track_a", "name_a", "track_b", "name_b", "r", "common_frames"];
const clusterColumns = ["track", "name", "spectral", "hierarchical", "leaf", "onset_t", "onset_s"];
const eventColumns = ["track", "name", "from_t", "to_t", "from_s", "to_s", "peak_t", "peak_s", "height"];
const alignedColumns = ["track", "name", "lag_s", "mean", "sem", "repeats"];

/** Writes correlation.csv: a row a pair of neurons. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeCorrelation(path: string, of: Neurons, correlation: Correlation): Promise<readonly string[]> {
  await writeSheet(path, correlationColumns, correlationRows(of, correlation));
  return correlationColumns;
}

/** A row a pair of neurons: both, Pearson's r, and how many frames they have in common. */
export function* correlationRows(of: Neurons, { r, common, rows }: Correlation): Generator<string[]> {
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      yield [...neuron(of, i), ...neuron(of, j), significant(r[i * rows + j]!, 6), String(common[i * rows + j])];
    }
  }
}

/** Writes clusters.csv: a row a neuron, its groups, its place in the dendrogram, its onset. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeClusters(path: string, of: Neurons, found: Analysis): Promise<readonly string[]> {
  const leaf = new Map(found.hierarchy.order.map((row, place) => [row, place]));
  const rows = Array.from(of.tracks, (_, i) => {
    const onset = found.onsets[i]!;
    return [
      ...neuron(of, i),
      found.spectral.labels[i]! < 0 ? "" : String(found.spectral.labels[i]),
      String(found.cut[i]),
      String(leaf.get(i)),
      ...moment(of, onset),
    ];
  });
  await writeSheet(path, clusterColumns, rows);
  return clusterColumns;
}

/** Writes pca.csv: the path through the space of components, a row a frame. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeScores(path: string, of: Neurons, { scores, count }: Components): Promise<readonly string[]> {
  const columns = ["t", "time_s", ...componentNames(count)];
  const rows = Array.from(of.frames, (_, t) => [
    ...moment(of, t),
    ...Array.from(scores.subarray(t * count, (t + 1) * count), (value) => significant(value, 6)),
  ]);
  await writeSheet(path, columns, rows);
  return columns;
}

/** Writes pca-loadings.csv: what each neuron adds to each component. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeLoadings(path: string, of: Neurons, { loadings, count }: Components): Promise<readonly string[]> {
  const columns = ["track", "name", ...componentNames(count)];
  const rows = Array.from(of.tracks, (_, i) => [
    ...neuron(of, i),
    ...Array.from(loadings.subarray(i * count, (i + 1) * count), (value) => significant(value, 6)),
  ]);
  await writeSheet(path, columns, rows);
  return columns;
}

/** Writes events.csv: a row an event; `to` is the first frame behind it. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeEvents(path: string, of: Neurons, events: readonly ActivityEvent[]): Promise<readonly string[]> {
  const end = (column: number) => (column < of.frames.length ? of.time[column]! : Number.NaN);
  const rows = events.map(({ row, from, to, peak, height }) => [
    ...neuron(of, row),
    String(of.frames[from]),
    String(of.frames[to - 1]! + 1),
    decimal(of.time[from]!, 6),
    decimal(end(to), 6),
    ...moment(of, peak),
    significant(height, 6),
  ]);
  await writeSheet(path, eventColumns, rows);
  return eventColumns;
}

/** Writes aligned.csv: a row a neuron and lag. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeAligned(path: string, of: Neurons, found: AlignedAverage): Promise<readonly string[]> {
  const points = found.lag.length;
  function* rows(): Generator<string[]> {
    for (let i = 0; i < of.tracks.length; i++) {
      for (let k = 0; k < points; k++) {
        const at = i * points + k;
        yield [
          ...neuron(of, i),
          decimal(found.lag[k]!, 6),
          significant(found.mean[at]!, 6),
          significant(found.sem[at]!, 6),
          String(found.count[at]),
        ];
      }
    }
  }
  await writeSheet(path, alignedColumns, rows());
  return alignedColumns;
}

function componentNames(count: number): string[] {
  return Array.from({ length: count }, (_, k) => `pc${k + 1}`);
}

function neuron(of: Neurons, row: number): readonly [track: string, name: string] {
  return [String(of.tracks[row]), of.names[row] ?? ""];
}

function moment(of: Neurons, column: number): readonly [t: string, seconds: string] {
  return column < 0 ? ["", ""] : [String(of.frames[column]), decimal(of.time[column]!, 6)];
}
