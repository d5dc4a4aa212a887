"""Reads what NemaTrace exported with h5py and scipy, and checks it against the rules of the NWB 2.7 core schema and
hdmf-common 1.8 that h5py can see. It stands in for the official validator (pynwb), where that is not installed.

Run: python3 test/reference/exports.py FOLDER (needs numpy, h5py and scipy). Prints JSON; a broken rule is an error.
"""

import json
import sys
from pathlib import Path

import h5py
import numpy as np
from scipy.io import loadmat

folder = Path(sys.argv[1])
errors = []


def need(ok, what):
    if not ok:
        errors.append(what)


# Required members of each type: attributes, datasets, groups or links.
schema = {
    "NWBFile": (["nwb_version"], ["file_create_date", "identifier", "session_description", "session_start_time", "timestamps_reference_time"],
                ["acquisition", "analysis", "processing", "stimulus", "general"]),
    "Subject": ([], [], []),
    "Device": ([], [], []),
    "ImagingPlane": ([], ["excitation_lambda", "indicator", "location"], ["device"]),
    "OpticalChannel": ([], ["description", "emission_lambda"], []),
    "ProcessingModule": (["description"], [], []),
    "ImageSegmentation": ([], [], []),
    "PlaneSegmentation": (["colnames", "description"], ["id"], ["imaging_plane", "reference_images"]),
    "Fluorescence": ([], [], []),
    "DfOverF": ([], [], []),
    "TimeSeries": ([], ["data"], []),
    "RoiResponseSeries": ([], ["data", "rois"], []),
    "TimeIntervals": (["colnames", "description"], ["id", "start_time", "stop_time"], []),
    "VectorData": (["description"], [], []),
    "VectorIndex": (["description", "target"], [], []),
    "ElementIdentifiers": ([], [], []),
    "DynamicTableRegion": (["description", "table"], [], []),
}
hdmf = {"VectorData", "VectorIndex", "ElementIdentifiers", "DynamicTableRegion"}
types = {}


def check(at, node):
    kind = node.attrs.get("neurodata_type")
    if kind is None:
        return
    types[kind] = types.get(kind, 0) + 1
    need(kind in schema, f"{at}: no rule for {kind}")
    attributes, datasets, groups = schema.get(kind, ([], [], []))
    need(node.attrs.get("namespace") == ("hdmf-common" if kind in hdmf else "core"), f"{at}: namespace")
    need(len(str(node.attrs.get("object_id", ""))) == 36, f"{at}: object_id")
    for name in attributes:
        need(name in node.attrs, f"{at}: attribute {name}")
    for name in datasets:
        need(isinstance(node.get(name), h5py.Dataset), f"{at}: dataset {name}")
    for name in groups:
        need(isinstance(node.get(name), h5py.Group), f"{at}: group {name}")
    if kind in ("TimeSeries", "RoiResponseSeries"):
        data = node["data"]
        need(isinstance(data.attrs.get("unit"), str), f"{at}: unit of data")
        need(np.ndim(data.attrs["conversion"]) == 0, f"{at}: conversion is a scalar")
        if "timestamps" in node:
            need(node["timestamps"].dtype == np.float64 and len(node["timestamps"]) == len(data), f"{at}: timestamps")
            need(node["timestamps"].attrs["interval"] == 1 and node["timestamps"].attrs["unit"] == "seconds", f"{at}: attributes of timestamps")
        else:
            start = node["starting_time"]
            need(start.shape == () and start.dtype == np.float64, f"{at}: starting_time")
            need(start.attrs["rate"].dtype == np.float32 and start.attrs["unit"] == "seconds", f"{at}: rate")
    if kind == "RoiResponseSeries":
        rois = node["rois"]
        table = node.file[rois.attrs["table"]]
        need(table.attrs["neurodata_type"] == "PlaneSegmentation", f"{at}: rois lead to the table")
        need(np.issubdtype(rois.dtype, np.integer) and rois[:].max() < len(table["id"]), f"{at}: rows of rois")
        need(node["data"].shape[1] == len(rois), f"{at}: a column a neuron")
    if kind in ("PlaneSegmentation", "TimeIntervals"):
        columns = [str(name) for name in node.attrs["colnames"]]
        for name in columns:
            index = node.get(f"{name}_index")
            need(name in node, f"{at}: column {name}")
            need(len(node[name] if index is None else index) == len(node["id"]), f"{at}: length of {name}")
        need(any(mask in columns for mask in ("image_mask", "pixel_mask", "voxel_mask")) or kind != "PlaneSegmentation", f"{at}: a mask")
    if kind == "VectorIndex":
        target = node.file[node.attrs["target"]]
        need(node.name == f"{target.name}_index" and node[-1] == len(target) and np.issubdtype(node.dtype, np.unsignedinteger), f"{at}: index")
    if node.name.endswith("/voxel_mask"):
        need(node.dtype.names == ("x", "y", "z", "weight") and node.dtype["x"] == np.uint32 and node.dtype["weight"] == np.float32, f"{at}: mask")


with h5py.File(folder / "study.nwb") as file:
    check("/", file)
    file.visititems(check)
    need(file["/stimulus/presentation"] is not None and file["/stimulus/templates"] is not None, "stimulus")
    table = file["/processing/ophys/ImageSegmentation/PlaneSegmentation"]
    dff = file["/processing/ophys/DfOverF/RoiResponseSeries/data"][:]
    places = file["/processing/ophys/NeuronPositions"]
    facts = {
        "types": types,
        "names": [name.decode() for name in table["neuron_name"][:]],
        "dff": [list(dff.shape), float(np.nansum(dff))],
        "positions": [list(places["data"].shape), float(np.nansum(places["data"][:]))],
        "voxels": len(table["voxel_mask"]),
        "spacing": table["imaging_plane/grid_spacing"][:].tolist(),
    }

mat = loadmat(folder / "study.mat")
facts["mat"] = {
    "dff": [list(mat["dff"].shape), float(np.nansum(mat["dff"]))],
    "columns": [str(cell[0][0]) for cell in mat["position_columns"]],
    "names": [str(cell[0][0]) if cell[0].size else "" for cell in mat["names"]],
    "positions": float(np.nansum(mat["positions"][:, 2:5])),
    "methods": str(mat["methods"][0])[:9],
}

with h5py.File(folder / "annotations.h5") as file:
    facts["zephir"] = {"rows": len(file["t_idx"]), "provenance": sorted({value.decode() for value in file["provenance"][:]})}
with h5py.File(folder / "worldlines.h5") as file:
    facts["zephir"]["names"] = [name.decode() for name in file["name"][:]]

print(json.dumps({"errors": errors, **facts}, ensure_ascii=False))
