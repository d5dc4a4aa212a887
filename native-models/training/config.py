"""Configuration: what a model is trained on and how, as JSON.

A configuration may extend another (`"extends": "widefield-20x.json"`): objects are
merged key by key, everything else is replaced.
"""

import json
from pathlib import Path


def merged(base, changes):
    """`base` with `changes` laid over it, key by key."""
    if not (isinstance(base, dict) and isinstance(changes, dict)):
        return changes
    return {name: merged(base[name], changes[name]) if name in base and name in changes else {**base, **changes}[name] for name in {**base, **changes}}


def read_config(path):
    """The configuration at `path`, with what it extends."""
    path = Path(path)
    config = json.loads(path.read_text())
    base = config.pop("extends", None)
    return merged(read_config(path.with_name(base)), config) if base else config


def start_weights(config):
    """The exported model that training starts from, or None: `train.start` names a file beside native-models/training."""
    start = config["train"].get("start")
    return Path(__file__).resolve().parent.parent / start if start else None
