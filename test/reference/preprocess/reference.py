"""Numbers of scikit-image and scipy for test/core/preprocess: shifts between images, and an image drawn through an affine map.

    python3 test/reference/preprocess/reference.py > test/reference/preprocess/reference.json
"""

import json
import sys

import numpy as np
import scipy.ndimage
import skimage
from skimage.registration import phase_cross_correlation


def spots(shape, dy=0.0, dx=0.0):
    """The image of test/make/soft-spots.ts: round spots on a level ground, moved by (dy, dx)."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    image = np.full(shape, 100.0)
    for n in range(12):
        cy = shape[0] * (0.2 + 0.6 * ((n * 7) % 12) / 12) + dy
        cx = shape[1] * (0.2 + 0.6 * ((n * 5) % 12) / 12) + dx
        image += (300 + 50 * n) * np.exp(-((y - cy) ** 2 + (x - cx) ** 2) / (2 * (1.5 + 0.2 * (n % 4)) ** 2))
    return image


shape = (64, 96)
cases = [(0, 0), (3, -5), (-2.4, 1.3), (6.75, 4.2)]
shifts = []
for dy, dx in cases:
    found, _, _ = phase_cross_correlation(spots(shape), spots(shape, dy, dx), upsample_factor=20, normalization=None)
    shifts.append({"moved": [dy, dx], "skimage": [float(-found[0]), float(-found[1])]})

image = spots(shape).astype(np.float32)
matrix = np.array([[1.02, 0.03], [-0.02, 0.97]])
offset = np.array([1.5, -2.25])
drawn = scipy.ndimage.affine_transform(image.astype(np.float64), matrix, offset, order=3, mode="nearest", prefilter=True)
places = [[10, 12], [20, 40], [31, 47], [40, 70], [50, 30], [28, 80]]
json.dump(
    {
        "versions": {"skimage": skimage.__version__, "numpy": np.__version__},
        "shifts": shifts,
        "affine": {
            "matrix": matrix.tolist(),
            "offset": offset.tolist(),
            "values": [{"at": p, "value": float(drawn[p[0], p[1]])} for p in places],
        },
    },
    sys.stdout,
    indent=2,
)
