import type { JobState } from "#contract/events";
import { Failure } from "#contract/failure";
import { defaultsOf, type Step, sheets, steps } from "#contract/parameters";
import type { SliceOf } from "#renderer/state/slice.ts";

export type FormValues = Readonly<Record<string, string | number | boolean>>;

/** Long work, and the forms that start it. */
export interface JobsSlice {
  readonly jobs: Readonly<Record<string, JobState>>;
  /** Values typed into the forms and not run yet. */
  readonly forms: Partial<Record<Step, FormValues>>;
  /** The window goes along from step to step while everything runs. */
  readonly following: boolean;
  readonly acceptJob: (job: JobState) => void;
  readonly refreshJobs: () => Promise<void>;
  readonly setForm: (step: Step, values: FormValues) => void;
  readonly clearForm: (step: Step) => void;
  readonly runStep: (step: Step) => Promise<void>;
  readonly runEverything: () => Promise<void>;
  readonly cancelJob: (id: string) => Promise<void>;
  /** @throws Failure what the job failed with; "cancelled" where it was stopped */
  readonly whenEnded: (id: string) => Promise<JobState>;
}

const stepWords: Record<Step, string> = {
  refocus: "Refocusing",
  detect: "Finding neurons",
  link: "Following neurons",
  extract: "Reading activity",
  export: "Export",
};

export const jobs: SliceOf<JobsSlice> =
  ({ client }) =>
  (set, get) => {
    const waiting = new Map<string, ((job: JobState) => void)[]>();
    const queue = async (step: Step) => {
      const { study } = get();
      if (!study) return;
      const parameters: Partial<Record<Step, Record<string, unknown>>> = {};
      for (const name of steps.slice(0, steps.indexOf(step) + 1)) {
        const form = get().forms[name];
        if (form) parameters[name] = { ...form };
      }
      await get().attempt(async () => {
        const queued = await client.step.run({ study: study.handle, step, parameters });
        for (const job of queued.jobs) get().acceptJob(job);
        if (queued.jobs.length === 0) get().notify("Nothing to do: this is up to date.");
      });
    };
    const follow = (step: Step, status: JobState["status"]) => {
      if (!get().following) return;
      if (status === "queued") return;
      if (step === "export" || status === "failed" || status === "cancelled") set({ following: false });
      if (status !== "cancelled") set({ step: step === "export" ? "extract" : step });
    };
    return {
      jobs: {},
      forms: {},
      following: false,
      acceptJob: (job) => {
        const before = get().jobs[job.id];
        if (before && isEnded(before) && !isEnded(job)) return;
        set({ jobs: { ...get().jobs, [job.id]: job } });
        const { kind } = job;
        if (isStep(kind) && job.study === get().study?.handle) follow(kind, job.status);
        if (!isEnded(job) || (before && isEnded(before))) return;
        for (const tell of waiting.get(job.id) ?? []) tell(job);
        waiting.delete(job.id);
        if (!isStep(kind) || (before === undefined && job.status !== "failed")) return;
        if (job.study !== null && job.study !== get().study?.handle) return;
        if (job.status === "failed" && job.failure) get().report(Failure.from(job.failure as never));
        if (job.status === "done" && job.kind === "export") get().notify("Export finished.", "done");
        // Steps that waited behind it never began: their stop is no news, and must not push a failure off the screen.
        if (job.status === "cancelled" && before?.status === "running")
          get().notify(`${stepWords[kind]} stopped. What was finished is kept.`);
      },
      refreshJobs: async () => {
        await get().attempt(async () => {
          const listed = await client.jobs.list({});
          const fresh = Object.fromEntries(listed.map((job) => [job.id, job]));
          set({ jobs: { ...get().jobs, ...fresh } });
          for (const job of listed) if (isEnded(job)) for (const tell of waiting.get(job.id) ?? []) tell(job);
        });
      },
      setForm: (step, values) => set({ forms: { ...get().forms, [step]: values } }),
      clearForm: (step) => {
        const { [step]: _, ...rest } = get().forms;
        set({ forms: rest });
      },
      runStep: async (step) => {
        if (await get().createStudy()) await queue(step);
      },
      runEverything: async () => {
        if (!(await get().createStudy())) return;
        set({ following: true });
        await queue("export");
      },
      cancelJob: async (id) => {
        await get().attempt(() => client.jobs.cancel({ job: id }));
      },
      whenEnded: (id) =>
        new Promise<JobState>((resolve, reject) => {
          const settle = (job: JobState) => {
            if (job.status === "done") return resolve(job);
            reject(job.failure ? Failure.from(job.failure as never) : new Failure("cancelled", "Stopped."));
          };
          const known = get().jobs[id];
          if (known && isEnded(known)) return settle(known);
          waiting.set(id, [...(waiting.get(id) ?? []), settle]);
        }),
    };
  };

/** Whether a job is a step of a study, rather than work around studies. */
export function isStep(kind: JobState["kind"]): kind is Step {
  return steps.some((step) => step === kind);
}

export function isEnded(job: JobState): boolean {
  return job.status === "done" || job.status === "cancelled" || job.status === "failed";
}

/** Job of a step that waits or runs in a study. */
export function activeJob(all: Readonly<Record<string, JobState>>, study: string | undefined, step?: Step): JobState | null {
  const open = Object.values(all).filter(
    (job) => job.study !== null && job.study === study && !isEnded(job) && (step === undefined || job.kind === step),
  );
  return open.find((job) => job.status === "running") ?? open[0] ?? null;
}

/** Values a form shows: what was typed, else those of the last run, else the defaults. */
export function formValues(step: Step, typed: FormValues | undefined, lastRun: Readonly<Record<string, unknown>> | undefined): FormValues {
  const values: Record<string, string | number | boolean> = { ...defaultsOf(sheets[step]) };
  for (const [name, value] of Object.entries(lastRun ?? {})) {
    if (name in values && typeof value === typeof values[name]) values[name] = value as string | number | boolean;
  }
  return { ...values, ...typed };
}
