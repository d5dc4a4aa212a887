"""Locate: are nuclei found at the right depth in the virtual stack?

    python3 locate.py CONFIG FOLDER WEIGHTS

The same simple detector (3-D Laplacian of Gaussian, local maxima, parabolic
centroid in z) runs on the true and on the virtual stack. Nuclei are paired with
spots laterally within 2 µm, one to one, so that the error in z is seen.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import gaussian_laplace, maximum_filter
from scipy.optimize import linear_sum_assignment

from config import read_config
from evaluate import recordings, virtual_stack
from graph import load_weights
from network import Encoder

RADIUS = 2.0


def spots(stack, depths, pitch, share=0.03, sigma=0.6, axial=0.9):
    """Local maxima z, y, x (µm) and strength of -LoG above `share` of a high quantile."""
    step = depths[1] - depths[0]
    response = -gaussian_laplace(stack, (axial / step, sigma / pitch, sigma / pitch), mode="nearest")
    top = response == maximum_filter(response, (5, 7, 7))
    floor = share * np.percentile(response[top], 99.5)
    iz, iy, ix = np.nonzero(top & (response > floor))
    inner = np.clip(iz, 1, len(stack) - 2)
    below, at, above = response[inner - 1, iy, ix], response[inner, iy, ix], response[inner + 1, iy, ix]
    bend = below - 2 * at + above
    offset = np.where((inner == iz) & (bend < 0), 0.5 * (below - above) / np.minimum(bend, -1e-9), 0)
    z = depths[0] + (iz + np.clip(offset, -0.5, 0.5)) * step
    return np.stack([z, iy * pitch, ix * pitch, response[iz, iy, ix]], 1)


def pair(nuclei, found):
    """Pairs (nucleus, spot) within 2 µm laterally, nearest first in lateral plus a tenth of the axial distance."""
    lateral = np.hypot(*(nuclei[:, None, i] - found[None, :, i] for i in (1, 2)))
    axial = np.abs(nuclei[:, None, 0] - found[None, :, 0])
    cost = np.where(lateral <= RADIUS, lateral + 0.1 * axial, 1e3)
    rows, columns = linear_sum_assignment(cost)
    keep = cost[rows, columns] < 1e3
    return rows[keep], columns[keep]


def locate(encoder, config, folder, limit=None):
    """Found share, precision, F1 and z errors for the true and the virtual stack; of nuclei in the inner four fifths of the depth."""
    reach, pitch = 0.8 * config["depth"]["max"], config["optics"]["input"]["pixelSize"]
    encoder.eval()
    totals = {"true": [], "virtual": []}
    errors = {"true": [], "virtual": []}
    for path, frame, truth, depths, _ in recordings(config, folder, limit):
        nuclei = np.load(path.with_name(f"{path.stem}-nuclei.npy"))
        nuclei = nuclei[np.abs(nuclei[:, 0]) <= reach]
        for name, stack in (("true", truth), ("virtual", virtual_stack(encoder, frame, config, depths))):
            found = spots(stack, depths, pitch)
            a, b = pair(nuclei, found)
            inside = np.abs(found[:, 0]) <= reach + 0.5
            totals[name].append((len(a), len(nuclei), max(int(inside.sum()), len(b))))
            errors[name].append(found[b, 0] - nuclei[a, 0])
    report = {}
    for name in totals:
        hit, wanted, given = np.sum(totals[name], 0)
        error = np.concatenate(errors[name])
        report[name] = {
            "recall": round(hit / wanted, 3),
            "precision": round(hit / given, 3),
            "f1": round(2 * hit / (wanted + given), 3),
            "zBias": round(float(np.median(error)), 3),
            "zErrorMedian": round(float(np.median(np.abs(error))), 3),
            "zErrorP95": round(float(np.percentile(np.abs(error), 95)), 3),
        }
    return report


if __name__ == "__main__":
    settings = read_config(sys.argv[1])
    encoder = Encoder(**settings["network"])
    if sys.argv[3].endswith(".pt"):
        encoder.load_state_dict(torch.load(sys.argv[3])["average"])
    else:
        load_weights(encoder, sys.argv[3])
    print(json.dumps(locate(encoder, settings, sys.argv[2]), indent=1))
