import { editsOf } from "#contract/edit";
import { applyEdits } from "#core/curate/apply-edits";
import { doubtfulMoments, type DoubtfulMoment, type DoubtSignal } from "#core/curate/doubtful-moments";
import { tracksOf } from "#core/link/table-ops";
import type { TraceSet } from "#renderer/client/decode.ts";
import type { TrackIndex } from "#renderer/client/track-index.ts";
import type { Workstation } from "#renderer/state/slice.ts";

interface Made {
  readonly traces: TraceSet | null;
  /** The edits that bear on what was out of view. */
  readonly log: string;
  readonly queue: readonly DoubtfulMoment[];
}

const made = new WeakMap<TrackIndex, Made>();
const none: readonly DoubtfulMoment[] = [];

/** The doubtful moments of the tracks on screen, most doubtful first; found once for each table. */
export function queueOf({
  tracks,
  traces,
  log,
  study,
}: Pick<Workstation, "tracks" | "traces" | "log" | "study">): readonly DoubtfulMoment[] {
  if (!tracks || !study) return none;
  const ghosted = log.some((row) => !row.undone && editsOf(row.edit).some(({ kind }) => kind === "ghost"));
  const logged = ghosted ? log.map(({ id, undone }) => `${id}${undone ? "-" : ""}`).join() : "";
  const known = made.get(tracks);
  if (known?.traces === traces && known.log === logged) return known.queue;
  const column = (name: string) => tracks.columns[name] ?? new Float64Array(tracks.rows);
  const standing = log.filter((row) => !row.undone).flatMap((row) => editsOf(row.edit));
  const signal = (name: string): DoubtSignal | null => {
    const values = traces?.signals[name];
    return traces && values ? { tracks: traces.tracks, frames: traces.frames.length, values } : null;
  };
  const queue = doubtfulMoments({
    tracks: {
      t: column("t"),
      z: column("z"),
      y: column("y"),
      x: column("x"),
      radius: column("radius"),
      confidence: column("confidence"),
      track: column("track"),
      source: column("source"),
    },
    frames: study.recording.shape.t,
    reference: signal("reference"),
    activity: signal("f"),
    ghosts: applyEdits(tracksOf(0), standing).ghosts,
  });
  made.set(tracks, { traces, log: logged, queue });
  return queue;
}

/** Whether two moments of two queues are about the same doubt. */
export function samePlace(a: DoubtfulMoment, b: DoubtfulMoment): boolean {
  return a.track === b.track && a.from <= b.to && b.from <= a.to;
}
