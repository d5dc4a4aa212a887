import type { Event } from "#contract/events";
import type { Transport } from "#renderer/client/transport.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";
import { runMenuCommand } from "#renderer/app/menu-commands.ts";

const studyKey = "nematrace.study";

/** Carries what the services tell into the state, and takes up where a reload left off. */
export function listenToServices(store: WorkstationStore, transport: Transport): void {
  const hear = (event: Event) => {
    const state = store.getState();
    if (event.kind === "job") state.acceptJob(event.job);
    else if (event.kind === "study") state.acceptStudy(event.study);
    else if (event.kind === "batch") state.acceptBatch(event.batch);
    else if (event.kind === "preferences") state.acceptPreferences(event.preferences);
    else runMenuCommand(store, event.command, event.path);
  };
  transport.subscribe(hear, (connection) => {
    const before = store.getState().connection;
    store.getState().setConnection(connection);
    if (connection === "open" && before === "lost") void catchUp(store);
  });
  store.subscribe(
    (state) => state.study?.path ?? null,
    (path) => (path === null ? sessionStorage.removeItem(studyKey) : sessionStorage.setItem(studyKey, path)),
  );
  void begin(store);
}

async function begin(store: WorkstationStore): Promise<void> {
  const asked = new URLSearchParams(location.search);
  const study = asked.get("study") ?? sessionStorage.getItem(studyKey);
  const recording = asked.get("recording");
  await store.getState().start();
  await store.getState().refreshJobs();
  await store.getState().refreshBatches();
  if (recording !== null) await store.getState().openRecording(recording);
  else if (study !== null) await store.getState().openStudy(study);
}

/** After the services were away: what runs, and the study as it is now. */
async function catchUp(store: WorkstationStore): Promise<void> {
  const { study, start, refreshJobs, refreshBatches, openStudy } = store.getState();
  await start();
  await refreshJobs();
  await refreshBatches();
  if (study) await openStudy(study.path);
}
