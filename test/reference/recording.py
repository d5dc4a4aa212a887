"""Writes the small recordings under test/fixtures/tiff and the numbers they hold, recording.json.

Run from the repository: python3 test/reference/recording.py (needs numpy, tifffile, Pillow with libtiff).
"""

import json
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image, features

here = Path(__file__).parent
out = here.parent / "fixtures" / "tiff"
out.mkdir(parents=True, exist_ok=True)
facts = {}


def scene(shape, dtype, seed):
    """Smooth values with noise, so that compression has something to do and every pixel differs."""
    random = np.random.default_rng(seed)
    y, x = np.indices(shape[-2:])
    smooth = 40 * np.sin(x / 5) + 3 * y
    values = smooth + random.normal(0, 6, shape) + 120
    if np.issubdtype(dtype, np.floating):
        return (values / 7).astype(dtype)
    if np.dtype(dtype).itemsize > 1:
        values = values * 90
    info = np.iinfo(dtype)
    if info.min < 0:
        values = values - 150
    return np.clip(np.round(values), info.min, info.max).astype(dtype)


def note(name, pages, **said):
    """Checksum and a few pixels of every page, in file order."""
    pages = np.asarray(pages).reshape(-1, *np.asarray(pages).shape[-2:])
    facts[name] = {
        "dtype": pages.dtype.name,
        "height": pages.shape[1],
        "width": pages.shape[2],
        "sums": [float(page.astype(np.float64).sum()) for page in pages],
        "weighted": [float((page.astype(np.float64) * (np.arange(page.size).reshape(page.shape) % 97)).sum()) for page in pages],
        "corner": [float(page[-1, -2]) for page in pages],
        **said,
    }


# Every pixel type, both byte orders, classic and BigTIFF.
for seed, dtype in enumerate(["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"]):
    for order, letter in (("<", "le"), (">", "be")):
        for big in (False, True):
            name = f"{dtype}-{letter}{'-big' if big else ''}.tif"
            data = scene((3, 13, 17), dtype, seed)
            tifffile.imwrite(out / name, data, byteorder=order, bigtiff=big, photometric="minisblack", metadata=None, contiguous=False)
            note(name, data)

# Strips, tiles, Deflate.
data = scene((2, 37, 41), "uint16", 20)
tifffile.imwrite(out / "strips.tif", data, rowsperstrip=8, photometric="minisblack", metadata=None)
note("strips.tif", data)
tifffile.imwrite(out / "tiles.tif", data, tile=(16, 32), photometric="minisblack", metadata=None)
note("tiles.tif", data)
tifffile.imwrite(out / "deflate.tif", data, rowsperstrip=8, compression="zlib", photometric="minisblack", metadata=None)
note("deflate.tif", data)
tifffile.imwrite(out / "deflate-tiles-be.tif", data, tile=(16, 16), byteorder=">", compression="zlib", photometric="minisblack", metadata=None)
note("deflate-tiles-be.tif", data)

# libtiff's encoders through Pillow.
for name, compression, dtype, predictor in (
    ("lzw-8.tif", "tiff_lzw", "uint8", 1),
    ("lzw-16.tif", "tiff_lzw", "uint16", 1),
    ("lzw-16-predictor.tif", "tiff_lzw", "uint16", 2),
    ("deflate-8-predictor.tif", "tiff_adobe_deflate", "uint8", 2),
    ("deflate-float-predictor.tif", "tiff_adobe_deflate", "float32", 3),
    ("lzw-float-predictor.tif", "tiff_lzw", "float32", 3),
    ("packbits-8.tif", "packbits", "uint8", 1),
    ("packbits-16.tif", "packbits", "uint16", 1),
    ("zstd-16.tif", "zstd", "uint16", 1),
    ("zstd-16-predictor.tif", "zstd", "uint16", 2),
):
    data = scene((64, 211), dtype, 30)
    image = Image.fromarray(data)
    info = {317: predictor} if predictor > 1 else {}
    try:
        image.save(out / name, compression=compression, tiffinfo=info)
        read = tifffile.TiffFile(out / name).pages[0]
        assert np.array_equal(np.asarray(Image.open(out / name)), data), name
        assert int(read.tags.get(317).value if read.tags.get(317) else 1) == predictor, name
        note(name, data)
    except (OSError, KeyError, AssertionError) as trouble:
        print("left out:", name, trouble)
        (out / name).unlink(missing_ok=True)

# ImageJ hyperstacks, as tifffile writes them.
data = scene((4, 3, 2, 12, 15), "uint16", 40)
tifffile.imwrite(
    out / "imagej-tzcyx.tif", data, imagej=True, resolution=(1 / 0.16, 1 / 0.32), metadata={"axes": "TZCYX", "spacing": 1.5, "unit": "um", "finterval": 0.25}
)
note("imagej-tzcyx.tif", data, t=4, z=3, c=2)
data = scene((5, 12, 15), "uint8", 41)
tifffile.imwrite(out / "imagej-t-be.tif", data, imagej=True, byteorder=">", metadata={"axes": "TYX", "fps": 4.0})
note("imagej-t-be.tif", data, t=5)

# OME-TIFF as tifffile writes it.
data = scene((3, 2, 4, 11, 14), "uint16", 50)
tifffile.imwrite(
    out / "ome-tczyx.ome.tif",
    data,
    photometric="minisblack",
    metadata={
        "axes": "TCZYX",
        "PhysicalSizeX": 0.325,
        "PhysicalSizeXUnit": "µm",
        "PhysicalSizeY": 0.65,
        "PhysicalSizeYUnit": "µm",
        "PhysicalSizeZ": 2.0,
        "PhysicalSizeZUnit": "µm",
        "TimeIncrement": 100.0,
        "TimeIncrementUnit": "ms",
        "Channel": {"Name": ["mCherry", "GCaMP6s"]},
    },
)
note("ome-tczyx.ome.tif", data, t=3, c=2, z=4)

# tifffile's own shaped description, and a plain series that says nothing.
data = scene((6, 9, 10), "float32", 60)
tifffile.imwrite(out / "shaped-tyx.tif", data, metadata={"axes": "TYX"}, photometric="minisblack")
note("shaped-tyx.tif", data, t=6)
tifffile.imwrite(out / "resolution-cm.tif", data, resolution=(1e4 / 0.5, 1e4 / 0.5), resolutionunit="CENTIMETER", metadata=None, photometric="minisblack")
note("resolution-cm.tif", data)

# Files that are refused or fail on reading.
data = scene((2, 9, 10), "float32", 61)
data[1, 4, 5] = np.nan
tifffile.imwrite(out / "nan.tif", data, metadata={"axes": "TYX"}, photometric="minisblack")
tifffile.imwrite(out / "rgb.tif", scene((9, 10, 3), "uint8", 62), photometric="rgb", metadata=None)
with tifffile.TiffWriter(out / "mixed.tif") as writer:
    writer.write(scene((9, 10), "uint8", 63), photometric="minisblack", metadata=None)
    writer.write(scene((10, 9), "uint8", 64), photometric="minisblack", metadata=None)

(here / "recording.json").write_text(json.dumps({"tifffile": tifffile.__version__, "zstd": features.check("libtiff"), "files": facts}, indent=1) + "\n")
print(len(facts), "files,", sum(f.stat().st_size for f in out.iterdir()), "bytes")
