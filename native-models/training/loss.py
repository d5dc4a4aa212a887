"""Loss: fidelity that does not forget dim nuclei or edges.

Everything is divided by a spread between that of the plane and that of the sample's
targets, so that a faint scene counts as much as a bright one, and a far, washed-out
plane nearly as much as a sharp one. The asinh term weighs an error at a dim nucleus
more than the same error on a bright one; the edges, along z too, keep neighbours apart.
"""

import torch

DIM = 0.1


def compress(x):
    """asinh(x / 0.1): linear below, logarithmic above a tenth of the scale."""
    return torch.asinh(x / DIM)


def fidelity_loss(predicted, target):
    """Mean loss of planes [n, p, h, w], in the order of their depths, against noise-free targets."""
    spread = (0.5 * target.var((1, 2, 3), keepdim=True) + 0.5 * target.var((2, 3), keepdim=True) + 0.05**2).sqrt()
    error = (predicted - target) / spread
    absolute = error.abs()
    square = torch.where(absolute < 4, 0.5 * error**2, 4 * absolute - 8)
    edges = (error[..., 1:, :] - error[..., :-1, :]).abs().mean() + (error[..., 1:] - error[..., :-1]).abs().mean()
    axial = (error[:, 1:] - error[:, :-1]).abs().mean()
    dim = (compress(predicted) - compress(target)).abs().mean()
    return absolute.mean() + square.mean() + 0.5 * edges + 0.25 * axial + 0.25 * dim
