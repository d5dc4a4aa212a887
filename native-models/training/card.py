"""Card: what a user must know about a model, as Markdown."""


def score_table(scores):
    """Rows of fidelity by |z|."""
    lines = ["| \\|z\\|, µm | gain over the frame, dB | PSNR, dB | Pearson | Pearson, foreground |", "|---|---|---|---|---|"]
    rows = [(f"{row['z'][0]}–{row['z'][1]}", row) for row in scores["byDepth"]] + [("mean", scores["mean"])]
    for name, row in rows:
        lines.append(
            f"| {name} | {row['psnrGain']:.1f} | {row['psnr']:.1f} | {row['pearson']:.3f} | {row['pearsonForeground']:.3f} |"
        )
    return "\n".join(lines)


def nucleus_table(found):
    """The same detector on the true and on the virtual stack."""
    lines = ["| stack | recall | precision | F1 | median z error, µm | P95, µm | z bias, µm |", "|---|---|---|---|---|---|---|"]
    for name, row in found.items():
        lines.append(
            f"| {name} | {row['recall']} | {row['precision']} | {row['f1']} | {row['zErrorMedian']} | {row['zErrorP95']} | {row['zBias']} |"
        )
    return "\n".join(lines)


def history(training):
    """Where the weights come from, if they did not start as the identity."""
    earlier = training.get("earlier")
    return f"; {earlier['steps']:,} of the steps are those of {earlier['model']}, whose layers of the same shape were taken over" if earlier else ""


def write_card(config, manifest, found):
    """The model card."""
    depth, optics, training, file = manifest["depth"], manifest["optics"], manifest["training"], manifest["file"]
    nodes = depth["nodes"]
    low, high = optics["sphericalWaves"]
    return f"""# {manifest["title"]}

{config["card"]["input"]} in, {manifest["tensors"]["coefficients"]} depth coefficients a pixel out; a plane at any depth z from
{depth["min"]} to {depth["max"]} µm is a weighted sum of them. **What it returns is virtual**: an estimate of what {config["card"]["output"]}
would have recorded, never a measurement.

| | |
|---|---|
| for | {optics["objective"]}, pixel {optics["pixelSize"]} µm ± 3 %, emission {optics["emission"][0]}–{optics["emission"][1]} µm, in a medium of index near {optics["index"]} |
| z | µm in the sample from the recorded plane, positive away from the objective |
| file | `model.onnx`, {file["bytes"] / 1e6:.1f} MB, weights stored as float16, SHA-256 `{file["sha256"]}` |
| trained | {training["steps"]:,} steps, {training["hours"]} h on CPU cores, {training["scenes"]:,} simulated scenes; **no real image**{history(training)} |
| licence | {manifest["licence"]} (these weights) |

The method, virtual refocusing with a digital propagation matrix, is patented (WO2020139835, US 11946854;
Wu et al. 2019, doi:10.1038/s41592-019-0622-5). Whoever uses it commercially should look into that.
The weights are our own: nothing was taken from the authors' models.

## Trained on
{training["data"]} Spherical aberration W (6ρ⁴ − 6ρ² + 1) with W from {low} to {high} waves, one sign only: with defocus
d = z_emitter − z_focus and the pupil phase 2π[d/λ √(n² − NA²ρ²) + W(6ρ⁴ − 6ρ² + 1)], the compact side is d < 0 and the
ring side d > 0. A microscope of the other sense needs the recording's axial direction −1.

## Scores
{manifest["scores"]["set"]}. Peak exposures {config["validation"]["camera"]["peakPhotons"][0]} to {config["validation"]["camera"]["peakPhotons"][1]} photons.
Both the virtual plane and the frame left unchanged are fitted linearly to the truth first.

{score_table(manifest["scores"])}

![Fidelity against |z|](fidelity.png)

Nuclei within ±{0.8 * depth["max"]:g} µm of the recorded plane, found by the same simple detector (3-D Laplacian of Gaussian) and paired
within 2 µm laterally. These scenes are crowded: a nucleus that the detector misses pairs with a spot above or below it,
in the true stack too, so read the second row against the first:

{nucleus_table(found)}

## Where it fails
- Depths outside {depth["min"]} to {depth["max"]} µm: not defined, and refused.
- A perfectly corrected objective: the sign of the defocus cannot be read from one image.
- Dense ganglia far from focus: neighbours merge, and a dim nucleus beneath a bright one is lost.
- Projections, confocal or filtered images: not wide-field frames, the output means nothing.
- Saturated pixels and structures unlike nuclei, granules and smooth tissue were rare or absent in training.

## How to run it
- Input: (counts − background) / scale, one background (median) and one scale (99th percentile of the raw pixels above
  the Triangle threshold) for a whole movie. Height and width: multiples of {manifest["tensors"]["multiple"]}; pad with edge pixels.
  Tiles: leave at least {manifest["halo"]} px of overlap on each side.
- Plane at z: Σ w_k(z) · coefficient_k with w_k = K((z − node_k) / spacing); K is the Keys cubic kernel, a = −0.5:
  1.5|t|³ − 2.5|t|² + 1 below 1, −0.5|t|³ + 2.5|t|² − 4|t| + 2 from 1 to 2, else 0. Nodes are evenly spaced,
  {nodes[1] - nodes[0]:.4f} µm apart, from {nodes[0]:.3f} to {nodes[-1]:.3f}: one beyond the range on each side, so every
  depth in the range has its four neighbours and no edge rule is needed; the weights sum to 1.
- A plane times the scale is in grey levels above the background.
- `weights-reference.json` (weights at nine depths) and `tile-reference.f32` (a tile and its planes, described in
  `tile-reference.json`) check another implementation.
- Statistics in the manifest are the 1st, 50th and 99th percentile over training frames of: scale / background;
  the share of pixels above the Triangle threshold; (scale − background) / noise, the noise being
  1.4826 × the median absolute difference of horizontal neighbours / √2.

## Train again
`{training["command"]}` (see `../training/README.md`).
"""
