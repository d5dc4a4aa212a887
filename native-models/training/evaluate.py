"""Evaluate: fidelity of virtual planes on the validation family, against |z|.

    python3 evaluate.py CONFIG FOLDER WEIGHTS

PSNR after the best linear fit to the truth (peak: the brightest value of the
true plane stack), for the virtual plane and for the frame left unchanged;
Pearson over the whole plane and inside the foreground of the true plane.
"""

import numpy as np
import torch

from depth import depth_nodes, depth_weights
from recording import expose, normalisation, open_scene, recorded_planes, scene_paths

BINS = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1]


def virtual_stack(encoder, frame, config, depths):
    """Planes [p, y, x] at `depths` (µm) of normalised frames [c, y, x]."""
    nodes = depth_nodes(config["depth"]["min"], config["depth"]["max"], config["network"]["coefficients"])
    with torch.no_grad():
        coefficients = encoder(torch.from_numpy(frame)[None])[0]
        weights = torch.from_numpy(depth_weights(depths, nodes))
        return torch.einsum("pk,kyx->pyx", weights, coefficients).numpy()


def recordings(config, folder, limit=None):
    """Validation frames: (path, normalised frames [c, y, x], true planes in the same unit, depths, scale)."""
    camera = {**config["camera"], **config["validation"]["camera"]}
    for index, path in enumerate(scene_paths(folder, "validation")[:limit]):
        random = np.random.default_rng([config["validation"]["seed"], 4, index])
        planes, recorded = open_scene(path)
        middle = len(planes) // 2
        frame, counts = expose(recorded_planes(recorded, middle, config["depth"]), camera, random)
        background, scale = normalisation(frame[0])
        truth = (counts(np.asarray(planes, np.float32)) - background) / scale
        depths = (np.arange(len(planes)) - middle) * config["depth"]["step"]
        yield path, (frame - background) / scale, truth.astype(np.float32), depths, scale


def residual(estimate, truth):
    """Mean square error after the best linear fit of `estimate` to `truth`."""
    r = np.corrcoef(estimate.ravel(), truth.ravel())[0, 1]
    return truth.var() * (1 - r * r), r


def compare(frame, stack, truth, depths):
    """One row a plane: |z|, mse of the virtual plane, mse of the frame, peak, Pearson, Pearson in the foreground."""
    rows = []
    peak = truth.max() - truth.min()
    for plane, true, z in zip(stack, truth, depths):
        ours, r = residual(plane, true)
        left, _ = residual(frame, true)
        bright = true > true.min() + 0.1 * (np.percentile(true, 99.9) - true.min())
        inside = np.corrcoef(plane[bright], true[bright])[0, 1] if bright.sum() > 50 else np.nan
        gain, psnr = 10 * np.log10(left / ours), 10 * np.log10(peak**2 / ours)
        rows.append((abs(z), gain, psnr, r, inside))
    return np.array(rows)


def summary(rows):
    """Means of the columns of `compare`, NaN left out."""
    names = ("psnrGain", "psnr", "pearson", "pearsonForeground")
    return {name: round(float(np.nanmean(rows[:, i + 1])), 4) for i, name in enumerate(names)}


def validate(encoder, config, folder, limit=None, by_depth=False):
    """Scores of the encoder on the validation family."""
    encoder.eval()
    rows = []
    for _, frame, truth, depths, _ in recordings(config, folder, limit):
        rows.append(compare(frame[0], virtual_stack(encoder, frame, config, depths), truth, depths))
    encoder.train()
    rows = np.concatenate(rows)
    if not by_depth:
        return summary(rows)
    table = []
    bounds = [round(share * config["depth"]["max"], 2) for share in BINS]
    for low, high in zip(bounds, bounds[1:]):
        last = high == bounds[-1]
        inside = rows[(rows[:, 0] >= low) & ((rows[:, 0] < high) | last)]
        table.append({"z": [low, high], **summary(inside)})
    return {"byDepth": table, "mean": summary(rows)}


if __name__ == "__main__":
    import json
    import sys
    from pathlib import Path

    from config import read_config
    from graph import load_weights
    from network import Encoder

    settings = read_config(sys.argv[1])
    print(json.dumps(validate(load_weights(Encoder(**settings["network"]), sys.argv[3]), settings, sys.argv[2], by_depth=True), indent=1))
