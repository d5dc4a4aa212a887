import { matchPoints } from "#core/link/match-points";
import { pairIdentity } from "#core/score/identity";
import type { Accuracy } from "#jobs/bench/accuracy-page";
import { annotatedPoints } from "#jobs/bench/real-tracks";

/** Pair identity over all ordered pairs of annotated real frames: both by hand, and with a half-automatic one. */
export async function pairAccuracy(path: string): Promise<Accuracy[]> {
  const frames = await annotatedPoints(path);
  const hand: number[] = [];
  const half: number[] = [];
  for (const from of frames) {
    for (const to of frames) {
      if (from === to) continue;
      const pairs = matchPoints(from.points, to.points);
      const match = new Int32Array(from.ids.length).fill(-1);
      pairs.reference.forEach((i, row) => {
        match[i] = pairs.target[row]!;
      });
      const { accuracy } = pairIdentity(match, from.ids, to.ids);
      (from.name.startsWith("gt") && to.name.startsWith("gt") ? hand : half).push(accuracy);
    }
  }
  return [
    figure("pair identity, real frames by hand", hand, 0.82, 0.9, ""),
    figure(
      "pair identity, half-automatic frames",
      half,
      0.66,
      0.76,
      "a local affine fitted on the true pairs, each neuron left out, reaches .66 here; .30 between the two half-automatic frames",
    ),
  ];
}

function figure(what: string, each: readonly number[], floor: number, aim: number, note: string): Accuracy {
  const value = each.reduce((sum, one) => sum + one, 0) / each.length;
  return { what, value, floor, aim, least: true, unit: "", each, note };
}
