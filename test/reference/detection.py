"""Numbers of scikit-image that the tests of detection compare with: python3 detection.py"""
import json
import os

import numpy as np
from scipy.ndimage import gaussian_filter
from skimage.segmentation import watershed

rng = np.random.default_rng(11)


def flooding():
    shape = (6, 11, 13)
    image = gaussian_filter(rng.random(shape), 1.2)
    image = ((image - image.min()) / (image.max() - image.min())).astype(np.float32).round(6)
    assert len(np.unique(image)) > 0.99 * image.size
    seeds = [(1, 2, 2), (1, 3, 9), (4, 8, 4), (5, 6, 11)]
    markers = np.zeros(shape, np.int32)
    for label, seed in enumerate(seeds, 1):
        markers[seed] = label
    mask = image > np.quantile(image, 0.3)
    for seed in seeds:
        mask[seed] = True
    labels = watershed(-image, markers, connectivity=1, mask=mask)
    return {
        "shape": shape,
        "image": [float(f"{v:.6f}") for v in image.ravel()],
        "seeds": [int(np.ravel_multi_index(s, shape)) for s in seeds],
        "mask": mask.ravel().astype(int).tolist(),
        "labels": labels.ravel().tolist(),
    }


if __name__ == "__main__":
    with open(os.path.join(os.path.dirname(__file__), "detection.json"), "w") as file:
        json.dump({"flooding": flooding()}, file, separators=(",", ":"))
