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
  readonly args: { readonly name?: string; readonly data?: { readonly functionName?: string; readonly url?: string } };
}

/** What a trace has to record for `pageThread`. */
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
  /** What its longest parts were. */
  readonly what: string;
}

export interface PageThread {
  /** In the order of time. */
  readonly tasks: readonly Task[];
  /** Moments that the page marked with performance.mark, by name: ms since the trace began. */
  readonly marks: ReadonlyMap<string, number>;
}

/** What the page's own thread did, and the moments it marked. */
export function pageThread(trace: Buffer): PageThread {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const main = busiestPage(traceEvents);
  const mine = traceEvents.filter((event) => keyOf(event) === main);
  const began = traceEvents.reduce((first, { ts }) => (ts > 0 && ts < first ? ts : first), Number.POSITIVE_INFINITY);
  const whole = mine.filter(({ ph, dur }) => ph === "X" && dur !== undefined);
  // Chromium tells of each task twice, by an old and a new name.
  const tasks = whole
    .filter(({ name }) => name === "RunTask" || name === "ThreadControllerImpl::RunTask")
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    .reduce<TraceEvent[]>((kept, task) => {
      const last = kept.at(-1);
      if (last === undefined || task.ts >= last.ts + (last.dur ?? 0)) kept.push(task);
      return kept;
    }, []);
  return {
    tasks: tasks.map(({ ts, dur = 0, tdur = dur }) => ({
      at: (ts - began) / 1000,
      wall: dur / 1000,
      cpu: tdur / 1000,
      what: tdur < 20_000 ? "" : longestParts(whole, ts, dur),
    })),
    marks: new Map(mine.filter(({ ph }) => ph === "I" || ph === "R").map(({ name, ts }) => [name, (ts - began) / 1000])),
  };
}

const keyOf = ({ pid, tid }: TraceEvent) => `${pid}.${tid}`;

/** Thread of the page: the browser keeps spare ones that do little. */
function busiestPage(events: readonly TraceEvent[]): string {
  const work = new Map<string, number>();
  for (const event of events) if (event.name === "thread_name" && event.args.name === "CrRendererMain") work.set(keyOf(event), 0);
  for (const event of events) {
    const known = work.get(keyOf(event));
    if (known !== undefined) work.set(keyOf(event), known + (event.dur ?? 0));
  }
  const [busiest] = [...work].sort((a, b) => b[1] - a[1]);
  if (busiest === undefined) throw new Error("The trace names no thread of a page.");
  return busiest[0];
}

function longestParts(events: readonly TraceEvent[], ts: number, dur: number): string {
  return events
    .filter((event) => event.ts >= ts && event.ts + (event.dur ?? 0) <= ts + dur && !event.name.endsWith("RunTask"))
    .sort((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0))
    .slice(0, 6)
    .map(({ name, tdur = 0, args }) => `${name}${args.data?.functionName ? ` ${args.data.functionName}` : ""} ${(tdur / 1000).toFixed(0)}`)
    .join(" > ");
}
