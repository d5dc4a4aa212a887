"""Reproduce: a model from its manifest, in one command.

    python3 native-models/training/reproduce.py native-models/widefield-20x/manifest.json [--continue] [--steps N] [--out DIR]

Renders the scenes, trains, exports. Work files go to $NEMATRACE_TRAINING_DIR (else
a folder of the system's temporary files), the model to the manifest's folder or --out.
`--continue` starts from the committed weights. An interrupted run resumes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch

from config import read_config, start_weights
from export import export
from recording import scene_paths
from train import train

HERE = Path(__file__).resolve().parent
ENOUGH = 200


def work_folder(name):
    """Where scenes and checkpoints live: outside the repository."""
    root = os.environ.get("NEMATRACE_TRAINING_DIR") or Path(tempfile.gettempdir()) / "nematrace-training"
    folder = Path(root) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def reproduce(manifest_path, out, steps, go_on):
    """Scenes in a second process, training as soon as there are enough, export at the end."""
    manifest = json.loads(manifest_path.read_text())
    path = HERE / Path(manifest["training"]["config"]).name
    config = read_config(path)
    config["train"]["steps"] = steps or manifest["training"]["steps"]
    config["train"].pop("hours", None)
    folder = work_folder(manifest["id"])
    scenes = manifest["training"]["scenes"]
    maker = subprocess.Popen([sys.executable, str(HERE / "shards.py"), str(path), str(folder), "--scenes", str(scenes)])
    while len(scene_paths(folder, "train")) < min(ENOUGH, scenes):
        if maker.poll():
            sys.exit("The scenes could not be rendered.")
        time.sleep(2)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    train(config, folder, manifest_path.with_name("model.onnx") if go_on else start_weights(config))
    maker.wait()
    export(path, folder, out or manifest_path.parent)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--continue", dest="go_on", action="store_true")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    reproduce(options.manifest, options.out, options.steps, options.go_on)
