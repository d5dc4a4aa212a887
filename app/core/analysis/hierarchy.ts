/** One joining of two groups. Groups 0..n−1 are the leaves; joining number m makes group n + m. */
export interface Merge {
  /** The joined groups, the smaller number first. */
  readonly a: number;
  readonly b: number;
  /** Distance at which they join. */
  readonly height: number;
  /** Leaves of the new group. */
  readonly size: number;
}

/** A dendrogram. */
export interface Hierarchy {
  /** n − 1 joinings, by height ascending. */
  readonly merges: readonly Merge[];
  /** The leaves so that no branches cross, the first group of each joining before its second. */
  readonly order: readonly number[];
}

/**
 * Average-linkage clustering (UPGMA) by the nearest-neighbour chain, in time n².
 *
 * Sokal & Michener (1958); the algorithm: Müllner (2011), arXiv:1109.2378, doi:10.18637/jss.v053.i09.
 *
 * @param distance [n, n], symmetric, ≥ 0; a NaN counts as 1, the distance of what is not correlated
 * @param n        number of leaves
 */
export function averageLinkage(distance: Float64Array, n: number): Hierarchy {
  const d = Float64Array.from(distance, (value) => (Number.isNaN(value) ? 1 : value));
  const size = new Int32Array(n).fill(1);
  const joined: { x: number; y: number; height: number }[] = [];
  const chain: number[] = [];
  for (let step = 0; step < n - 1; step++) {
    if (chain.length === 0) chain.push(size.findIndex((value) => value > 0));
    for (;;) {
      const x = chain.at(-1)!;
      const before = chain.at(-2);
      let y = before ?? -1;
      let least = before === undefined ? Number.POSITIVE_INFINITY : d[x * n + before]!;
      for (let i = 0; i < n; i++) {
        if (size[i] === 0 || i === x || !(d[x * n + i]! < least)) continue;
        least = d[x * n + i]!;
        y = i;
      }
      if (y !== before) {
        chain.push(y);
        continue;
      }
      chain.length -= 2;
      joined.push({ x: Math.min(x, y), y: Math.max(x, y), height: least });
      unite(d, size, n, Math.min(x, y), Math.max(x, y));
      break;
    }
  }
  const merges = label(joined, n);
  return { merges, order: leaves(merges, n) };
}

/** Group of each leaf when the tree is cut into `count` groups; numbered by size, the largest 0, then by first leaf. */
export function cutHierarchy(merges: readonly Merge[], n: number, count: number): Int32Array {
  const group = Int32Array.from({ length: n + merges.length }, (_, i) => i);
  const rootOf = (i: number): number => (group[i] === i ? i : rootOf(group[i]!));
  merges.slice(0, Math.max(0, n - count)).forEach(({ a, b }, m) => {
    group[rootOf(a)] = n + m;
    group[rootOf(b)] = n + m;
  });
  return bySize(Int32Array.from({ length: n }, (_, i) => rootOf(i)));
}

/** Numbers groups anew: the largest is 0, equal ones by their first member; −1 stays. */
export function bySize(labels: Int32Array): Int32Array {
  const members = new Map<number, { count: number; first: number }>();
  labels.forEach((value, i) => {
    if (value < 0) return;
    const entry = members.get(value) ?? { count: 0, first: i };
    entry.count++;
    members.set(value, entry);
  });
  const ranked = [...members].sort(([, p], [, q]) => q.count - p.count || p.first - q.first).map(([value]) => value);
  const rank = new Map(ranked.map((value, i) => [value, i]));
  return labels.map((value) => rank.get(value) ?? -1);
}

/** Group y takes in x: mean distances by Lance and Williams (1967), doi:10.1093/comjnl/9.4.373. */
function unite(d: Float64Array, size: Int32Array, n: number, x: number, y: number): void {
  const both = size[x]! + size[y]!;
  for (let i = 0; i < n; i++) {
    if (size[i] === 0 || i === x || i === y) continue;
    const mean = (size[x]! * d[x * n + i]! + size[y]! * d[y * n + i]!) / both;
    d[y * n + i] = d[i * n + y] = mean;
  }
  size[y] = both;
  size[x] = 0;
}

function label(joined: readonly { x: number; y: number; height: number }[], n: number): Merge[] {
  const sorted = [...joined].sort((p, q) => p.height - q.height);
  const parent = Int32Array.from({ length: 2 * n }, (_, i) => i);
  const count = new Int32Array(2 * n).fill(1);
  const rootOf = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at]!;
    return at;
  };
  return sorted.map(({ x, y, height }, m) => {
    const p = rootOf(x);
    const q = rootOf(y);
    parent[p] = parent[q] = n + m;
    count[n + m] = count[p]! + count[q]!;
    return { a: Math.min(p, q), b: Math.max(p, q), height, size: count[n + m]! };
  });
}

function leaves(merges: readonly Merge[], n: number): number[] {
  if (merges.length === 0) return Array.from({ length: n }, (_, i) => i);
  const order: number[] = [];
  const open = [n + merges.length - 1];
  while (open.length > 0) {
    const node = open.pop()!;
    const merge = merges[node - n];
    if (merge === undefined) order.push(node);
    else open.push(merge.b, merge.a);
  }
  return order;
}
