"""Figure: gain over the unchanged frame and correlation, against |z|."""

import os

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def draw_figure(scores, path):
    """Two small panels as PNG, written whole."""
    rows = scores["byDepth"]
    middle = [sum(row["z"]) / 2 for row in rows]
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 2.6), dpi=110)
    left.bar(middle, [row["psnrGain"] for row in rows], width=[0.9 * (row["z"][1] - row["z"][0]) for row in rows], color="#3a7ca5")
    left.set(xlabel="|z|, µm", ylabel="PSNR gain, dB", title="over the frame left unchanged")
    right.plot(middle, [row["pearson"] for row in rows], "o-", color="#3a7ca5", label="whole plane")
    right.plot(middle, [row["pearsonForeground"] for row in rows], "s--", color="#d9822b", label="foreground")
    right.set(xlabel="|z|, µm", ylabel="Pearson r", title="with the true plane", ylim=(0.7, 1.005))
    right.legend(frameon=False)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    part = path.with_name(path.name + ".part")
    figure.savefig(part, format="png")
    plt.close(figure)
    os.replace(part, path)
