import type { CallInput, CallOutput } from "#contract/calls";
import { Failure } from "#contract/failure";
import { readBookmarks, readLastView, writeBookmarks, writeLastView } from "#io/study/bookmarks";
import type { Services } from "#services/services";

/** More views than this are refused: every window gets all of them with the study. */
const most = 200;

/** Keeps a view with a study. @throws Failure "read-only" | "invalid-input" where there are too many */
export async function keepView(
  { studies }: Services,
  { study: handle, name, view }: CallInput<"views.keep">,
): Promise<CallOutput<"views.keep">> {
  const { database } = studies.writable(handle);
  const kept = readBookmarks(database);
  if (kept.length >= most)
    throw new Failure("invalid-input", `This study keeps ${most} views already; remove one that is no longer needed.`, { most });
  const id = Math.max(0, ...kept.map((one) => one.id)) + 1;
  writeBookmarks(database, [...kept, { id, name: name.trim() || `View ${id}`, at: new Date().toISOString(), view }]);
  await studies.announce(handle);
  return studies.state(handle);
}

/** Keeps how a study is looked at. @throws Failure "read-only" */
export function leaveView({ studies }: Services, { study: handle, view }: CallInput<"views.leave">): CallOutput<"views.leave"> {
  writeLastView(studies.writable(handle).database, view);
  return {};
}

/** How a study was looked at when it was left. */
export function lastView({ studies }: Services, { study: handle }: CallInput<"views.last">): CallOutput<"views.last"> {
  return { view: readLastView(studies.study(handle).database) };
}

/** Forgets a view; nothing happens where it is gone already. */
export async function removeView(
  { studies }: Services,
  { study: handle, id }: CallInput<"views.remove">,
): Promise<CallOutput<"views.remove">> {
  const { database } = studies.writable(handle);
  writeBookmarks(
    database,
    readBookmarks(database).filter((one) => one.id !== id),
  );
  await studies.announce(handle);
  return studies.state(handle);
}
