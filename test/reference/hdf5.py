"""Writes HDF5, NWB-like and MATLAB-7.3-like files under test/fixtures/hdf5 and the numbers they hold, hdf5.json.

Run from the repository: python3 test/reference/hdf5.py (needs numpy and h5py). The NWB files follow the NWB 2 schema's
names and attributes for image series; the MATLAB file has MATLAB's user block and reversed axes.
"""

import json
from pathlib import Path

import h5py
import numpy as np

here = Path(__file__).parent
out = here.parent / "fixtures" / "hdf5"
out.mkdir(parents=True, exist_ok=True)
facts = {}
random = np.random.default_rng(11)


def scene(shape, dtype):
    y, x = np.indices(shape[-2:])
    values = 90 * (120 + 40 * np.sin(x / 5) + 3 * y + random.normal(0, 6, shape))
    return (values / 7).astype(dtype) if np.issubdtype(np.dtype(dtype), np.floating) else values.astype(dtype)


def note(name, images):
    """Weighted sums of images [n, y, x] in the order t, c, z, slowest first."""
    images = np.asarray(images).reshape(-1, *np.asarray(images).shape[-2:])
    facts[name] = {
        "height": images.shape[1],
        "width": images.shape[2],
        "sums": [float(i.astype(np.float64).sum()) for i in images],
        "weighted": [float((i.astype(np.float64) * (np.arange(i.size).reshape(i.shape) % 97)).sum()) for i in images],
    }


def stored(name, data, **options):
    with h5py.File(out / name, "w", libver=options.pop("libver", "latest")) as file:
        file.create_dataset("movie", data=data, **options)
    note(name, data)


data = scene((6, 12, 15), "uint16")
stored("contiguous.h5", data, libver="earliest")
stored("chunks.h5", data, chunks=(4, 8, 8))
stored("gzip.h5", data, chunks=(4, 12, 15), compression="gzip", shuffle=True, fletcher32=True)
stored("gzip-old.h5", data, chunks=(1, 12, 15), compression="gzip", libver="earliest")
stored("fletcher.h5", data, chunks=(1, 12, 15), fletcher32=True)
stored("scale-offset.h5", data, chunks=(1, 12, 15), scaleoffset=0)
stored("big-endian.h5", data.astype(">u2"))
stored("float.h5", scene((2, 3, 10, 9), "float32"), chunks=(1, 1, 10, 9), compression="gzip", compression_opts=9)
stored("lzf.h5", data, chunks=(1, 12, 15), compression="lzf")
del facts["lzf.h5"]

with h5py.File(out / "tree.h5", "w") as file:
    a = file.create_dataset("entry/camera/frames", data=data, chunks=(1, 12, 15), compression="gzip")
    a.attrs["units"] = "counts"
    b = file.create_dataset("entry/second", data=data[:3].transpose(1, 2, 0))
    b.attrs["axistags"] = json.dumps({"axes": [{"key": "y"}, {"key": "x"}, {"key": "t"}]})
    file["entry/note"] = "text"
    file["entry/stamps"] = np.arange(6) * 0.1
    file["loop"] = h5py.SoftLink("/entry")
    file["elsewhere"] = h5py.ExternalLink("absent.h5", "/x")
note("tree.h5", data)
facts["tree.h5:second"] = facts["tree.h5"] | {key: facts["tree.h5"][key][:3] for key in ("sums", "weighted")}


def nwb(name, shape_kind):
    """data is [frame, x, y(, z)] as the schema orders it."""
    with h5py.File(out / name, "w") as file:
        file.attrs["nwb_version"] = "2.6.0"
        file.attrs["neurodata_type"] = "NWBFile"
        plane = file.create_group("general/optophysiology/plane")
        plane.attrs["neurodata_type"] = "ImagingPlane"
        grid = plane.create_dataset("grid_spacing", data=[0.2e-6, 0.4e-6] + ([1.5e-6] if shape_kind == "volume" else []))
        grid.attrs["unit"] = "meters"
        plane["imaging_rate"] = 4.0
        plane["indicator"] = "GCaMP6s"
        channel = plane.create_group("green")
        channel.attrs["neurodata_type"] = "OpticalChannel"
        channel["emission_lambda"] = 513.0
        series = file.create_group("acquisition/Calcium")
        series.attrs["neurodata_type"] = "TwoPhotonSeries"
        series["imaging_plane"] = h5py.SoftLink("/general/optophysiology/plane")
        if shape_kind == "volume":
            values = scene((4, 3, 10, 14), "uint16")
            pixels = values.transpose(0, 3, 2, 1)
            start = series.create_dataset("starting_time", data=0.0)
            start.attrs["rate"] = 5.0
        else:
            values = scene((5, 10, 14), "uint16")
            pixels = values.transpose(0, 2, 1)
            series["timestamps"] = [10.0, 10.25, 10.5, 11.25, 11.5]
        series.create_dataset("data", data=pixels, chunks=True, compression="gzip").attrs["unit"] = "a.u."
    note(name, values)


nwb("plane.nwb", "plane")
nwb("volume.nwb", "volume")
with h5py.File(out / "outside.nwb", "w") as file:
    file.attrs["nwb_version"] = "2.6.0"
    series = file.create_group("acquisition/Film")
    series.attrs["neurodata_type"] = "ImageSeries"
    series["external_file"] = np.array([b"film.avi"])

# MATLAB: image(y, x, t) lies in the file as [t, x, y], behind 512 bytes of text.
with h5py.File(out / "matlab.mat", "w", userblock_size=512) as file:
    movie = file.create_dataset("movie", data=data.transpose(0, 2, 1), chunks=(1, 15, 12), compression="gzip")
    movie.attrs["MATLAB_class"] = np.bytes_("uint16")
with open(out / "matlab.mat", "r+b") as file:
    file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Mon Jan 1 00:00:00 2024 HDF5 schema 1.00 .".ljust(124) + bytes([0, 2]) + b"IM")
note("matlab.mat", data)

(here / "hdf5.json").write_text(json.dumps({"h5py": h5py.__version__, "hdf5": h5py.version.hdf5_version, "files": facts}, indent=1) + "\n")
(out / "README.md").write_text("Small synthetic files written by h5py with `test/reference/hdf5.py`; the numbers they hold stand in `test/reference/hdf5.json`. Made for this project; MIT, as the project.\n")
print(len(facts), "files,", sum(f.stat().st_size for f in out.iterdir()), "bytes")
