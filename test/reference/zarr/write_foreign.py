"""Writes OME-Zarr 0.4 images as other programs do, for the reader: `czyx.zarr` (gzip, flat keys, unit
nanometer in z) and `yx.zarr` (blosc, no other axes).

    python3 test/reference/zarr/write_foreign.py OUT
"""

import sys
from pathlib import Path

import numpy as np
import zarr
from numcodecs import Blosc, GZip

out = Path(sys.argv[1])


def write(name, data, axes, scale, compressor, chunks, separator):
    store = zarr.DirectoryStore(str(out / name), dimension_separator=separator)
    group = zarr.group(store, overwrite=True)
    group.create_dataset("scale0/image", data=data, chunks=chunks, compressor=compressor)
    steps = [{"type": "scale", "scale": scale}]
    group.attrs["multiscales"] = [{"version": "0.4", "axes": axes, "datasets": [{"path": "scale0/image", "coordinateTransformations": steps}]}]


y, x = {"name": "y", "type": "space", "unit": "micrometer"}, {"name": "x", "type": "space", "unit": "micrometer"}
deep = np.arange(2 * 3 * 4 * 5, dtype=np.uint16).reshape(2, 3, 4, 5)
channel, z = {"name": "c", "type": "channel"}, {"name": "z", "type": "space", "unit": "nanometer"}
write("czyx.zarr", deep, [channel, z, y, x], [1, 1500, 0.3, 0.2], GZip(), (1, 2, 3, 3), ".")
write("yx.zarr", np.float32([[1.5, 2.5], [3.5, 4.5]]), [y, x], [0.1, 0.1], Blosc(cname="zstd"), (2, 2), "/")
