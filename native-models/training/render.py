"""Rendering: from a volume of emitters to the planes a microscope would record.

The point spread function does not change with depth, so every plane of a scene
comes from one product of 3-D Fourier transforms. The field of view is periodic:
light that leaves on one side enters on the other, as from neighbours out of view.
"""

import numpy as np
from scipy import fft

from optics import point_spread


def depth_grid(depth):
    """Planes (µm) to render and depths (µm) that hold emitters."""
    step = depth["step"]
    planes = np.arange(round(depth["min"] / step), round(depth["max"] / step) + 1) * step
    reach = round(depth["emitters"] / step)
    return planes, np.arange(-reach, reach + 1) * step


def transfer(optics, depth, size, shift=0.0):
    """Transform of the point spread function, complex64 [z, y, x/2+1].

    `shift` (µm, below one step) moves the grid of the emitters between the planes. Spots are computed on
    `depth["spread"]` pixels, which have to hold the widest of them.
    """
    planes, emitters = depth_grid(depth)
    step = depth["step"]
    reach = len(planes) // 2 + len(emitters) // 2
    length = fft.next_fast_len(2 * reach + 1, real=False)
    order = np.arange(-reach, reach + 1)
    # Plane p receives emitter e through index p - e: the defocus is e - p.
    small = min(depth.get("spread", 128), size)
    spots = point_spread(optics, -order * step + shift, small)
    stack = np.zeros((length, size, size), np.float32)
    half = small // 2
    where = np.r_[0:half, size - half : size]
    stack[np.ix_(order % length, where, where)] = spots
    return fft.fftn(fft.rfft2(stack), axes=[0])


def render(volume, otf, depth):
    """Noise-free planes, float32 [plane, y, x], of emitters float32 [z, y, x]."""
    planes, emitters = depth_grid(depth)
    size = volume.shape[-1]
    length = otf.shape[0]
    stack = np.zeros((length, size, size), np.float32)
    middle = len(emitters) // 2
    stack[(np.arange(len(emitters)) - middle) % length] = volume
    spectrum = fft.fftn(fft.rfft2(stack), axes=[0])
    spectrum *= otf
    stack = fft.irfft2(fft.ifftn(spectrum, axes=[0]), s=(size, size))
    return np.maximum(stack[(np.arange(len(planes)) - len(planes) // 2) % length], 0)
