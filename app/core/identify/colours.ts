/** Spread of a colour between animals, in units of the spread between neurons. */
const spread = 0.6;

/**
 * How well each name's colour explains each point's, against names as they come: factors [point, name] for
 * `namePoints`. Channels are compared by their place between dark and bright within the animal, since exposure
 * and filters differ between microscopes.
 *
 * @param points [r, g, b] of each point, any unit
 * @param names  [r, g, b] of each name, NaN where unknown
 */
export function colourFactors(points: Float64Array, names: Float64Array): Float64Array {
  const [mine, theirs] = [standardised(points), standardised(names)];
  const [count, many] = [points.length / 3, names.length / 3];
  const factors = new Float64Array(count * many);
  for (let n = 0; n < count; n++) {
    let [sum, known] = [0, 0];
    for (let i = 0; i < many; i++) {
      let square = 0;
      for (let c = 0; c < 3; c++) square += (mine[3 * n + c]! - theirs[3 * i + c]!) ** 2;
      const factor = Math.exp((-0.5 * square) / spread ** 2);
      factors[n * many + i] = factor;
      if (Number.isNaN(factor)) continue;
      sum += factor;
      known++;
    }
    // A name, or a point, without a colour is neither favoured nor held back.
    for (let i = 0, at = n * many; i < many; i++, at++)
      factors[at] = Number.isNaN(factors[at]!) || sum === 0 ? 1 : (factors[at]! * known) / sum;
  }
  return factors;
}

function standardised(colours: Float64Array): Float64Array {
  const scaled = colours.slice();
  for (let c = 0; c < 3; c++) {
    const values = colours.filter((value, at) => at % 3 === c && Number.isFinite(value));
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(values.length, 1)) || 1;
    for (let at = c; at < scaled.length; at += 3) scaled[at] = (scaled[at]! - mean) / deviation;
  }
  return scaled;
}
