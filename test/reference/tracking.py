"""Numbers of scipy and numpy that the tests of detection, linking and activity compare with: python3 tracking.py"""
import json
import os

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.optimize import linear_sum_assignment

rng = np.random.default_rng(7)


def assignments():
    cases = []
    for rows, columns, alone in [(4, 4, None), (6, 9, None), (9, 6, None), (12, 15, 0.25), (20, 17, 0.12), (1, 5, 0.9), (30, 30, 0.05)]:
        cost = rng.random((rows, columns)).round(6)
        padded = cost if alone is None else np.hstack([cost, np.full((rows, rows), alone)])
        i, j = linear_sum_assignment(padded)
        cases.append({"rows": rows, "columns": columns, "alone": alone, "cost": cost.ravel().tolist(), "total": float(padded[i, j].sum())})
    return cases


def smoothing():
    stack = rng.random((5, 9, 11)).astype(np.float32).round(4)
    sigma = [0.8, 1.3, 2.1]
    smooth = gaussian_filter(stack.astype(np.float64), sigma, mode="nearest", truncate=3)
    return {"shape": stack.shape, "sigma": sigma, "stack": stack.ravel().tolist(), "smooth": smooth.ravel().tolist()}


def baselines():
    f = (100 + 20 * rng.random(60)).round(3)
    f[[5, 6, 30]] = np.nan
    time = np.arange(60) * 0.5
    running = [float(np.nanpercentile(f[np.abs(time - now) <= 5.0 + 1e-9], 20)) for now in time]
    return {
        "f": [None if np.isnan(v) else float(v) for v in f],
        "interval": 0.5,
        "percentile20": float(np.nanpercentile(f, 20)),
        "running20in10s": running,
        "first5s": float(np.nanmean(f[time - time[0] <= 5])),
    }


if __name__ == "__main__":
    out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tracking.json")
    with open(out, "w") as file:
        json.dump({"assignment": assignments(), "smoothing": smoothing(), "baseline": baselines()}, file)
