"""Network: one frame in, depth coefficients out.

A residual U-Net on half-resolution features (Ronneberger et al. 2015,
doi:10.1007/978-3-319-24574-4_28): four scales, addition instead of
concatenation, nearest-neighbour growth, a wide last layer before the pixel
shuffle. With `hidden`, the head widens first and its last layer is 1×1, so that a
program can fold the weights of the planes it wants into it. The network starts as
the identity: every coefficient is the image itself.
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
    """image [n, c, h, w] to coefficients [n, k, h, w]; h and w multiples of 16."""

    multiple = 16

    def __init__(self, coefficients, widths, fall, rise, hidden=None, channels=1):
        super().__init__()
        self.coefficients, self.channels = coefficients, channels
        scales = range(len(widths))
        self.stem = nn.Conv2d(channels, widths[0], 6, stride=2, padding=2)
        self.down = nn.ModuleList(nn.Conv2d(widths[i], widths[i + 1], 3, stride=2, padding=1) for i in scales[:-1])
        self.fall = nn.ModuleList(nn.Sequential(*(Block(widths[i]) for _ in range(fall[i]))) for i in scales)
        self.lift = nn.ModuleList(nn.Conv2d(widths[i + 1], widths[i], 1) for i in scales[:-1])
        self.rise = nn.ModuleList(nn.Sequential(*(Block(widths[i]) for _ in range(rise[i]))) for i in scales[:-1])
        self.widen = nn.Conv2d(widths[0], hidden, 3, padding=1) if hidden else None
        self.head = nn.Conv2d(hidden, 4 * coefficients, 1) if hidden else nn.Conv2d(widths[0], 4 * coefficients, 3, padding=1)
        self.start_as_identity()

    def start_as_identity(self):
        """The first four stem channels carry the 2×2 pixels; the head hands them on, through `widen` as positive and negative part."""
        middle = self.head.kernel_size[0] // 2
        with torch.no_grad():
            self.stem.weight[:4] *= 0.05
            self.stem.bias[:4] = 0
            self.head.weight *= 0.1
            self.head.bias.zero_()
            if self.widen:
                self.widen.weight[:8] = 0
                self.widen.bias[:8] = 0
                self.head.weight[:, :8] = 0
            for lift in self.lift:
                lift.weight *= 0.1
                lift.bias.zero_()
            for corner in range(4):
                self.stem.weight[corner, 0, 2 + corner // 2, 2 + corner % 2] = 1
                if not self.widen:
                    self.head.weight[corner::4, :, 1, 1] = 0
                for part, sign in enumerate((1, -1) if self.widen else (1,)):
                    carrier = 2 * corner + part if self.widen else corner
                    if self.widen:
                        self.widen.weight[carrier, corner, 1, 1] = sign
                    self.head.weight[corner::4, carrier, middle, middle] = sign

    def forward(self, image):
        x = self.fall[0](self.stem(image))
        skips = []
        for down, fall in zip(self.down, list(self.fall)[1:]):
            skips.append(x)
            x = fall(F.relu(down(x)))
        for i in reversed(range(len(skips))):
            x = skips[i] + F.interpolate(self.lift[i](x), scale_factor=2, mode="nearest")
            x = self.rise[i](x)
        return F.pixel_shuffle(self.head(F.relu(self.widen(x)) if self.widen else x), 2)
