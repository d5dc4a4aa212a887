"""Percentiles by numpy, Triangle thresholds by scikit-image, and the movie scale and frame statistics
as native-models/training computes them.

    python3 test/reference/image/image.py
"""

import json
import sys
from pathlib import Path

import numpy as np
import skimage
from skimage.filters import threshold_triangle

here = Path(__file__).parent
sys.path.insert(0, str(here.parents[2] / "native-models" / "training"))
from recording import normalisation  # noqa: E402

random = np.random.default_rng(4)
y, x = np.mgrid[:24, :32]
light = 900 * np.exp(-((y - 9) ** 2 + (x - 20) ** 2) / 18) + 300 * np.exp(-((y - 18) ** 2 + (x - 6) ** 2) / 40)
sixteen = random.poisson(100 + light).astype(np.uint16)
eight = np.clip(sixteen // 6, 0, 255).astype(np.uint8)
dark = (255 - eight).astype(np.uint8)
signed = (sixteen.astype(np.int32) - 300).astype(np.int16)
real = (sixteen + random.normal(0, 0.4, sixteen.shape)).astype(np.float32)
ranks = [0, 1, 12.5, 50, 97.3, 99, 100]

cases = []
for name, values in {"uint16": sixteen, "uint8": eight, "dark uint8": dark, "int16": signed, "float32": real}.items():
    cases.append(
        {
            "name": name,
            "dtype": str(values.dtype),
            "values": values.ravel().tolist(),
            "ranks": ranks,
            "percentiles": np.percentile(values.astype(np.float64), ranks).tolist(),
            # Release 0.19 keeps only the levels from 0 up for signed integers; shifting them gives the same histogram.
            "triangle": float(threshold_triangle((values.astype(np.int32) + 300).astype(np.uint16)) - 300 if name == "int16" else threshold_triangle(values)),
        }
    )

frame = sixteen.astype(np.float32)
background, scale = normalisation(frame)
noise = 1.4826 * np.median(np.abs(np.diff(frame, axis=1))) / np.sqrt(2)
movie = {
    "shape": list(frame.shape),
    "background": background,
    "scale": scale,
    "p99OverMedianRatio": scale / background,
    "foregroundShare": float((frame > threshold_triangle(frame)).mean()),
    "snr": (scale - background) / max(noise, 0.5),
}
text = {"numpy": np.__version__, "skimage": skimage.__version__, "cases": cases, "movie": movie}
(here / "image.json").write_text(json.dumps(text) + "\n")
