"""Reads an OME-Zarr image with its resolutions and its label image, and prints what a reader sees, as JSON.

    python3 test/reference/zarr/read_labels.py STORE
"""

import json
import sys

import numpy as np
import zarr

group = zarr.open_group(sys.argv[1], mode="r")
levels = [group[dataset["path"]] for dataset in group.attrs["multiscales"][0]["datasets"]]
names = group["labels"].attrs["labels"]
label = group["labels"][names[0]]
drawn = [label[dataset["path"]] for dataset in label.attrs["multiscales"][0]["datasets"]]
full = drawn[0][:]
print(
    json.dumps(
        {
            "levels": [level.shape for level in levels],
            "means": [float(np.mean(level[:])) for level in levels],
            "names": names,
            "drawn": [level.shape for level in drawn],
            "values": np.unique(full).tolist(),
            "counts": [int(np.count_nonzero(full[t])) for t in range(full.shape[0])],
            "coarse": np.unique(drawn[-1][:]).tolist(),
            "store": dict(group.attrs),
            "label": dict(label.attrs),
        }
    )
)
