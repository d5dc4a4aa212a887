import { Announcer } from "#services/announcer";
import { Answers } from "#services/answers";
import type { HostParts } from "#services/host-parts";
import { Joins } from "#services/joins";
import { Batches } from "#services/batches";
import { KeptBatches } from "#services/kept-batches";
import { JobQueue } from "#services/job-queue";
import { LiveEngine } from "#services/live-engine";
import { Places } from "#services/places";
import { PreferencesFile } from "#services/preferences";
import { Recent } from "#services/recent";
import { Recordings } from "#services/recordings";
import { Studies } from "#services/studies";
import { Videos } from "#services/videos";

/** Everything behind the door, one object a host. */
export interface Services {
  readonly parts: HostParts;
  readonly places: Places;
  readonly announcer: Announcer;
  readonly recent: Recent;
  readonly preferences: PreferencesFile;
  readonly recordings: Recordings;
  readonly studies: Studies;
  readonly videos: Videos;
  readonly jobs: JobQueue;
  readonly batches: Batches;
  readonly live: LiveEngine;
  readonly joins: Joins;
  /** Stops the work and closes every file; finished frames are kept. */
  close(): Promise<void>;
}

export function createServices(parts: HostParts): Services {
  const places = new Places(parts.dataRoot);
  const announcer = new Announcer();
  const recent = new Recent(parts.stateFolder, parts.opened);
  if (parts.dataRoot === null) for (const { path } of recent.list()) places.allow(path);
  const answers = new Answers(parts.stateFolder);
  const recordings = new Recordings(places, answers);
  const studies = new Studies(places, recent, answers, announcer);
  const videos = new Videos(places);
  const jobs = new JobQueue(announcer, parts.forkEngine);
  const batches = new Batches(places, studies, jobs, announcer, new KeptBatches(parts.stateFolder));
  void batches.resumeInterrupted();
  const live = new LiveEngine(parts.forkEngine);
  return {
    parts,
    places,
    announcer,
    recent,
    preferences: new PreferencesFile(parts.stateFolder, announcer),
    recordings,
    studies,
    videos,
    jobs,
    batches,
    live,
    joins: new Joins(places),
    close: async () => {
      batches.close();
      jobs.close();
      live.close();
      await recordings.close();
      await videos.close();
      await studies.closeAll();
    },
  };
}
