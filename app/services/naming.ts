import type { CallInput } from "#contract/calls";
import { Failure } from "#contract/failure";
import type { Suggestions } from "#contract/naming";
import { atlas } from "#core/identify/atlas";
import { readMeta, writeMeta } from "#io/study/meta";
import { studyLabels, studyTracks } from "#io/study/products";
import type { NamedPoints } from "#jobs/looks";
import type { Services } from "#services/services";

/** Fewer neurons have no pattern. */
const fewest = 8;

/**
 * Ranked names for the neurons of a frame, from their positions and the names given so far; the orientation
 * is kept with the study.
 *
 * @throws Failure "not-ready" before there are tracks, or with too few of them in the frame; "missing-metadata" in pixels
 */
export async function suggestNames(
  { studies, live }: Services,
  { study: handle, t, orientation }: CallInput<"naming.suggest">,
): Promise<Suggestions> {
  const study = studies.study(handle);
  const meta = readMeta(study.database);
  if (meta.settings.pixelSize === 1) {
    throw new Failure(
      "missing-metadata",
      "Names are found by distances in µm, and this study counts in pixels; say the pixel size in the recording's settings.",
    );
  }
  const tracks = studyTracks(study);
  if (tracks === null) throw new Failure("not-ready", "There are no tracks yet: run the Tracks step first.", { step: "link" });
  const rows = Array.from(tracks.track.keys()).filter((row) => tracks.t[row] === t && tracks.track[row]! >= 0);
  if (rows.length < fewest) {
    throw new Failure(
      "not-ready",
      `Frame ${t} shows ${rows.length} neurons; names are found from the pattern of at least ${fewest}, so choose another frame.`,
      { t },
    );
  }
  const { names } = studyLabels(study);
  const confirmed: [number, number][] = [];
  rows.forEach((row, n) => {
    const name = atlas.findIndex((neuron) => neuron.name === names.get(tracks.track[row]!)?.toUpperCase());
    if (name >= 0 && confirmed.every(([, taken]) => taken !== name)) confirmed.push([n, name]);
  });
  const points = rows.flatMap((row) => [tracks.z[row]!, tracks.y[row]!, tracks.x[row]!]);
  // The engine answers this order with what `Looks.name` gives.
  const found = (await live.ask({ kind: "name", points, confirmed, orientation })) as NamedPoints;
  if (orientation !== null && study.readOnly === null) writeMeta(study.database, { ...readMeta(study.database), orientation });
  return {
    t,
    orientation: found.orientation,
    tracks: found.names.map((list, n) => ({ track: tracks.track[rows[n]!]!, names: list })),
    places: found.places,
  };
}
