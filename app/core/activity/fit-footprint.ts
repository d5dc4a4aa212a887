import type { TrackTable } from "#contract/table";
import type { Volume } from "#contract/volume";
import { type Footprint, mixtureOf, typicalFootprint } from "#core/activity/demix";
import { middle } from "#core/activity/robust-line";
import { rowsOfFrame, typicalRadii } from "#core/activity/track-index";

/** Shapes that are tried, from the typical one outwards. */
const widths = [0.5, 0.65, 0.8, 1];
const growths = [0.15, 0.25, 0.4, 0.7, 1.2];

/**
 * The footprint that leaves the least unexplained in one frame. In a single plane only the width is looked for.
 *
 * @param volume activity channel, [z, y, x]
 * @param tracks positions of all frames, µm
 * @param t      the frame
 * @returns      the typical footprint where the frame holds no neuron
 */
export function fitFootprint(volume: Volume, tracks: TrackTable, t: number): Footprint {
  const rows = rowsOfFrame(tracks, t).filter((row) => tracks.track[row]! >= 0);
  if (rows.length === 0) return typicalFootprint;
  const radii = typicalRadii(tracks);
  const misfit = (footprint: Footprint): number =>
    mixtureOf(volume, tracks, rows, (row) => radii.get(tracks.track[row]!) ?? 1, footprint).unmix(volume.data, true).misfit;
  const least = (candidates: readonly Footprint[]): Footprint => {
    const left = candidates.map(misfit);
    return candidates[left.indexOf(Math.min(...left))]!;
  };
  const wide = least(widths.map((width) => ({ ...typicalFootprint, width })));
  return volume.shape[0] === 1 ? wide : least(growths.map((growth) => ({ ...wide, growth })));
}

/** The footprint of a recording from those of some of its frames: the middle of each number. */
export function combineFootprints(frames: readonly Footprint[]): Footprint {
  if (frames.length === 0) return typicalFootprint;
  return { width: middle(frames.map(({ width }) => width)), growth: middle(frames.map(({ growth }) => growth)) };
}
