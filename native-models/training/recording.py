"""Recording: what a camera makes of a clean plane, and how the program normalises it.

A sample is one noisy frame (or two, recorded at two depths) and noise-free planes
of the same scene, all in the model's unit: (counts - background) / scale, with the background the median of the
frame and the scale the 99th percentile of the raw pixels above the Triangle
threshold (Zack et al. 1977, doi:10.1177/25.7.70454).
"""

from pathlib import Path

import numpy as np
from skimage.filters import threshold_triangle


def log_uniform(bounds, random):
    """A number drawn evenly in the logarithm between the bounds."""
    low, high = np.log(bounds)
    return float(np.exp(random.uniform(low, high)))


def normalisation(frame):
    """Background and scale of a raw frame, counts."""
    above = frame[frame > threshold_triangle(frame)] if frame.max() > frame.min() else frame
    return float(np.median(frame)), max(float(np.percentile(above if above.size else frame, 99)), 1.0)


def vignette(size, strength, random):
    """Fall-off of the light towards the rim, [size, size], at most 1."""
    y, x = np.indices((size, size), dtype=np.float32) / size - random.uniform(0.2, 0.8, 2)[:, None, None]
    return (1 - random.uniform(0, strength) * (y**2 + x**2) * 2).astype(np.float32).clip(0.3, 1)


def expose(clean, camera, random):
    """Raw frames of clean planes [c, y, x] and the map from clean planes to the same counts.

    Returns the frames [c, y, x] and a function that takes planes [..., y, x] or a window of them.
    """
    peak = log_uniform(camera["peakPhotons"], random)
    photons = peak / max(np.percentile(clean[0], 99.95), 1e-6)
    haze = peak * log_uniform(camera["backgroundShare"], random)
    fall = vignette(clean.shape[-1], camera["vignetting"], random)
    gain = log_uniform(camera["gain"], random)
    offset = random.uniform(*camera["offset"])
    light = (clean * photons + haze) * fall
    electrons = random.poisson(light) + random.normal(0, random.uniform(*camera["readNoise"]), light.shape)
    frame = np.round(np.maximum(electrons * gain + offset, 0))
    hot = random.random(light.shape) < camera["hotPixels"] * random.random()
    frame[hot] = frame[hot] + random.exponential(peak * gain, int(hot.sum()))

    def counts(planes, window=(slice(None), slice(None))):
        return (planes * photons + haze) * fall[window] * gain + offset

    return frame.astype(np.float32), counts


def scene_paths(folder, split):
    """Scenes that are ready, in order."""
    return sorted(Path(folder, split).glob("[0-9][0-9][0-9][0-9][0-9][0-9].npy"))


def open_scene(path):
    """Target planes and recorded planes (the same where the optics are), mapped from disk."""
    planes = np.load(path, mmap_mode="r")
    other = path.with_name(f"{path.stem}-input.npy")
    return planes, np.load(other, mmap_mode="r") if other.exists() else planes


def recorded_planes(recorded, at, depth):
    """The planes [c, y, x] that are recorded when the first of them is plane `at`."""
    return np.asarray(recorded[[at + round(z / depth["step"]) for z in depth["recorded"]]], np.float32)


def choose_window(clean, crop, random):
    """A crop of the frame; mostly one that holds light."""
    size = clean.shape[-1]
    corners = random.integers(0, size - crop + 1, (4 if random.random() < 0.7 else 1, 2))
    light = [clean[y : y + crop, x : x + crop].std() for y, x in corners]
    y, x = corners[int(np.argmax(light))]
    return slice(y, y + crop), slice(x, x + crop)


def turn(stack, kind):
    """One of the eight flips and quarter turns of [..., y, x]."""
    stack = np.rot90(stack, kind % 4, (-2, -1))
    return np.ascontiguousarray(stack[..., ::-1] if kind >= 4 else stack)


def draw_samples(path, config, random):
    """Samples of one scene: (frames [c, y, x], targets [p, y, x], depths [p] in µm) each.

    The (first) recorded plane may lie up to three tenths of the depth from the middle of the scene; the
    depths asked for are drawn from those inside the trained range.
    """
    depth, train, camera = config["depth"], config["train"], config["camera"]
    planes, recorded = open_scene(path)
    middle = len(planes) // 2
    reach = round(0.3 * depth["max"] / depth["step"])
    at = middle + (random.integers(-reach, reach + 1) if random.random() < 0.5 else 0)
    clean = recorded_planes(recorded, at, depth)
    frame, counts = expose(clean, camera, random)
    background, scale = normalisation(frame[0])
    if random.random() < 0.3:
        background = float(np.quantile(frame[0], random.uniform(0.02, 0.6)))
    jitter = camera["scaleJitter"]
    scale *= log_uniform([1 / jitter, jitter], random)
    depths = (np.arange(len(planes)) - at) * depth["step"]
    allowed = np.flatnonzero((depths >= depth["min"]) & (depths <= depth["max"]))
    samples = []
    for _ in range(train["crops"]):
        window = choose_window(clean[0], train["crop"], random)
        chosen = np.sort(random.choice(allowed, train["planes"], replace=False))
        target = np.asarray(planes[(chosen, *window)], np.float32)
        kind = random.integers(8)
        image = turn((frame[(slice(None), *window)] - background) / scale, kind)
        samples.append((image, turn((counts(target, window) - background) / scale, kind), depths[chosen].astype(np.float32)))
    return samples
