import type { CallInput, CallOutput } from "#contract/calls";
import { readDepthMap } from "#io/recording/depth-map";
import { writeSurface } from "#io/study/surface";
import type { Services } from "#services/services";

/** Keeps the surface of live focus with a study. @throws Failure "read-only"; "forbidden" for a file outside the bounds */
export async function keepSurface(
  { studies, places }: Services,
  { study: handle, surface }: CallInput<"study.surface">,
): Promise<CallOutput<"study.surface">> {
  const { database } = studies.writable(handle);
  writeSurface(database, surface !== null && "file" in surface ? { file: places.check(surface.file) } : surface);
  await studies.announce(handle);
  return studies.state(handle);
}

/** The depth map of a file for a recording, µm [y, x]. @throws Failure "forbidden" outside the bounds; as `readDepthMap` */
export async function depthMapOf(
  { studies, recordings, places }: Services,
  handle: string,
  file: string,
): Promise<{ readonly depth: Float32Array; readonly shape: readonly [number, number] }> {
  const path = places.check(file);
  const reader = studies.has(handle) ? await studies.reader(handle) : recordings.reader(handle);
  const { y, x } = reader.source.info.shape;
  return { depth: (await readDepthMap(path, [y, x])).depth, shape: [y, x] };
}
