"""Scenes: emitters of worm-like and of plainer families, float32 [z, y, x].

Brightness is a density (photons per voxel, arbitrary unit; a typical nucleus is 1).
Lengths are µm. Each family returns the volume and the nuclei it holds
(rows z, y, x, radius, brightness) for scoring.
"""

import numpy as np

from tissue import add_granules, add_haze, add_outline, draw_body


class Volume:
    """Emitters on a grid that is periodic in y and x; z runs from -reach to +reach. `pitch`: µm a pixel."""

    def __init__(self, depths, size, pitch):
        self.depths = depths
        self.size = size
        self.pitch = pitch
        self.density = np.zeros((len(depths), size, size), np.float32)
        self.nuclei = []

    @property
    def width(self):
        """Side of the field of view, µm."""
        return self.size * self.pitch

    def add_ellipsoid(self, centre, radii, turn, brightness, hollow=0.0, named=True):
        """Add a soft-edged ellipsoid: `radii` (z, long, short), `turn` in the plane (radians)."""
        z, y, x = centre
        rz, rl, rs = np.maximum(radii, 1e-3)
        rough = 0.5 * self.pitch / min(rl, rs, rz) + 0.12
        reach = int(np.ceil((max(rl, rs) * (1 + rough)) / self.pitch)) + 1
        step = self.depths[1] - self.depths[0]
        planes = np.flatnonzero(np.abs(self.depths - z) <= rz * (1 + rough) + step)
        if planes.size == 0:
            return
        iy = int(np.floor(y / self.pitch)) + np.arange(-reach, reach + 2)
        ix = int(np.floor(x / self.pitch)) + np.arange(-reach, reach + 2)
        dy = (iy * self.pitch - y)[None, :, None]
        dx = (ix * self.pitch - x)[None, None, :]
        dz = (self.depths[planes] - z)[:, None, None]
        along, across = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
        # A plane of the grid stands for a slab: soften the axial edge by the step.
        r = np.sqrt((dz / np.hypot(rz, 0.4 * step)) ** 2 + (along / rl) ** 2 + (across / rs) ** 2)
        body = np.clip((1 - r) / (2 * rough) + 0.5, 0, 1)
        if hollow > 0:
            body *= 1 - hollow * np.exp(-((r / 0.5) ** 2))
        thin = min(1.0, rz / (0.5 * step))
        self.density[np.ix_(planes, iy % self.size, ix % self.size)] += (brightness * thin * body).astype(np.float32)
        if named:
            self.nuclei.append((z, y % self.width, x % self.width, float((rz * rl * rs) ** (1 / 3)), brightness))


def add_nucleus(volume, centre, settings, random):
    """A nucleus of random size, shape and log-normal brightness."""
    radius = random.uniform(*settings["radius"])
    radii = radius * np.exp(random.normal(0, 0.15, 3))
    brightness = np.exp(random.normal(0, settings["brightnessSpread"]))
    hollow = random.uniform(0.2, 0.9) if random.random() < settings["hollowShare"] else 0.0
    volume.add_ellipsoid(centre, radii, random.uniform(0, np.pi), brightness, hollow)


def worm(volume, settings, random):
    """One or two bent bodies with ganglia, cord, scattered nuclei, glow and granules."""
    for _ in range(1 + (random.random() < settings["secondBody"])):
        body = draw_body(volume, settings, random)
        for centre in body.nucleus_centres(settings, random):
            add_nucleus(volume, centre, settings, random)
        add_haze(volume, body, settings, random)
        add_outline(volume, body, settings, random)
        add_granules(volume, body, settings, random)


def scattered(volume, settings, random):
    """Nuclei anywhere, between a handful and a crowd."""
    for _ in range(int(np.exp(random.uniform(np.log(4), np.log(160))))):
        centre = (random.uniform(-13, 13), *random.uniform(0, volume.width, 2))
        add_nucleus(volume, centre, settings, random)


def ganglion(volume, settings, random):
    """A few dense clusters of nuclei that nearly touch."""
    for _ in range(random.integers(1, 5)):
        middle = np.array([random.uniform(-8, 8), *random.uniform(0, volume.width, 2)])
        spread = np.array([1, 1.3, 1.3]) * random.uniform(2, 7)
        for _ in range(random.integers(5, 45)):
            z, y, x = middle + random.normal(0, 1, 3) * spread
            add_nucleus(volume, (np.clip(z, -13, 13), y, x), settings, random)


def beads(volume, settings, random):
    """Point-like beads, on one tilted plane or through the depth."""
    slope = random.uniform(-0.25, 0.25, 2)
    offset = random.uniform(-9, 9)
    flat = random.random() < 0.5
    for _ in range(int(np.exp(random.uniform(np.log(3), np.log(120))))):
        y, x = random.uniform(0, volume.width, 2)
        z = offset + (y - volume.width / 2) * slope[0] + (x - volume.width / 2) * slope[1]
        z = z if flat else random.uniform(-13, 13)
        size = random.uniform(0.15, 0.5)
        if abs(z) < 13.5:
            volume.add_ellipsoid((z, y, x), (size,) * 3, 0, np.exp(random.normal(0, 0.5)) / size**2)


def filaments(volume, settings, random):
    """Neurites: smooth curves through the depth with a few somata."""
    for _ in range(random.integers(2, 9)):
        point = np.array([random.uniform(-9, 9), *random.uniform(0, volume.width, 2)])
        heading = random.uniform(0, 2 * np.pi)
        rise = random.normal(0, 0.15)
        thick = random.uniform(0.2, 0.6)
        brightness = np.exp(random.normal(-0.7, 0.8))
        for _ in range(random.integers(60, 400)):
            heading += random.normal(0, 0.12)
            rise = 0.97 * rise + random.normal(0, 0.03)
            point = point + 0.3 * np.array([rise, np.sin(heading), np.cos(heading)])
            if abs(point[0]) > 13:
                rise = -rise
                point[0] = np.clip(point[0], -13, 13)
            volume.add_ellipsoid(point, (thick,) * 3, 0, brightness * random.uniform(0.5, 1.5), named=False)
    for _ in range(random.integers(0, 8)):
        add_nucleus(volume, (random.uniform(-10, 10), *random.uniform(0, volume.width, 2)), settings, random)


FAMILIES = {"worm": worm, "scattered": scattered, "ganglion": ganglion, "beads": beads, "filaments": filaments}


def draw_scene(settings, depths, pitch, random):
    """One scene: density [z, y, x], nuclei [n, 5], and the name of its family."""
    names = list(settings["families"])
    share = np.array([settings["families"][name] for name in names], float)
    family = names[random.choice(len(names), p=share / share.sum())]
    volume = Volume(depths, settings["size"], pitch)
    FAMILIES[family](volume, settings, random)
    return volume.density, np.array(volume.nuclei, np.float32).reshape(-1, 5), family
