import type { CallInput, CallOutput } from "#contract/calls";
import { modelFolder } from "#io/model/find";
import { readManifest } from "#io/model/manifest";
import { preflight } from "#jobs/preflight";
import { withCheckedFiles } from "#services/named-files";
import type { Places } from "#services/places";

/**
 * Looks at a recording before any run.
 *
 * @throws Failure "forbidden"; of the reader; "not-found" | "model-invalid" of the model
 */
export async function preflightRecording(
  places: Places,
  { path, settings, model, aperture }: CallInput<"recording.preflight">,
): Promise<CallOutput<"recording.preflight">> {
  const manifest = await readManifest(await modelFolder(model));
  const work = preflight(places.check(path), { settings: withCheckedFiles(settings, places), model: manifest, aperture });
  for (;;) {
    const next = await work.next();
    if (next.done) return next.value;
    // Other calls have their turn between frames.
    await new Promise<void>((done) => setImmediate(done));
  }
}
