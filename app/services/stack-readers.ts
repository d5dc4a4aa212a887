import { Failure } from "#contract/failure";
import type { Triple } from "#contract/geometry";
import { recipePath } from "#io/study/layout";
import type { Study } from "#io/study/study";
import { readMeta } from "#io/study/meta";
import { currentRun } from "#io/study/runs";
import { channelList, channelsOf } from "#contract/channels";
import { keepsNothing, openStudyVolumes, type StudyVolumes } from "#jobs/study-volumes";
import { readRecipe } from "#jobs/volume-recipe";
import type { LiveEngine } from "#services/live-engine";
import type { Studies } from "#services/studies";

interface Open {
  /** Which volumes these are: run and settings. */
  readonly stamp: string;
  readonly volumes: Promise<StudyVolumes>;
}

/** A stack as it travels: grey level above background = data × scale + offset. */
export interface Stack {
  readonly data: Uint16Array | Float32Array;
  readonly shape: Triple;
  readonly voxel: Triple;
  readonly origin: Triple;
  readonly scale: number;
  readonly offset: number;
  readonly virtual: boolean;
}

/** Stacks of the studies on screen, read one at a time, each into an array of its own. */
export class StackReaders {
  readonly #open = new Map<string, Open>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly studies: Studies,
    readonly live: LiveEngine,
  ) {}

  /**
   * The stack of a recorded channel at a frame.
   *
   * @throws Failure "not-ready" | "out-of-range" | "not-found"
   */
  read(handle: string, t: number, c: number): Promise<Stack> {
    const turn = this.#last.then(async () => {
      const study = this.studies.study(handle);
      const { info, settings, refocus } = readMeta(study.database);
      const channel = refocus ? channelList(channelsOf(info, settings)).indexOf(c) : c;
      const run = refocus ? currentRun(study, "refocus") : null;
      if (run !== null && keepsNothing(run)) return this.#made(study, run.key, t, channel);
      const { source, stored } = await this.#volumes(handle);
      requireThere(t, channel, source.frames, source.channels);
      const { voxel, origin, shape } = source;
      const place = { voxel, origin, shape, virtual: source.virtual !== null };
      if (stored !== null)
        return { ...place, data: await stored.readStored(t, channel), scale: stored.spec.scale, offset: stored.spec.offset };
      return { ...place, data: (await source.read(t, channel)).data.slice(), scale: 1, offset: 0 };
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** A stack that no store keeps is made by the engine for looks. */
  async #made(study: Study, run: string, t: number, channel: number): Promise<Stack> {
    const { spec } = await readRecipe(recipePath(study.path, run));
    requireThere(t, channel, spec.frames, spec.channels.length);
    const data = await this.live.ask({ kind: "stack", study: study.path, run, t, c: channel });
    // The engine answers this order with what a store would hold: 16-bit values.
    return { ...spec, data: data as Uint16Array, virtual: true };
  }

  #volumes(handle: string): Promise<StudyVolumes> {
    const study = this.studies.study(handle);
    const { refocus, settings } = readMeta(study.database);
    const stamp = JSON.stringify([study.path, refocus, settings, refocus ? (currentRun(study, "refocus")?.key ?? null) : null]);
    const known = this.#open.get(handle);
    if (known?.stamp === stamp) return known.volumes;
    if (known)
      void known.volumes.then(
        (old) => old.source.close(),
        () => undefined,
      );
    const volumes = openStudyVolumes(study);
    volumes.catch(() => this.#open.delete(handle));
    this.#open.set(handle, { stamp, volumes });
    return volumes;
  }
}

function requireThere(t: number, channel: number, frames: number, channels: number): void {
  if (t < frames && channel >= 0 && channel < channels) return;
  throw new Failure(
    "out-of-range",
    `This study has no stack of channel ${channel} at frame ${t}; there are ${frames} frames and ${channels} channels.`,
    { t, c: channel, frames, channels },
  );
}
