"""Network: one frame in, depth coefficients out.

A residual U-Net on half-resolution features (Ronneberger et al. 2015,
doi:10.1007/978-3-319-24574-4_28): four scales, addition instead of
concatenation, nearest-neighbour growth, a wide last layer before the pixel
shuffle. It starts as the identity: every coefficient is the image itself.
"""

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    """x + conv(relu(conv(x))), both 3×3."""

    def __init__(self, width):
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x):
        return x + self.second(F.relu(self.first(x)))


class Encoder(nn.Module):
    """image [n, 1, h, w] to coefficients [n, k, h, w]; h and w multiples of 16."""

    multiple = 16

    def __init__(self, coefficients, widths, fall, rise):
        super().__init__()
        self.coefficients = coefficients
        scales = range(len(widths))
        self.stem = nn.Conv2d(1, widths[0], 6, stride=2, padding=2)
        self.down = nn.ModuleList(nn.Conv2d(widths[i], widths[i + 1], 3, stride=2, padding=1) for i in scales[:-1])
        self.fall = nn.ModuleList(nn.Sequential(*(Block(widths[i]) for _ in range(fall[i]))) for i in scales)
        self.lift = nn.ModuleList(nn.Conv2d(widths[i + 1], widths[i], 1) for i in scales[:-1])
        self.rise = nn.ModuleList(nn.Sequential(*(Block(widths[i]) for _ in range(rise[i]))) for i in scales[:-1])
        self.head = nn.Conv2d(widths[0], 4 * coefficients, 3, padding=1)
        self.start_as_identity()

    def start_as_identity(self):
        """The first four stem channels carry the 2×2 pixels; the head hands them on."""
        with torch.no_grad():
            self.stem.weight[:4] *= 0.05
            self.stem.bias[:4] = 0
            self.head.weight *= 0.1
            self.head.bias.zero_()
            for lift in self.lift:
                lift.weight *= 0.1
                lift.bias.zero_()
            for corner in range(4):
                self.stem.weight[corner, 0, 2 + corner // 2, 2 + corner % 2] = 1
                self.head.weight[corner::4, :, 1, 1] = 0
                self.head.weight[corner::4, corner, 1, 1] = 1

    def forward(self, image):
        x = self.fall[0](self.stem(image))
        skips = []
        for down, fall in zip(self.down, list(self.fall)[1:]):
            skips.append(x)
            x = fall(F.relu(down(x)))
        for i in reversed(range(len(skips))):
            x = skips[i] + F.interpolate(self.lift[i](x), scale_factor=2, mode="nearest")
            x = self.rise[i](x)
        return F.pixel_shuffle(self.head(x), 2)
