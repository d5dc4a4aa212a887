"""Numbers of numpy and scipy that the tests of the analyses compare with: python3 analysis.py"""
import json
import os

import numpy as np
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
from scipy.cluster.vq import kmeans2
from scipy.linalg import eigh
from scipy.ndimage import gaussian_filter1d, label
from scipy.spatial.distance import squareform
from scipy.stats import median_abs_deviation, pearsonr, sem

rng = np.random.default_rng(11)
N, T = 14, 90


def courses():
    group = np.arange(N) % 3
    common = gaussian_filter1d(rng.normal(size=(3, T)), 4, axis=1)
    common /= common.std(axis=1, keepdims=True)
    x = common[group] + 0.45 * rng.normal(size=(N, T)) + np.arange(N)[:, None]
    x = x.round(4).astype(np.float32)
    x[2, 10:20] = np.nan
    x[7, [0, 1, 50]] = np.nan
    x[11, 30:75] = np.nan
    return x, group


def standardised(x):
    return (x - np.nanmean(x, axis=1, keepdims=True)) / np.nanstd(x, axis=1, keepdims=True)


def correlation(x):
    r = np.eye(N)
    common = np.zeros((N, N), int)
    for i in range(N):
        for j in range(N):
            both = ~np.isnan(x[i]) & ~np.isnan(x[j])
            common[i, j] = both.sum()
            if i != j:
                r[i, j] = pearsonr(x[i, both], x[j, both])[0]
    return r, common


def spectral(x):
    z = standardised(x)
    d = np.array([[np.nanmean((a - b) ** 2) for b in z] for a in z])
    order = np.sort(np.where(np.eye(N, dtype=bool), np.inf, d), axis=1)
    sigma = float(np.median(np.sqrt(order[:, 6])))
    similarity = np.exp(-d / sigma**2)
    degree = similarity.sum(axis=1)
    laplacian = np.eye(N) - similarity / np.sqrt(degree[:, None] * degree)
    values, vectors = eigh(laplacian)
    gaps = np.diff(values)
    by_gap = int(np.argmax(gaps[1:12]) + 2)
    points = vectors[:, :by_gap] / np.linalg.norm(vectors[:, :by_gap], axis=1, keepdims=True)
    best = min((kmeans2(points, by_gap, minit="++", seed=s) for s in range(50)), key=lambda r: ((points - r[0][r[1]]) ** 2).sum())
    return {"sigma": sigma, "eigenvalues": values.tolist(), "byGap": by_gap, "labels": best[1].tolist()}


def components(x):
    z = np.nan_to_num(standardised(x))
    u, s, vt = np.linalg.svd(z.T, full_matrices=False)
    scores, loadings = u * s, vt.T
    for k in range(N):
        if loadings[np.argmax(np.abs(loadings[:, k])), k] < 0:
            loadings[:, k] *= -1
            scores[:, k] *= -1
    return {"explained": (s**2 / (s**2).sum())[:4].tolist(), "scores": scores[:, :4].tolist(), "loadings": loadings[:, :4].tolist()}


def events(x):
    found = []
    for i, row in enumerate(x.astype(np.float64)):
        rest = np.nanmedian(row)
        noise = median_abs_deviation(row, scale=1 / 1.4826, nan_policy="omit")
        low, count = label(np.nan_to_num(row, nan=-np.inf) > rest + 0.5 * noise)
        for k in range(1, count + 1):
            at = np.flatnonzero(low == k)
            above = at[row[at] > rest + 1.4 * noise]
            if len(above) and at[-1] + 1 - above[0] >= 3:
                tail = np.arange(above[0], at[-1] + 1)
                found.append([i, int(above[0]), int(at[-1] + 1), int(tail[np.argmax(row[tail])]), float(row[tail].max() - rest)])
    return found


def aligned(x):
    time = np.cumsum(0.4 + 0.2 * rng.random(T)).round(3)
    onsets = [6.3, 17.25, 30.0, 43.9]
    lag = np.arange(-5, 11) * 0.8
    rows = [0, 2]
    mean, error, count = [], [], []
    for i in rows:
        row = x[i].astype(np.float64)
        repeats = np.array([np.interp(o + lag, time, row, left=np.nan, right=np.nan) for o in onsets])
        repeats -= np.nanmean(repeats[:, lag < 0], axis=1, keepdims=True)
        mean.append(np.nanmean(repeats, axis=0).tolist())
        error.append([float(sem(c[~np.isnan(c)])) if (~np.isnan(c)).sum() > 1 else np.nan for c in repeats.T])
        count.append((~np.isnan(repeats)).sum(axis=0).tolist())
    return {"time": time.tolist(), "onsets": onsets, "before": 4.0, "after": 8.0, "step": 0.8, "rows": rows, "mean": mean, "sem": error, "count": count}


def plain(value):
    """NaN is not JSON: null stands for it."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return None if isinstance(value, float) and np.isnan(value) else value


if __name__ == "__main__":
    x, group = courses()
    r, common = correlation(x.astype(np.float64))
    z = linkage(squareform(1 - r, checks=False), "average")
    cut = fcluster(z, 3, "maxclust")
    reference = {
        "rows": N,
        "frames": T,
        "values": [round(float(v), 4) for v in x.ravel()],
        "group": group.tolist(),
        "correlation": r.ravel().tolist(),
        "common": common.ravel().tolist(),
        "linkage": z.tolist(),
        "leaves": leaves_list(z).tolist(),
        "cut": cut.tolist(),
        "spectral": spectral(x.astype(np.float64)),
        "components": components(x.astype(np.float64)),
        "events": events(x),
        "aligned": aligned(x),
    }
    out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "analysis.json")
    with open(out, "w") as file:
        json.dump(plain(reference), file)
