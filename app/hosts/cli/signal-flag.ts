import { Failure } from "#contract/failure";
import { type TraceSignal, traceSignals } from "#contract/table";

/** The signal that `--signal` names. @throws Failure "invalid-input" */
export function signalFlag(name: string): TraceSignal {
  const signal = traceSignals.find((other) => other === name);
  if (signal !== undefined) return signal;
  throw new Failure("invalid-input", `--signal takes ${traceSignals.join(", ")}, not "${name}".`, { flag: "--signal", value: name });
}
