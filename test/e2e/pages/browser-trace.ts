/** One entry of Chromium's own trace; times in µs. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Wall time. */
  readonly dur?: number;
  /** Time on the processor. */
  readonly tdur?: number;
  readonly args: { readonly name?: string; readonly data?: { readonly url?: string; readonly functionName?: string } };
}

/** What a trace has to record for `uiTasks`. */
export const traceCategories = [
  "devtools.timeline",
  "disabled-by-default-devtools.timeline",
  "toplevel",
  "v8.execute",
  "blink.user_timing",
];

export interface Task {
  /** ms since the trace began. */
  readonly at: number;
  /** ms on the clock. */
  readonly wall: number;
  /** ms on the processor: what the task costs when nothing else wants the core. */
  readonly cpu: number;
  /** What the longest part of it was. */
  readonly what: string;
}

/** Tasks on the page's own thread, longest first by processor time. */
export function uiTasks(trace: Buffer): readonly Task[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const [main] = mainThreads(traceEvents);
  if (main === undefined) throw new Error("The trace names no thread of a page.");
  const mine = traceEvents.filter(({ pid, tid, ph }) => `${pid}.${tid}` === main && ph === "X");
  const began = traceEvents.reduce((first, { ts }) => (ts > 0 && ts < first ? ts : first), Number.POSITIVE_INFINITY);
  return mine
    .filter(({ name }) => name === "RunTask" || name === "ThreadControllerImpl::RunTask")
    .map(({ ts, dur = 0, tdur = dur }) => ({
      at: (ts - began) / 1000,
      wall: dur / 1000,
      cpu: tdur / 1000,
      what: tdur < 20_000 ? "" : longestPart(mine, ts, dur),
    }))
    .sort((a, b) => b.cpu - a.cpu);
}

/** Page threads, the busiest first: the browser keeps spare ones. */
function mainThreads(events: readonly TraceEvent[]): readonly string[] {
  const named = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const work = (key: string) => events.reduce((sum, { pid, tid, dur = 0 }) => sum + (`${pid}.${tid}` === key ? dur : 0), 0);
  return named
    .map(({ pid, tid }) => `${pid}.${tid}`)
    .map((key) => [key, work(key)] as const)
    .sort((a, b) => b[1] - a[1])
    .map(([key]) => key);
}

function longestPart(events: readonly TraceEvent[], ts: number, dur: number): string {
  return events
    .filter((event) => event.ts >= ts && event.ts + (event.dur ?? 0) <= ts + dur && !event.name.endsWith("RunTask"))
    .sort((a, b) => (b.dur ?? 0) - (a.dur ?? 0))
    .slice(0, 6)
    .map(
      ({ name, dur: own = 0, args }) => `${name}${args.data?.functionName ? ` ${args.data.functionName}` : ""} ${(own / 1000).toFixed(0)}`,
    )
    .join(" > ");
}
