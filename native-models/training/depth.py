"""Depth: weights that turn coefficients into a plane.

Nodes are evenly spaced and reach one spacing beyond the trained range, so every
depth inside the range has its four neighbours and no edge rule is needed.
Keys cubic convolution with a = -0.5 (Keys 1981, doi:10.1109/TASSP.1981.1163711).
"""

import numpy as np


def depth_nodes(low, high, count):
    """Depth of each coefficient, µm, [count]: node 1 lies on `low`, node count-2 on `high`."""
    return low + (np.arange(count) - 1) * (high - low) / (count - 3)


def keys(t):
    """Keys kernel at distance `t` in node spacings."""
    t = np.abs(t)
    near = (1.5 * t - 2.5) * t * t + 1
    far = ((-0.5 * t + 2.5) * t - 4) * t + 2
    return np.where(t < 1, near, np.where(t < 2, far, 0.0))


def depth_weights(depths, nodes):
    """Weights float32 [depth, node]; depths in µm. Rows sum to 1 inside the range."""
    spacing = nodes[1] - nodes[0]
    return keys((np.asarray(depths, float)[:, None] - nodes[None]) / spacing).astype(np.float32)
