"""Optics: from a drawn microscope to its point spread function.

An emitter at depth z_e seen while the objective is focused at z_p has the
defocus d = z_e - z_p (µm, positive = away from the objective). The scalar pupil is

    P(rho) = A(rho) exp(2 pi i [ d/lambda sqrt(n^2 - NA^2 rho^2) + W (6 rho^4 - 6 rho^2 + 1) + ... ])

with rho in [0, 1], and the point spread function is |FT P|^2
(Gibson & Lanni 1991, doi:10.1364/JOSAA.8.001601, gives the fuller model).
W > 0 throughout: one sign of spherical aberration is what makes the sign of
the defocus readable from one image.
"""

import numpy as np
from scipy import fft


def draw_optics(ranges, random):
    """One microscope drawn from the ranges of the configuration.

    `ranges` holds NA, sample index, emission (µm), pixel size (µm) and the
    aberrations (waves). Most draws keep the NA close to the nominal one, and a
    share of them (`typical`) lie in narrower ranges, where most microscopes are.
    """
    typical = ranges.get("typical")
    if typical and random.random() < typical["share"]:
        ranges = {**ranges, **typical}
    low, high = ranges["na"]
    nominal = ranges["nominalNa"]
    na = random.triangular(low, nominal, high) if low < high else low
    waves = {name: random.normal(0, ranges[name], 2) for name in ("astigmatism", "coma", "trefoil")}
    return {
        "na": na,
        "index": random.uniform(*ranges["index"]),
        "emission": random.uniform(*ranges["emission"]),
        "pixel": ranges["pixelSize"] * random.uniform(1 - ranges["pixelSpread"], 1 + ranges["pixelSpread"]),
        "spherical": random.uniform(*ranges["sphericalWaves"]),
        "apodisation": random.uniform(*ranges["apodisation"]),
        "blur": random.uniform(*ranges["blur"]),
        "detection": ranges["detection"],
        **waves,
    }


def pupil_coordinates(size, spacing, optics):
    """rho and angle on the frequency grid, [size, size], and the mask of the pupil."""
    frequency = fft.fftfreq(size, spacing)
    fy, fx = np.meshgrid(frequency, frequency, indexing="ij")
    rho = np.hypot(fy, fx) / (optics["na"] / optics["emission"])
    return rho, np.arctan2(fy, fx), rho <= 1


def pupil(rho, angle, inside, optics):
    """Complex pupil in focus, [size, size]: apodisation and aberrations."""
    waves = optics["spherical"] * (6 * rho**4 - 6 * rho**2 + 1)
    for name, order, radial in (
        ("astigmatism", 2, rho**2),
        ("coma", 1, 3 * rho**3 - 2 * rho),
        ("trefoil", 3, rho**3),
    ):
        cosine, sine = optics[name]
        waves = waves + radial * (cosine * np.cos(order * angle) + sine * np.sin(order * angle))
    amplitude = (1 - optics["apodisation"] * rho**2) * inside
    return amplitude * np.exp(2j * np.pi * waves)


def point_spread(optics, defocus, size=128):
    """Point spread functions, float32 [defocus, size, size], centred on index 0.

    Computed on pixels half as large and binned, as a camera pixel integrates.
    Each wide-field plane sums to 1. A confocal one is squared (excitation times
    pinhole) and the whole stack is divided by the sum of its brightest plane.
    """
    fine = 2 * size
    rho, angle, inside = pupil_coordinates(fine, optics["pixel"] / 2, optics)
    field = pupil(rho, angle, inside, optics)
    axial = np.sqrt(np.maximum(optics["index"] ** 2 - (optics["na"] * rho) ** 2, 0)) / optics["emission"]
    axial = (axial - axial[0, 0]).astype(np.float32)
    frequency = fft.fftfreq(size)
    soften = np.exp(-2 * (np.pi * optics["blur"]) ** 2 * (frequency[:, None] ** 2 + frequency[None] ** 2))
    # Half a coarse pixel of phase centres the binned spot on pixel 0.
    ramp = np.exp(-1j * np.pi * (fft.fftfreq(fine)[:, None] + fft.fftfreq(fine)[None]))
    field = (field * ramp).astype(np.complex64)
    stack = np.empty((len(defocus), size, size), np.float32)
    for plane, d in enumerate(defocus):
        spot = np.abs(fft.ifft2(field * np.exp(np.complex64(2j * np.pi * d) * axial))) ** 2
        if optics["detection"] == "confocal":
            spot = spot**2
        binned = spot.reshape(size, 2, size, 2).sum((1, 3))
        if optics["blur"] > 0:
            binned = np.maximum(fft.ifft2(fft.fft2(binned) * soften).real, 0)
        stack[plane] = binned
    sums = stack.sum((1, 2), keepdims=True)
    return stack / (sums.max() if optics["detection"] == "confocal" else sums)
