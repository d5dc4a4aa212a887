import { distance, centroid, type Points } from "#core/link/points";

/**
 * Starting poses for laying one point set over another: as it lies, centroid on centroid, and best rigid
 * turns about the optical axis found by iterated nearest neighbours from several angles. Turns are the main
 * failure of point matching, so several are tried and the caller keeps what fits best.
 *
 * @param reference [n, 3], µm
 * @param target    [m, 3], µm
 * @param turns     how many angles, evenly about the optical axis; 1 tries only small turns
 * @returns         reference sets as they start, each [n, 3]
 */
export function poses(reference: Points, target: Points, turns: number): Points[] {
  const from = centroid(reference);
  const to = centroid(target);
  const list: Points[] = [reference.slice(), moved(reference, from, to, 0)];
  for (let turn = 0; turn < turns; turn++) {
    const angle = (2 * Math.PI * turn) / turns;
    list.push(rigid(reference, target, moved(reference, from, to, angle)));
  }
  return list;
}

/** Iterated closest points with a turn about z and a shift. */
function rigid(reference: Points, target: Points, start: Points): Points {
  let pose = start;
  const n = reference.length / 3;
  const m = target.length / 3;
  for (let round = 0; round < 12; round++) {
    const near: { readonly i: number; readonly j: number; readonly d: number }[] = [];
    for (let i = 0; i < n; i++) {
      let best = -1;
      let least = Number.POSITIVE_INFINITY;
      for (let j = 0; j < m; j++) {
        const d = distance(pose, i, target, j);
        if (d < least) {
          least = d;
          best = j;
        }
      }
      if (best >= 0) near.push({ i, j: best, d: least });
    }
    near.sort((a, b) => a.d - b.d);
    const kept = near.slice(0, Math.max(2, Math.ceil(near.length * 0.8)));
    const pa = new Float64Array(kept.length * 3);
    const pb = new Float64Array(kept.length * 3);
    kept.forEach(({ i, j }, k) => {
      for (let d = 0; d < 3; d++) {
        pa[3 * k + d] = pose[3 * i + d]!;
        pb[3 * k + d] = target[3 * j + d]!;
      }
    });
    const ca = centroid(pa);
    const cb = centroid(pb);
    let along = 0;
    let across = 0;
    for (let k = 0; k < kept.length; k++) {
      const ay = pa[3 * k + 1]! - ca[1];
      const ax = pa[3 * k + 2]! - ca[2];
      const by = pb[3 * k + 1]! - cb[1];
      const bx = pb[3 * k + 2]! - cb[2];
      along += ay * by + ax * bx;
      across += ax * by - ay * bx;
    }
    pose = moved(pose, ca, cb, Math.atan2(across, along));
  }
  return pose;
}

/** Turned about the optical axis through `from`, then brought to `to`. */
function moved(points: Points, from: readonly number[], to: readonly number[], angle: number): Points {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const result = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    const y = points[i + 1]! - from[1]!;
    const x = points[i + 2]! - from[2]!;
    result[i] = points[i]! - from[0]! + to[0]!;
    result[i + 1] = cos * y + sin * x + to[1]!;
    result[i + 2] = cos * x - sin * y + to[2]!;
  }
  return result;
}
