"""Similarity of images by scikit-image, for test/core/score: writes fidelity.json. Run: python3 test/reference/fidelity.py"""

import json
from pathlib import Path

import numpy as np
from skimage.metrics import structural_similarity

HEIGHT, WIDTH, RANGE = 24, 31, 200


def images():
    """Two images that a program without numpy can draw too."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    first = 100 + 90 * np.sin(x / 3) * np.cos(y / 5)
    second = first + 20 * np.sin(x * y / 11) + 5
    return first.astype(np.float32).astype(np.float64), second.astype(np.float32).astype(np.float64)


first, second = images()
mean, full = structural_similarity(
    first, second, data_range=RANGE, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
)
out = {"height": HEIGHT, "width": WIDTH, "range": RANGE, "mean": mean, "middle": full[12, 10:20].tolist()}
Path(__file__).with_name("fidelity.json").write_text(json.dumps(out) + "\n")
