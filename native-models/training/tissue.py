"""Tissue: a bent tubular body, and what glows in it besides the nuclei.

A body is a curve in the plane with a radius along it; its axis also drifts in z.
Lengths are µm, angles radians; angle 0 points along +z, pi/2 to the side.
"""

import numpy as np
from scipy.ndimage import zoom
from scipy.spatial import cKDTree

STEP = 0.5


class Body:
    """A curve: positions [n, 2] (y, x), normals [n, 2], height z [n], radii [n] across and in depth."""

    def __init__(self, line, height, radius, flatness):
        self.line = line
        tangent = np.gradient(line, axis=0)
        tangent /= np.linalg.norm(tangent, axis=1, keepdims=True) + 1e-9
        self.normal = np.stack([tangent[:, 1], -tangent[:, 0]], 1)
        self.height = height
        self.radius = radius
        self.thickness = np.minimum(radius * flatness, 13)

    def point(self, along, angle, inner):
        """The point z, y, x at fraction `along`, at `angle`, at `inner` of the radius."""
        i = int(np.clip(along, 0, 1) * (len(self.line) - 1))
        side = inner * np.sin(angle) * self.radius[i]
        y, x = self.line[i] + side * self.normal[i]
        return np.clip(self.height[i] + inner * np.cos(angle) * self.thickness[i], -13.2, 13.2), y, x

    def nucleus_centres(self, settings, random):
        """Ganglia (dense), a cord in single file, and scattered nuclei."""
        count = random.integers(*settings["nuclei"])
        centres = []
        ganglia = [(random.uniform(0.1, 0.9), random.uniform(0.02, 0.12)) for _ in range(random.integers(1, 5))]
        low, high = settings["innerRadius"]
        for _ in range(int(count * random.uniform(0.3, 0.9))):
            middle, spread = ganglia[random.integers(len(ganglia))]
            centres.append(
                self.point(random.normal(middle, spread), random.uniform(0, 2 * np.pi), random.uniform(low, high))
            )
        for _ in range(count - len(centres)):
            centres.append(self.point(random.random(), random.uniform(0, 2 * np.pi), np.sqrt(random.random()) * high))
        if random.random() < 0.6:
            along, angle, inner = 0.0, random.uniform(0, 2 * np.pi), random.uniform(0.6, 0.95)
            while along < 1:
                along += random.gamma(2, 0.012)
                centres.append(self.point(along, angle + random.normal(0, 0.1), inner))
        return centres

    def depth_map(self, volume):
        """Normalised distance from the axis for every voxel, [z, y, x]; 1 is the skin."""
        shape = (volume.size, volume.size)
        pixels = np.indices(shape).reshape(2, -1).T * volume.pitch
        distance, nearest = cKDTree(self.line).query(pixels)
        side = (distance / self.radius[nearest]).reshape(shape) ** 2
        height = self.height[nearest].reshape(shape)
        thick = self.thickness[nearest].reshape(shape)
        z = volume.depths[:, None, None]
        return np.sqrt(side[None] + ((z - height) / thick) ** 2).astype(np.float32)


def draw_body(volume, settings, random):
    """A random walk of bends through the field of view, tapered towards one end."""
    width = volume.width
    length = random.uniform(0.7, 1.6) * width
    n = int(length / STEP)
    s = np.arange(n) * STEP
    bend = sum(
        random.normal(0, 0.5) * np.sin(2 * np.pi * s / random.uniform(80, 320) + random.uniform(0, 6.3)) for _ in range(3)
    )
    heading = random.uniform(0, 2 * np.pi) + bend
    line = np.cumsum(np.stack([np.sin(heading), np.cos(heading)], 1), 0) * STEP
    line += random.uniform(0.3, 0.7, 2) * width - line[random.integers(n // 4, 3 * n // 4)]
    radius = random.uniform(*settings["bodyRadius"])
    taper = np.clip((s + 2) / random.uniform(10, 80), 0, 1) ** 0.5
    tilt = random.normal(0, 0.03)
    height = random.normal(0, settings["heightSpread"]) + tilt * (s - s.mean()) + random.normal(0, 1) * np.sin(s / 40)
    return Body(line, np.clip(height, -7, 7), radius * taper + 1, random.uniform(*settings["flatness"]))


def texture(shape, random, coarse):
    """Smooth positive noise of mean near 1, float32 [z, y, x]."""
    nodes = [max(2, int(np.ceil(size / step)) + 1) for size, step in zip(shape, coarse)]
    noise = random.lognormal(0, 0.6, nodes).astype(np.float32)
    grown = zoom(noise, [size / node for size, node in zip(shape, nodes)], order=1)
    return grown[: shape[0], : shape[1], : shape[2]]


def add_haze(volume, body, settings, random):
    """Autofluorescence: faint, uneven, through the whole body."""
    level = np.exp(random.uniform(*np.log(settings["haze"])))
    inside = np.clip((1 - body.depth_map(volume)) / 0.15, 0, 1)
    volume.density += level * inside * texture(volume.density.shape, random, (12, 24, 24))


def add_outline(volume, body, settings, random):
    """The cuticle: a thin brighter shell, in some worms."""
    if random.random() > settings["outlineShare"]:
        return
    level = np.exp(random.uniform(*np.log(settings["haze"]))) * random.uniform(0.5, 3)
    volume.density += level * np.exp(-(((body.depth_map(volume) - 0.97) / random.uniform(0.03, 0.08)) ** 2))


def add_granules(volume, body, settings, random):
    """Gut granules: small bright spots about the axis, sometimes brighter than neurons."""
    if random.random() > settings["granuleShare"]:
        return
    level = np.exp(random.uniform(np.log(0.1), np.log(3)))
    start = random.uniform(0, 0.7)
    for _ in range(int(np.exp(random.uniform(np.log(10), np.log(250))))):
        centre = body.point(random.uniform(start, 1), random.uniform(0, 2 * np.pi), 0.6 * np.sqrt(random.random()))
        size = random.uniform(0.25, 0.8)
        volume.add_ellipsoid(centre, (size,) * 3, 0, level * np.exp(random.normal(0, 0.7)), named=False)
