import { join } from "node:path";
import type { CallInput, CallName, CallOutput } from "#contract/calls";
import type { Edit } from "#contract/edit";
import { Failure } from "#contract/failure";
import type { StudyState } from "#contract/study";
import { interruptible, watch } from "#hosts/cli/command";
import { programFolder } from "#hosts/cli/commands/serve";
import { forkWithNode } from "#hosts/engine/fork-node";
import type { Accuracy, AccuracySection } from "#jobs/bench/accuracy-page";
import { type CorrectedMovie, makeCorrectedMovie } from "#jobs/bench/corrected-movie";
import { bytesPlane } from "#services/bytes";
import { dispatch } from "#services/dispatch";
import { createServices, type Services } from "#services/services";

/** What one correction took, ms. */
interface Taken {
  readonly tracks: number;
  readonly traces: number;
}

/**
 * Times corrections as the window makes them: through the services' door, with the engine in its own process, until the
 * bytes of the new tracks and of the new traces are there to be drawn.
 *
 * @param folder for the movie and its study, which are taken away by the caller
 */
export async function timeCorrections(folder: string): Promise<AccuracySection> {
  const movie = await watch("a movie to correct", makeCorrectedMovie(folder, interruptible()));
  const services = createServices({
    host: "browser",
    dataRoot: folder,
    stateFolder: join(folder, "state"),
    sampleFolder: folder,
    forkEngine: forkWithNode(join(programFolder(), "engine.mjs")),
    pick: null,
  });
  try {
    const { handle } = await answered(services, "study.open", { path: movie.study });
    const correct = corrector(services, handle);
    // The first one starts the engine and reads the tables: it is what the opening of a study costs.
    const first = await correct({ kind: "confirm", track: 0, t: 0 });
    const moves: Taken[] = [];
    const others: Taken[] = [];
    for (const { track, from, to } of movie.exchanges) moves.push(await correct(moveAt(movie, track, (from + to) >> 1)));
    for (const edit of simple) others.push(await correct(edit));
    const swap = await correct({ kind: "swap", track: 10, other: 11, t: movie.frames / 2 });
    const undone = await timed(services, handle, () => answered(services, "edits.undo", { study: handle }));
    return sectionOf(movie, { first, moves, others, swap, undone });
  } finally {
    await services.close();
  }
}

/** Corrections that move nothing else. */
const simple: readonly Edit[] = [
  { kind: "ghost", track: 20, t: 200, until: 220 },
  { kind: "remove", track: 21, t: 150 },
  { kind: "shift", track: 22, t: 300, until: 310, z: 0, y: 0.5, x: 0.5 },
];

function moveAt({ course }: CorrectedMovie, track: number, t: number): Edit {
  const [z, y, x] = course[t]![track]!;
  return { kind: "move", track, t, z, y, x };
}

async function answered<N extends CallName>(services: Services, name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const answer = await dispatch(name, input, services);
  if (!answer.ok) throw Failure.from(answer.failure);
  // The door answers a call with what the call's schema says.
  return answer.value as CallOutput<N>;
}

function corrector(services: Services, study: string): (edit: Edit) => Promise<Taken> {
  return (edit) => timed(services, study, () => answered(services, "edits.apply", { study, edit }));
}

async function timed(services: Services, study: string, change: () => Promise<unknown>): Promise<Taken> {
  const bytes = bytesPlane(services);
  const get = async (what: string): Promise<void> => {
    const answer = await bytes(new Request(`http://localhost/bytes/study/${study}/${what}`));
    if (!answer.ok) throw new Error(`no ${what}: ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  const start = performance.now();
  await change();
  await get("tracks");
  const tracks = performance.now() - start;
  const { job } = await answered(services, "edits.follow", { study });
  if (job !== null) await settled(services, study);
  await get("traces");
  return { tracks, traces: performance.now() - start };
}

/** Waits until the services tell that the traces are as the edits want them. */
function settled(services: Services, study: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = services.announcer.subscribe((event) => {
      const isOver = event.kind === "study" && event.study.handle === study && extractOf(event.study) === "done";
      const isFailed = event.kind === "job" && event.job.study === study && event.job.status === "failed";
      if (!isOver && !isFailed) return;
      stop();
      if (isFailed) reject(new Error(event.job.message));
      else resolve();
    });
  });
}

function extractOf({ steps }: StudyState): string | undefined {
  return steps.find(({ step }) => step === "extract")?.status;
}

interface Times {
  readonly first: Taken;
  readonly moves: readonly Taken[];
  readonly others: readonly Taken[];
  readonly swap: Taken;
  readonly undone: Taken;
}

function sectionOf({ neurons, frames }: CorrectedMovie, { first, moves, others, swap, undone }: Times): AccuracySection {
  const figure = (what: string, each: readonly number[], note: string): Accuracy => ({
    what,
    value: [...each].sort((a, b) => a - b)[each.length >> 1]!,
    floor: 1000,
    aim: 200,
    least: false,
    unit: " ms",
    each,
    note,
  });
  const all = [...moves, ...others];
  return {
    name: "corrections",
    title: "Correcting",
    figures: [
      figure(
        "one correction to updated tracks (median)",
        all.map(({ tracks }) => tracks),
        "moves that mend an exchange of neighbours for 2, 4, 8, 16, 32 and 60 frames; then 20 frames out of view, one removed, 10 shifted",
      ),
      figure(
        "one correction to updated traces (median)",
        all.map(({ traces }) => traces),
        "the same corrections",
      ),
      figure("two neurons exchanged for half the movie, to updated traces", [swap.traces], `tracks after ${swap.tracks.toFixed(0)} ms`),
      figure("the same undone, to updated traces", [undone.traces], `tracks after ${undone.tracks.toFixed(0)} ms`),
      {
        ...figure("the first correction of a session, to updated traces", [first.traces], "the engine is started"),
        floor: null,
        aim: null,
      },
    ],
    text: [
      `${neurons} neurons × ${frames} frames of scanned stacks, through the door that the window uses, until the bytes that it draws are there; wall-clock time of one run.`,
    ],
  };
}
