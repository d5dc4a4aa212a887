"""Export: model.onnx, manifest, card, figure and reference values from trained weights.

    python3 export.py CONFIG FOLDER OUT [--quick]

Files are written beside and renamed; the manifest comes last, so a reader never
meets a manifest whose hash does not match. Scores and reference values are
computed with the float16-rounded weights that are shipped. `--quick` scores a
third of the validation scenes.
"""

import argparse
import hashlib
import json
import os
from pathlib import Path

import numpy as np
import onnx
import torch
from skimage.filters import threshold_triangle

from card import write_card
from config import read_config, start_weights
from depth import depth_nodes, depth_weights
from evaluate import recordings, validate, virtual_stack
from figure import draw_figure
from graph import build_graph, load_weights
from locate import locate
from network import Encoder
from recording import expose, normalisation, open_scene, recorded_planes, scene_paths

HALO = 48
LICENCE = "MIT"


def replace(path, data):
    """Write `data` (bytes or text) whole."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(data.encode() if isinstance(data, str) else data)
    os.replace(part, path)


def frame_statistics(frame):
    """What the out-of-distribution light looks at, from a raw frame in counts.

    P99 of the Triangle mask over the median; share of pixels in the mask; and
    (P99 - median) over the noise, 1.4826 × the median absolute difference of
    horizontal neighbours, divided by sqrt 2.
    """
    background, scale = normalisation(frame)
    noise = 1.4826 * np.median(np.abs(np.diff(frame, axis=1))) / np.sqrt(2)
    share = float((frame > threshold_triangle(frame)).mean())
    return scale / max(background, 1e-6), share, (scale - background) / max(noise, 0.5)


def training_statistics(config, folder, count=200):
    """1st, 50th and 99th percentile of `frame_statistics` over training frames."""
    rows = []
    for index, path in enumerate(scene_paths(folder, "train")[:count]):
        random = np.random.default_rng([config["seed"], 5, index])
        _, recorded = open_scene(path)
        frame, _ = expose(recorded_planes(recorded, len(recorded) // 2, config["depth"]), config["camera"], random)
        rows.append(frame_statistics(frame[0]))
    table = np.percentile(np.array(rows), [1, 50, 99], axis=0).T
    return {
        name: [float(f"{value:.4g}") for value in column]
        for name, column in zip(("p99OverMedianRatio", "foregroundShare", "snr"), table)
    }


def write_references(encoder, config, folder, out):
    """Weights at nine depths, and a 64×64 tile with its planes at five."""
    depth = config["depth"]
    low, high = depth["min"], depth["max"]
    nodes = depth_nodes(low, high, config["network"]["coefficients"])
    depths = [low, low + 0.03 * high, low / 2, -0.1234 * high, 0.0, 0.05 * high, 0.321 * high, 0.777 * high, high]
    weights = depth_weights(depths, nodes)
    text = {"kernel": "keys-cubic", "a": -0.5, "nodes": nodes.tolist(), "depths": depths, "weights": weights.tolist()}
    replace(out / "weights-reference.json", json.dumps(text) + "\n")
    _, frame, _, _, _ = next(recordings(config, folder, 1))
    y, x = np.unravel_index(np.argmax(frame[0, 32:-32, 32:-32]), np.array(frame.shape[1:]) - 64)
    tile = np.ascontiguousarray(frame[:, y : y + 64, x : x + 64]).astype(np.float32)
    asked = [low, 0.425 * low, 0.0, 0.26 * high, high]
    planes = virtual_stack(encoder, tile, config, asked)
    replace(out / "tile-reference.f32", np.concatenate([tile, planes]).astype("<f4").tobytes())
    shape = [len(tile) + len(planes), 64, 64]
    order = f"little-endian float32 {shape}: the normalised input tile, then the planes at `depths` (µm)"
    replace(out / "tile-reference.json", json.dumps({"layout": order, "shape": shape, "depths": asked}) + "\n")


def started_from(config):
    """Steps and hours that went into the model the training started from, by its manifest; {} where it started anew."""
    start = start_weights(config)
    if not start:
        return {}
    other = json.loads(start.with_name("manifest.json").read_text())
    return {"model": f"{other['id']} {other['version']}", "steps": other["training"]["steps"], "hours": other["training"]["hours"]}


def manifest_of(config, path, data, state, scores, statistics, scenes):
    """The manifest as a dictionary, fields in the order that readers expect."""
    optics, depth, network = config["optics"], config["depth"], config["network"]
    earlier = started_from(config) or config["train"].get("earlier", {})
    seen = optics["input"]
    nodes = depth_nodes(depth["min"], depth["max"], network["coefficients"])
    return {
        "schema": 1,
        "id": config["id"],
        "title": config["title"],
        "version": config["version"],
        "signature": "coefficients",
        "file": {
            "name": "model.onnx",
            "sha256": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
            "storage": "float16",
        },
        "tensors": {
            "input": "image",
            "output": "coefficients",
            "channels": network.get("channels", 1),
            "coefficients": network["coefficients"],
            "multiple": Encoder.multiple,
        },
        "halo": HALO,
        "depth": {
            "min": depth["min"],
            "max": depth["max"],
            "recorded": depth["recorded"],
            "kernel": "keys-cubic",
            "nodes": [round(float(z), 9) for z in nodes],
            "mixing": None,
        },
        "optics": {
            "objective": optics["objective"],
            "na": seen["nominalNa"],
            "index": optics.get("index", 1.33),
            "pixelSize": seen["pixelSize"],
            "emission": seen["emission"],
            "sphericalWaves": seen["sphericalWaves"],
            "target": optics["target"],
        },
        "normalisation": {"background": "median", "scale": "p99-of-triangle-mask"},
        "statistics": statistics,
        "training": {
            "config": f"native-models/training/{path.name}",
            "command": f"python3 native-models/training/reproduce.py native-models/{config['id']}/manifest.json",
            "scenes": scenes,
            "steps": state["step"] + earlier.get("steps", 0),
            "seed": config["seed"],
            "torch": ".".join(torch.__version__.split(".")[:2]),
            "hours": round(state["seconds"] / 3600 + earlier.get("hours", 0), 2),
            "data": config["data"],
            **({"earlier": earlier} if earlier else {}),
        },
        "scores": scores,
        "licence": LICENCE,
    }


def export(path, folder, out, quick=False):
    """Export FOLDER/average.pt."""
    config, folder, out = read_config(path), Path(folder), Path(out)
    out.mkdir(parents=True, exist_ok=True)
    state = torch.load(folder / "average.pt")
    encoder = Encoder(**config["network"]).eval()
    encoder.load_state_dict(state["average"])
    model = build_graph(encoder)
    data = model.SerializeToString()
    onnx.save(model, folder / "export.onnx")
    load_weights(encoder, folder / "export.onnx").eval()
    limit = 8 if quick else None
    scores = validate(encoder, config, folder, limit, by_depth=True)
    count = limit or config["validation"]["scenes"]
    title = f"{count} simulated scenes of the validation family (other seed, other ranges), planes every {config['depth']['step']} µm"
    statistics = training_statistics(config, folder)
    scenes = len(scene_paths(folder, "train"))
    manifest = manifest_of(config, path, data, state, {"set": title, **scores}, statistics, scenes)
    found = locate(encoder, config, folder, limit)
    write_references(encoder.eval(), config, folder, out)
    draw_figure(scores, out / "fidelity.png")
    replace(out / "card.md", write_card(config, manifest, found))
    replace(out / "model.onnx", data)
    replace(out / "manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    return manifest, found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    done, nuclei = export(options.config, options.folder, options.out, options.quick)
    print(json.dumps({"scores": done["scores"], "nuclei": nuclei}, indent=1))
