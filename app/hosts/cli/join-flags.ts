import { resolve } from "node:path";
import { traceSignals } from "#contract/table";
import { choiceFlag, numberFlag } from "#hosts/cli/value-flags";
import { joinStudies } from "#jobs/join-studies";

/** What several studies are joined by: a signal, and the moments its time is counted from (s before and after). */
export interface JoinFlags {
  readonly signal: string;
  readonly around?: string;
  readonly before: string;
  readonly after: string;
}

/** Studies joined by neuron name, as the flags say. @throws Failure "invalid-input" naming the flag; as `joinStudies` */
export function joinAsked(paths: readonly string[], flags: JoinFlags) {
  const signal = choiceFlag("--signal", flags.signal, traceSignals);
  const around = flags.around ?? null;
  const window = { before: numberFlag("--before", flags.before, 0, 1e6), after: numberFlag("--after", flags.after, 0, 1e6) };
  const joined = joinStudies(
    paths.map((path) => resolve(path)),
    around,
    { signal, ...window },
  );
  return { joined, signal, around, window };
}
