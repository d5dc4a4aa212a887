import { middle, robustLine } from "#core/activity/robust-line";

/**
 * Takes out of the activity channel what runs with the reference channel: F − slope · (red − its median), the
 * slope fitted by a robust line, so that transients do not bear on it (bisquare, Beaton & Tukey 1974,
 * doi:10.1080/00401706.1974.10489171; regression on red as in Hallinen et al. 2021, doi:10.7554/eLife.66135).
 * A slope below 0 is no artefact of motion and is taken as 0.
 *
 * @param f         one neuron's F, [t]; NaN where missing
 * @param reference the same in the red channel
 * @returns         F at the red's median, [t]; NaN where either is missing
 */
export function regressReference(f: Float32Array, reference: Float32Array): Float32Array {
  const there = Array.from(f.keys()).filter((t) => Number.isFinite(f[t]!) && Number.isFinite(reference[t]!));
  const red = there.map((t) => reference[t]!);
  const slope =
    there.length >= 3
      ? Math.max(
          0,
          robustLine(
            red,
            there.map((t) => f[t]!),
          ).slope,
        )
      : 0;
  const rest = middle(red);
  return f.map((value, t) => value - slope * (reference[t]! - rest));
}
