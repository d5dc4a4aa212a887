"""Reads an OME-Zarr store with python3-zarr and prints what a reader sees, as JSON.

    python3 test/reference/zarr/read_store.py STORE
"""

import json
import sys

import numpy as np
import zarr

group = zarr.open_group(sys.argv[1], mode="r")
attributes = dict(group.attrs)
array = group[attributes["multiscales"][0]["datasets"][0]["path"]]
values = array[:] * array.attrs["scale_factor"] + array.attrs["add_offset"]
print(
    json.dumps(
        {
            "zarr": zarr.__version__,
            "shape": array.shape,
            "chunks": array.chunks,
            "dtype": str(array.dtype),
            "axes": [axis["name"] for axis in attributes["multiscales"][0]["axes"]],
            "virtual": attributes.get("virtual"),
            "window": attributes["omero"]["channels"][0]["window"],
            "mean": np.mean(values, axis=(1, 2, 3, 4)).tolist(),
            "corner": values[-1, 0, :, -1, -1].tolist(),
        }
    )
)
