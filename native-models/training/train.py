"""Train: from shards to checkpoints.

    python3 train.py CONFIG FOLDER [--steps N] [--start model.onnx]

Resumes from FOLDER/checkpoint.pt when it exists, else from an exported model
(`--start`), else from the identity. The rate warms up, stays, and falls as a
cosine over the last 40 % of the steps; the weights that are kept are an
exponential moving average. Products are bfloat16 where the processor has them.
"""

import argparse
import copy
import json
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset

from config import read_config, start_weights
from depth import depth_nodes, depth_weights
from evaluate import validate
from graph import start_from
from loss import fidelity_loss
from network import Encoder
from recording import draw_samples, scene_paths


class Samples(IterableDataset):
    """Endless batches from the scenes that are ready."""

    def __init__(self, config, folder, first_step):
        self.config, self.folder, self.first_step = config, folder, first_step

    def __iter__(self):
        random = np.random.default_rng([self.config["seed"], 3, self.first_step])
        nodes = depth_nodes(self.config["depth"]["min"], self.config["depth"]["max"], self.config["network"]["coefficients"])
        paths, drawn = [], 0
        while True:
            if drawn % 200 == 0:
                paths = scene_paths(self.folder, "train") or paths
            drawn += 1
            batch = []
            while len(batch) < self.config["train"]["batch"]:
                batch += draw_samples(paths[random.integers(len(paths))], self.config, random)
            images, targets, depths = zip(*batch)
            weights = np.stack([depth_weights(d, nodes) for d in depths])
            yield torch.from_numpy(np.stack(images)), torch.from_numpy(np.stack(targets)), torch.from_numpy(weights)


def planes_of(coefficients, weights):
    """Planes [n, p, h, w] from coefficients [n, k, h, w] and weights [n, p, k]."""
    n, k, h, w = coefficients.shape
    return torch.bmm(weights, coefficients.float().reshape(n, k, h * w)).reshape(n, -1, h, w)


def progress(step, seconds, settings):
    """Share of the training done, 0..1: by steps, or by hours where the configuration bounds them."""
    return max(step / settings["steps"], seconds / 3600 / settings.get("hours", float("inf")))


def rate_at(step, done, settings):
    """Learning rate: warm-up, plateau, cosine."""
    fall = (done - 0.6) / 0.4
    shape = 1.0 if fall < 0 else 0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * min(fall, 1)))
    return settings["rate"] * min(1, (step + 1) / settings["warmup"]) * shape


def keep(folder, encoder, average, optimiser, step, seconds):
    """Write checkpoint.pt (to resume) and average.pt (to export), each whole."""
    kept = {"average": average.state_dict(), "step": step, "seconds": seconds}
    resume = {**kept, "encoder": encoder.state_dict(), "optimiser": optimiser.state_dict()}
    for name, state in (("checkpoint", resume), ("average", kept)):
        torch.save(state, folder / f"{name}.part")
        os.replace(folder / f"{name}.part", folder / f"{name}.pt")


def make_encoder(config):
    """The network of a configuration."""
    return Encoder(**config["network"])


def train(config, folder, start=None):
    """Train to `steps`; writes checkpoint.pt (to resume), average.pt (to export) and log.csv."""
    folder, settings = Path(folder), config["train"]
    torch.manual_seed(config["seed"])
    encoder = make_encoder(config).to(memory_format=torch.channels_last)
    if start:
        print(f"started from {start}; new: {', '.join(start_from(encoder, start)) or 'nothing'}", flush=True)
    average = copy.deepcopy(encoder)
    optimiser = torch.optim.AdamW(encoder.parameters(), lr=settings["rate"], weight_decay=1e-4, betas=(0.9, 0.98))
    step, seconds = 0, 0.0
    if (folder / "checkpoint.pt").exists():
        state = torch.load(folder / "checkpoint.pt")
        encoder.load_state_dict(state["encoder"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step, seconds = state["step"], state["seconds"]
    began, running, clock = time.time(), [], time.time()
    short = "avx512_bf16" in Path("/proc/cpuinfo").read_text()
    for images, targets, weights in DataLoader(Samples(config, folder, step), batch_size=None, num_workers=1, prefetch_factor=4):
        done = progress(step, seconds + time.time() - began, settings)
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, done, settings)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=short):
            coefficients = encoder(images.contiguous(memory_format=torch.channels_last))
        loss = fidelity_loss(planes_of(coefficients, weights), targets)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        if torch.isfinite(norm):
            optimiser.step()
        step += 1
        decay = min(settings["average"], step / (step + 20))
        with torch.no_grad():
            for kept, now in zip(average.parameters(), encoder.parameters()):
                kept.lerp_(now, 1 - decay)
        running.append(loss.item())
        if step % 50 == 0:
            pace = (time.time() - clock) / 50
            print(f"{time.strftime('%H:%M:%S')} {step} loss {np.mean(running):.4f} norm {norm:.2f} {pace:.3f} s", flush=True)
            running, clock = [], time.time()
        if step % 250 == 0:
            keep(folder, encoder, average, optimiser, step, seconds + time.time() - began)
        if step % 1000 == 0:
            scores = validate(average, config, folder, limit=8)
            with open(folder / "log.csv", "a") as log:
                log.write(f"{step},{scores['psnrGain']:.3f},{scores['pearson']:.4f}\n")
            print(f"validation {step}: {json.dumps(scores)}", flush=True)
            clock = time.time()
    keep(folder, encoder, average, optimiser, step, seconds + time.time() - began)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config")
    parser.add_argument("folder")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--start")
    options = parser.parse_args()
    settings = read_config(options.config)
    settings["train"]["steps"] = options.steps or settings["train"]["steps"]
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    train(settings, options.folder, options.start or start_weights(settings))
