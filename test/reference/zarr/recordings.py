"""Writes small OME-Zarr images as other programs do, under test/fixtures/zarr, and the numbers they hold, recordings.json.

Run from the repository: python3 test/reference/zarr/recordings.py (needs numpy, zarr 2, numcodecs).
"""

import json
import shutil
from pathlib import Path

import numpy as np
import zarr
from numcodecs import Blosc, GZip, Zlib, Zstd

here = Path(__file__).parent
out = here.parent.parent / "fixtures" / "zarr"
shutil.rmtree(out, ignore_errors=True)
random = np.random.default_rng(3)
facts = {}


def scene(shape):
    y, x = np.indices(shape[-2:])
    return (90 * (120 + 40 * np.sin(x / 5) + 3 * y + random.normal(0, 6, shape))).astype("uint16")


def image(group, data, axes, scale, chunks, compressor, name="0", dtype=None, order="C"):
    group.create_dataset(name, data=data.astype(dtype or data.dtype), chunks=chunks, compressor=compressor, dimension_separator="/", dtype=dtype, order=order)
    units = {"t": "millisecond", "z": "micrometer", "y": "micrometer", "x": "micrometer"}
    kinds = {"t": "time", "c": "channel"}
    listed = [{"name": a, "type": kinds.get(a, "space")} | ({"unit": units[a]} if a in units else {}) for a in axes]
    group.attrs["multiscales"] = [{"version": "0.4", "axes": listed, "datasets": [{"path": name, "coordinateTransformations": [{"type": "scale", "scale": scale}]}]}]


def note(name, data):
    images = data.reshape(-1, *data.shape[-2:])
    facts[name] = {"shape": list(data.shape), "weighted": [float((i.astype(float) * (np.arange(i.size).reshape(i.shape) % 97)).sum()) for i in images]}


def store(name):
    return zarr.group(zarr.DirectoryStore(str(out / name), dimension_separator="/"), overwrite=True)


data = scene((4, 2, 3, 12, 15))
image(store("blosc.ome.zarr"), data, "tczyx", [250, 1, 2, 0.4, 0.2], (1, 1, 3, 8, 8), Blosc(cname="lz4", shuffle=1))
note("blosc.ome.zarr", data)
image(store("gzip.ome.zarr"), data[:, 0], "tzyx", [250, 2, 0.4, 0.2], (2, 1, 12, 15), GZip())
note("gzip.ome.zarr", data[:, 0])
image(store("zlib-be.ome.zarr"), data[:, 0, 0], "tyx", [250, 0.4, 0.2], (1, 12, 15), Zlib(), dtype=">u2")
note("zlib-be.ome.zarr", data[:, 0, 0])
image(store("raw.ome.zarr"), data[:, :, 0], "tcyx", [250, 1, 0.4, 0.2], (1, 1, 12, 15), None)
note("raw.ome.zarr", data[:, :, 0])
image(store("zstd.ome.zarr"), data[0, 0], "zyx", [2, 0.4, 0.2], (3, 12, 15), Zstd())
note("zstd.ome.zarr", data[0, 0])
# The order of axes of other programs.
image(store("yxt.zarr"), np.ascontiguousarray(data[:, 0, 0].transpose(1, 2, 0)), "yxt", [0.4, 0.2, 250], (12, 15, 2), GZip())
note("yxt.zarr", data[:, 0, 0])
# bioformats2raw puts each image into a numbered group.
root = store("series.zarr")
root.attrs["bioformats2raw.layout"] = 3
image(root.create_group("0"), data[:, 0, 0], "tyx", [250, 0.4, 0.2], (1, 12, 15), GZip())
image(root.create_group("1"), data[:2, 0, 1], "tyx", [500, 0.4, 0.2], (1, 12, 15), GZip())
note("series.zarr", data[:, 0, 0])
note("series.zarr:1", data[:2, 0, 1])
# Fortran's order inside the chunks.
image(store("fortran.ome.zarr"), data, "tczyx", [250, 1, 2, 0.4, 0.2], (1, 1, 3, 8, 8), Zstd(), order="F")
note("fortran.ome.zarr", data)
# A bare array without any words.
zarr.save_array(str(out / "bare.zarr"), data[:, 0, 0], chunks=(1, 12, 15), compressor=GZip())
note("bare.zarr", data[:, 0, 0])

(here / "recordings.json").write_text(json.dumps({"zarr": zarr.__version__, "files": facts}, indent=1) + "\n")
(out / "README.md").write_text("Small synthetic OME-Zarr images written by zarr-python with `test/reference/zarr/recordings.py`; the numbers they hold stand in `test/reference/zarr/recordings.json`. Made for this project; MIT, as the project.\n")
