"""The authors' exact generator with random weights, as ONNX of the Deep-Z signature.

    python3 deepz_generator.py OUT.onnx [--seed N]

Wu et al. (2019), doi:10.1038/s41592-019-0622-5. input [n, 2, h, w] (image, z/10)
to output [n, 1, h, w]; h and w multiples of 32. 77.8 M parameters, 311 MB: a file
to time and to fine-tune, never one to commit. The method is patented
(WO2020139835, US 11946854) and the authors' weights may not be redistributed.
"""

import argparse

import torch
from torch import nn
from torch.nn import functional as F

DOWN = [(25, 48), (72, 96), (144, 192), (288, 384), (576, 768), (1152, 1536)]
UP = [(48, 72, 48), (96, 144, 96), (192, 288, 192), (384, 576, 384), (768, 1152, 768)]


def convolution(before, after):
    """3×3, stride 1, zero padding, bias."""
    return nn.Conv2d(before, after, 3, padding=1)


class Down(nn.Module):
    """relu(conv(relu(conv(x)))) plus x with zero channels appended."""

    def __init__(self, before, middle, after):
        super().__init__()
        self.first, self.second = convolution(before, middle), convolution(middle, after)
        self.extra = after - before

    def forward(self, x):
        y = F.relu(self.second(F.relu(self.first(x))))
        return y + F.pad(x, (0, 0, 0, 0, 0, self.extra))


class Up(nn.Module):
    """u = transposed conv of x; relu(conv(relu(conv([u, skip])))) + u."""

    def __init__(self, before, transposed, middle, after):
        super().__init__()
        self.grow = nn.ConvTranspose2d(before, transposed, 3, stride=2, padding=1, output_padding=1)
        self.first, self.second = convolution(2 * transposed, middle), convolution(middle, after)

    def forward(self, x, skip):
        u = self.grow(x)
        return F.relu(self.second(F.relu(self.first(torch.cat([u, skip], 1))))) + u


class DeepZ(nn.Module):
    """Six scales, no normalisation layers, no dropout."""

    def __init__(self):
        super().__init__()
        befores = [2] + [after for _, after in DOWN[:-1]]
        self.down = nn.ModuleList(Down(before, *widths) for before, widths in zip(befores, DOWN))
        self.up = nn.ModuleList(Up(DOWN[i + 1][1], *UP[i]) for i in range(len(UP)))
        self.head = convolution(48, 1)

    def forward(self, x):
        skips = []
        for i, down in enumerate(self.down):
            x = down(x if i == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        for i in reversed(range(len(self.up))):
            x = self.up[i](x, skips[i])
        return self.head(x)


def export(path, seed=0):
    """Write the generator with weights drawn from `seed`; returns its number of parameters."""
    torch.manual_seed(seed)
    network = DeepZ().eval()
    axes = {name: {0: "n", 2: "h", 3: "w"} for name in ("input", "output")}
    torch.onnx.export(
        network,
        torch.zeros(1, 2, 64, 64),
        path,
        input_names=["input"],
        output_names=["output"],
        dynamic_axes=axes,
        opset_version=13,
    )
    return sum(p.numel() for p in network.parameters())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"{export(options.out, options.seed):,} parameters")
