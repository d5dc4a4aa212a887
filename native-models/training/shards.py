"""Shards: rendered scenes on disk, growing while training reads them.

    python3 shards.py CONFIG FOLDER [--scenes N]

One scene a file: planes float16 [plane, y, x], brightest voxel 100. When input
and target optics differ, the recorded planes lie beside as `-input.npy`.
Scene i depends on the seed and i alone, so that a set can be made again.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np

from config import read_config
from optics import draw_optics
from render import depth_grid, render, transfer
from scene import draw_scene

SCENES_PER_MICROSCOPE = 4


def split_of(config, split):
    """Settings of one split: the validation family overrides the training ranges."""
    if split == "train":
        return config["seed"], config["optics"]["input"], config["scene"], config["camera"]
    other = config["validation"]
    return (
        other["seed"],
        {**config["optics"]["input"], **other["optics"]},
        {**config["scene"], **other["scene"]},
        {**config["camera"], **other["camera"]},
    )


def transfers(config, split, group):
    """Transfer functions of the recorded and of the target microscope of one group of scenes."""
    seed, optics, scene, _ = split_of(config, split)
    random = np.random.default_rng([seed, 1, group])
    shift = random.uniform(-0.5, 0.5) * config["depth"]["step"]
    recorded = draw_optics(optics, random)
    first = transfer(recorded, config["depth"], scene["size"], shift)
    if config["optics"]["target"] == "same":
        return recorded, shift, first, None
    # The target keeps what belongs to the sample: emission, index and pixel size.
    shared = {name: recorded[name] for name in ("emission", "index", "pixel")}
    target = {**draw_optics({**optics, **config["optics"]["target"]}, random), **shared}
    return recorded, shift, first, transfer(target, config["depth"], scene["size"], shift)


def make_scene(config, split, index, optics):
    """Planes of scene `index`, its recorded planes if they differ, nuclei [n, 5] and facts."""
    seed, _, settings, _ = split_of(config, split)
    recorded, shift, first, second = optics
    random = np.random.default_rng([seed, 2, index])
    _, depths = depth_grid(config["depth"])
    density, nuclei, family = draw_scene(settings, depths, config["optics"]["input"]["pixelSize"], random)
    nuclei[:, 0] += shift
    planes = render(density, first if second is None else second, config["depth"])
    recording = None if second is None else render(density, first, config["depth"])
    # One scale for both, so that a target keeps its brightness against the recording.
    scale = 100 / max((planes if recording is None else recording).max(), 1e-9)
    facts = {"family": family, "shift": shift, **recorded}
    return planes * scale, None if recording is None else recording * scale, nuclei, facts


def save(path, array):
    """Write whole or not at all: a reader never sees half a file."""
    part = path.with_suffix(".part")
    with open(part, "wb") as file:
        np.save(file, array)
    os.replace(part, path)


def generate(config, folder, split, count):
    """Make the scenes that are still missing."""
    folder = Path(folder) / split
    folder.mkdir(parents=True, exist_ok=True)
    group, optics = None, None
    for index in range(count):
        path = folder / f"{index:06d}.npy"
        if path.exists():
            continue
        if group != index // SCENES_PER_MICROSCOPE:
            group = index // SCENES_PER_MICROSCOPE
            optics = transfers(config, split, group)
        planes, recording, nuclei, facts = make_scene(config, split, index, optics)
        if recording is not None:
            save(folder / f"{index:06d}-input.npy", recording.astype(np.float16))
        save(folder / f"{index:06d}-nuclei.npy", nuclei)
        (folder / f"{index:06d}.json").write_text(json.dumps(facts, default=lambda a: a.tolist()))
        save(path, planes.astype(np.float16))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config")
    parser.add_argument("folder")
    parser.add_argument("--scenes", type=int)
    options = parser.parse_args()
    settings = read_config(options.config)
    generate(settings, options.folder, "validation", settings["validation"]["scenes"])
    generate(settings, options.folder, "train", options.scenes or settings["train"]["scenes"])
