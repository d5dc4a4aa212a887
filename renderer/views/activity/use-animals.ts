import { useEffect, useState } from "react";
import { traceSignals } from "#contract/table";
import { failureRecord, type FailureRecord } from "#contract/failure";
import type { JoinedSet } from "#renderer/charts/animals-figure.ts";
import { useOutside } from "#renderer/state/store.ts";

interface Joined {
  readonly key: string;
  readonly set: JoinedSet | null;
  readonly failure: FailureRecord | null;
}

/** Traces of several studies joined by neuron name; no paths ask nothing. */
export function useAnimals(
  paths: readonly string[],
  signal: string,
): { set: JoinedSet | null; busy: boolean; failure: FailureRecord | null } {
  const { client, pixels } = useOutside();
  const [state, setState] = useState<Joined | null>(null);
  const key = JSON.stringify([paths, signal]);
  useEffect(() => {
    const known = traceSignals.find((name) => name === signal);
    if (paths.length === 0 || !known) return;
    let stale = false;
    const settle = (joined: Joined) => !stale && setState(joined);
    void (async () => {
      try {
        const { handle } = await client.traces.join({ paths: [...paths], signal: known, around: null, before: 0, after: 0 });
        settle({ key, set: await pixels.joined(handle), failure: null });
      } catch (thrown) {
        settle({ key, set: null, failure: failureRecord(thrown) });
      }
    })();
    return () => {
      stale = true;
    };
    // The key says all that is asked.
  }, [key, client, pixels]);
  if (paths.length === 0) return { set: null, busy: false, failure: null };
  return state?.key === key ? { set: state.set, busy: false, failure: state.failure } : { set: null, busy: true, failure: null };
}
