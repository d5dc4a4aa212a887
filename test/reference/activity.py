"""Numbers of numpy and scipy that the tests of activity compare with: python3 activity.py"""
import json
import os

import numpy as np
from scipy.optimize import curve_fit, minimize, nnls
from scipy.signal import butter, filtfilt
from scipy.stats import zscore

rng = np.random.default_rng(11)


def listed(values):
    return [None if np.isnan(v) else float(v) for v in values]


def low_pass():
    x = np.cumsum(rng.normal(size=70)).round(4)
    cases = []
    for cutoff in (0.05, 0.2, 0.4):
        b, a = butter(2, cutoff, fs=1)
        cases.append({"cutoff": cutoff, "values": filtfilt(b, a, x).tolist()})
    return {"x": x.tolist(), "cases": cases}


def double_exponential():
    t = np.arange(300) * 0.5
    truth = 0.4 * np.exp(-t / 12) + 0.6 * np.exp(-t / 240)
    y = truth * (1 + 0.004 * rng.normal(size=t.size))

    def model(t, a, fast, b, slow):
        return a * np.exp(-t / fast) + b * np.exp(-t / slow)

    p, _ = curve_fit(model, t, y, p0=[0.5, 10, 0.5, 200])
    return {"time": t.tolist(), "course": y.tolist(), "gain": (model(0, *p) / model(t, *p)).tolist()}


def robust_line():
    x = rng.uniform(50, 90, 80).round(3)
    y = (12 + 0.7 * x + rng.normal(size=80)).round(3)
    y[:12] += 60
    w = np.ones_like(x)
    for _ in range(200):
        design = np.c_[x, np.ones_like(x)] * np.sqrt(w)[:, None]
        slope, start = np.linalg.lstsq(design, y * np.sqrt(w), rcond=None)[0]
        r = y - slope * x - start
        u = r / (4.685 * 1.4826 * np.median(np.abs(r)))
        w = np.where(np.abs(u) < 1, (1 - u**2) ** 2, 0)
    return {"x": x.tolist(), "y": y.tolist(), "slope": float(slope), "start": float(start)}


def deconvolution():
    keep, n = 0.85, 60
    events = np.where(rng.random(n) < 0.1, rng.uniform(0.5, 2, n), 0)
    c = np.zeros(n)
    for t in range(n):
        c[t] = events[t] + (keep * c[t - 1] if t else 0)
    y = (c + 0.15 * rng.normal(size=n)).round(4)
    # c = K s with s >= 0; a penalty lambda on the sum of s is a shift of the target.
    k = np.array([[keep ** (i - j) if i >= j else 0 for j in range(n)] for i in range(n)])
    cases = []
    for penalty in (0.0, 0.2):
        shift = np.linalg.solve(k.T, np.full(n, penalty))
        s, _ = nnls(k, y - shift)
        cases.append({"penalty": penalty, "model": (k @ s).tolist()})
    return {"keep": keep, "y": y.tolist(), "cases": cases}


def process(variance, length, f):
    return variance * length * np.sqrt(2 * np.pi) * np.exp(-2 * (np.pi * f * length) ** 2)


def tmac():
    n = 101
    f = np.minimum(np.arange(n), n - np.arange(n)) / n

    def draw(variance, length):
        white = np.fft.fft(rng.normal(size=n))
        return np.real(np.fft.ifft(white * np.sqrt(process(variance, length, f))))

    activity, motion = draw(0.05, 5), draw(0.03, 2.5)
    red = (200 * (1 + motion + 0.05 * rng.normal(size=n))).round(3)
    green = (120 * (1 + activity + motion + 0.06 * rng.normal(size=n))).round(3)
    r = np.fft.fft(red / red.mean() - 1)
    g = np.fft.fft(green / green.mean() - 1)

    def covariance(p):
        a, m = process(np.exp(p[0]), np.exp(p[1]), f), process(np.exp(p[2]), np.exp(p[3]), f)
        return a, m, m + np.exp(p[4]), a + m + np.exp(p[5])

    def cost(p):
        a, m, c11, c22 = covariance(p)
        det = c11 * c22 - m**2
        quad = (c22 * np.abs(r) ** 2 + c11 * np.abs(g) ** 2 - 2 * m * np.real(r * np.conj(g))) / n / det
        return 0.5 * float(np.sum(np.log(det) + quad))

    best = min(
        (
            minimize(cost, np.log([np.var(green / green.mean()), la, np.var(red / red.mean()), lm, 0.01, 0.01]), method="L-BFGS-B", bounds=[(-20, 5)] * 6)
            for la in (2, 8)
            for lm in (2, 8)
        ),
        key=lambda found: found.fun,
    )
    a, m, c11, c22 = covariance(best.x)
    det = c11 * c22 - m**2
    posterior = np.real(np.fft.ifft(-a * m / det * r + a * c11 / det * g))
    return {
        "red": red.tolist(),
        "green": green.tolist(),
        "cost": best.fun,
        "f": (green.mean() * (1 + posterior)).tolist(),
        "activity": activity.tolist(),
    }


def scores():
    x = rng.normal(size=30).round(4)
    x[[3, 17]] = np.nan
    return {"x": listed(x), "z": listed(zscore(x, nan_policy="omit"))}


def dft():
    x = rng.normal(size=45).round(4)
    y = np.fft.fft(x)
    return {"x": x.tolist(), "re": y.real.tolist(), "im": y.imag.tolist()}


if __name__ == "__main__":
    out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "activity.json")
    with open(out, "w") as file:
        json.dump(
            {
                "lowPass": low_pass(),
                "doubleExponential": double_exponential(),
                "robustLine": robust_line(),
                "deconvolution": deconvolution(),
                "tmac": tmac(),
                "zscore": scores(),
                "dft": dft(),
            },
            file,
        )
