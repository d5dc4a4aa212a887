"""Point spread functions by numpy, for test/core/optics: writes optics.json. Run: python3 test/reference/optics.py"""

import json
from pathlib import Path

import numpy as np

NA, INDEX, EMISSION, PITCH, SIZE = 0.75, 1.33, 0.525, 0.325, 64


def point_spread(defocus, spherical, astigmatism=(0, 0), coma=(0, 0)):
    """|FT P|² on pixels half as large, gathered by the trapezoid rule over each pixel; sums to 1."""
    fine = 2 * SIZE
    f = np.fft.fftfreq(fine, PITCH / 2)
    v, u = np.meshgrid(f, f, indexing="ij")
    u, v = u * EMISSION / NA, v * EMISSION / NA
    rho2 = u**2 + v**2
    inside = rho2 <= 1
    waves = spherical * (6 * rho2**2 - 6 * rho2 + 1) + astigmatism[0] * (u**2 - v**2) + astigmatism[1] * 2 * u * v + (3 * rho2 - 2) * (coma[0] * u + coma[1] * v)
    axial = defocus / EMISSION * np.sqrt(np.maximum(INDEX**2 - NA**2 * rho2, 0))
    light = np.abs(np.fft.ifft2(inside * np.exp(2j * np.pi * (waves + axial)))) ** 2
    gathered = np.zeros((SIZE, SIZE))
    for j, wj in ((-1, 0.5), (0, 1), (1, 0.5)):
        for i, wi in ((-1, 0.5), (0, 1), (1, 0.5)):
            gathered += wj * wi * np.roll(light, (-j, -i), (0, 1))[::2, ::2]
    return gathered / gathered.sum()


def confocal(defocus, factor=16):
    """|FT P|⁴ of a pupil without aberration, gathered over each pixel by the trapezoid rule on samples `factor` times as fine; the plane in focus sums to 1."""

    def light(d):
        fine = factor * SIZE
        f = np.fft.fftfreq(fine, PITCH / factor)
        v, u = np.meshgrid(f, f, indexing="ij")
        rho2 = (u**2 + v**2) * (EMISSION / NA) ** 2
        axial = d / EMISSION * np.sqrt(np.maximum(INDEX**2 - NA**2 * rho2, 0))
        squared = np.abs(np.fft.ifft2((rho2 <= 1) * np.exp(2j * np.pi * axial))) ** 4
        half = factor // 2
        weights = np.r_[0.5, np.ones(factor - 1), 0.5]
        rows = sum(w * np.roll(squared, half - i, 0)[::factor] for i, w in enumerate(weights))
        return sum(w * np.roll(rows, half - i, 1)[:, ::factor] for i, w in enumerate(weights))

    return light(defocus) / light(0).sum()


cases = []
for defocus, spherical, astigmatism, coma in ((0, 0, (0, 0), (0, 0)), (0, 0.25, (0, 0), (0, 0)), (5, 0.25, (0, 0), (0, 0)), (-5, 0.25, (0, 0), (0, 0)), (-3, 0.25, (0.05, -0.02), (0.03, 0.04))):
    spot = point_spread(defocus, spherical, astigmatism, coma)
    otf = np.fft.fft2(spot)
    cases.append(
        {
            "defocus": defocus,
            "spherical": spherical,
            "astigmatism": astigmatism,
            "coma": coma,
            "row": [float(x) for x in spot[0, :12]],
            "column": [float(x) for x in spot[:12, 0]],
            "diagonal": [float(spot[i, -i]) for i in range(12)],
            "transfer": [[float(otf[i, 3].real), float(otf[i, 3].imag)] for i in range(6)],
        }
    )
squared = [{"defocus": d, "row": [float(x) for x in confocal(d)[0, :12]], "sum": float(confocal(d).sum())} for d in (0, 1, -2.5)]
here = Path(__file__).parent
(here / "optics.json").write_text(json.dumps({"numpy": np.__version__, "size": SIZE, "pitch": PITCH, "cases": cases, "confocal": squared}, indent=1) + "\n")
