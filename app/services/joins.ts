import type { CallInput, CallOutput } from "#contract/calls";
import { Failure } from "#contract/failure";
import type { JoinedTraces } from "#core/activity/join-animals";
import { joinStudies } from "#jobs/join-studies";
import type { Places } from "#services/places";

/** Results kept; the oldest makes room. */
const most = 8;

/** Animals joined for a window, kept until others take their place. */
export class Joins {
  readonly #joined = new Map<string, JoinedTraces>();
  #count = 0;

  constructor(readonly places: Places) {}

  /** @throws Failure "forbidden" for a folder out of bounds, and as `joinStudies` */
  join({ paths, signal, around, before, after }: CallInput<"traces.join">): CallOutput<"traces.join"> {
    const folders = paths.map((path) => this.places.checkStudy(path));
    const joined = joinStudies(folders, around, { signal, before, after });
    const handle = `joined-${++this.#count}`;
    this.#joined.set(handle, joined);
    for (const old of this.#joined.keys()) if (this.#joined.size > most) this.#joined.delete(old);
    const { neurons, animals, lag, unnamed } = joined;
    return { handle, neurons: [...neurons], animals: [...animals], points: lag.length, unnamed: [...unnamed] };
  }

  /** @throws Failure "not-found" where others have taken its place */
  get(handle: string): JoinedTraces {
    const joined = this.#joined.get(handle);
    if (joined === undefined) throw new Failure("not-found", "This joining of animals is not kept any more; join them again.", { handle });
    return joined;
  }
}
