/** Pairs that explain this little are left out. */
const negligible = 1e-9;

/**
 * Which point is which name, each name once at most: marginal probabilities by belief propagation on the
 * graph of points and names, which converges always and comes close to the exact ones.
 *
 * Williams & Lau (2014), doi:10.1109/TAES.2014.120568.
 *
 * @param weights [point, name]: how much better "this point is that name" explains the two than "the point
 *                is spurious and the name is missed"
 * @returns       probabilities [point, name]; what a row lacks to 1 is the probability of none; and the logarithm
 *                of the weight of all associations together (Bethe's approximation)
 */
export function associate(
  weights: Float64Array,
  points: number,
  names: number,
  rounds = 60,
): { readonly probability: Float64Array<ArrayBuffer>; readonly evidence: number } {
  const { pairs, weight, point, name } = pairsOf(weights, points, names);
  const toPoint = new Float64Array(pairs.length).fill(1);
  const toName = new Float64Array(pairs.length);
  const ofPoint = new Float64Array(points);
  const ofName = new Float64Array(names);
  for (let round = 0; round < rounds; round++) {
    let change = 0;
    ofPoint.fill(1);
    for (let k = 0; k < pairs.length; k++) ofPoint[point[k]!]! += weight[k]! * toPoint[k]!;
    for (let k = 0; k < pairs.length; k++) toName[k] = weight[k]! / Math.max(ofPoint[point[k]!]! - weight[k]! * toPoint[k]!, 1);
    ofName.fill(1);
    for (let k = 0; k < pairs.length; k++) ofName[name[k]!]! += toName[k]!;
    for (let k = 0; k < pairs.length; k++) {
      const message = 1 / Math.max(ofName[name[k]!]! - toName[k]!, 1);
      change = Math.max(change, Math.abs(message - toPoint[k]!));
      toPoint[k] = message;
    }
    if (change < 1e-5) break;
  }
  const probability = new Float64Array(points * names);
  let evidence = 0;
  ofPoint.fill(1);
  for (let k = 0; k < pairs.length; k++) ofPoint[point[k]!]! += weight[k]! * toPoint[k]!;
  for (let k = 0; k < pairs.length; k++) {
    probability[pairs[k]!] = (weight[k]! * toPoint[k]!) / ofPoint[point[k]!]!;
    evidence -= Math.log(1 + toName[k]! * toPoint[k]!);
  }
  for (const total of ofPoint) evidence += Math.log(total);
  for (const total of ofName) evidence += Math.log(total);
  return { probability, evidence };
}

/** The pairs that explain something, point by point. */
function pairsOf(weights: Float64Array, points: number, names: number) {
  let count = 0;
  for (const weight of weights) if (weight > negligible) count++;
  const pairs = new Int32Array(count);
  const weight = new Float64Array(count);
  const point = new Int32Array(count);
  const name = new Int32Array(count);
  for (let n = 0, k = 0; n < points; n++) {
    for (let i = 0, at = n * names; i < names; i++, at++) {
      if (!(weights[at]! > negligible)) continue;
      pairs[k] = at;
      weight[k] = weights[at]!;
      point[k] = n;
      name[k++] = i;
    }
  }
  return { pairs, weight, point, name };
}
