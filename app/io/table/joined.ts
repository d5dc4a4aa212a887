import type { JoinedTraces } from "#core/activity/join-animals";
import { decimal, significant } from "#io/table/csv";
import { writeSheet } from "#io/table/write-sheet";

/** Writes joined.csv: name, animal, lag_s, value and, where it is known, error; a row a neuron, animal and time, missing ones empty. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeJoined(path: string, { neurons, animals, lag, values, errors }: JoinedTraces): Promise<readonly string[]> {
  const columns = ["name", "animal", "lag_s", "value", ...(errors ? ["error"] : [])];
  function* rows(): Generator<string[]> {
    for (const [n, name] of neurons.entries())
      for (const [a, animal] of animals.entries())
        for (const [i, at] of lag.entries()) {
          const cell = (n * animals.length + a) * lag.length + i;
          yield [name, animal, decimal(at, 6), significant(values[cell]!, 6), ...(errors ? [significant(errors[cell]!, 6)] : [])];
        }
  }
  await writeSheet(path, columns, rows());
  return columns;
}

/** Writes joined-mean.csv: name, lag_s, mean, sem, animals; a row a neuron and time. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeJoinedMean(path: string, { neurons, lag, mean, sem, count }: JoinedTraces): Promise<readonly string[]> {
  const columns = ["name", "lag_s", "mean", "sem", "animals"];
  function* rows(): Generator<string[]> {
    for (const [n, name] of neurons.entries())
      for (const [i, time] of lag.entries()) {
        const at = n * lag.length + i;
        yield [name, decimal(time, 6), significant(mean[at]!, 6), significant(sem[at]!, 6), String(count[at])];
      }
  }
  await writeSheet(path, columns, rows());
  return columns;
}
