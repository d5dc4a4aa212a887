"""Writes small OME-Zarr 0.5 images (Zarr 3) under test/fixtures/zarr3, and the numbers they hold, version3.json.

No program that writes the published Zarr 3 was at hand (zarr-python 2.13 knows an earlier draft), so this follows the
specifications alone and shares nothing with the program's reader:
https://zarr-specs.readthedocs.io/en/latest/v3/core/ (metadata, chunk keys, bytes, transpose, gzip, blosc, crc32c,
sharding_indexed), https://github.com/zarr-developers/zarr-extensions (zstd), https://ngff.openmicroscopy.org/0.5/.
Compressors are numcodecs'. Run from the repository: python3 test/reference/zarr/version3.py (needs numpy, numcodecs).
"""

import itertools
import json
import shutil
import struct
from pathlib import Path

import numpy as np
from numcodecs import Blosc, GZip, Zstd

here = Path(__file__).parent
out = here.parent.parent / "fixtures" / "zarr3"
shutil.rmtree(out, ignore_errors=True)
random = np.random.default_rng(5)
facts = {}


def scene(shape):
    y, x = np.indices(shape[-2:])
    return (90 * (120 + 40 * np.sin(x / 5) + 3 * y + random.normal(0, 6, shape))).astype("uint16")


def crc32c(data):
    """Castagnoli's checksum, bit by bit (RFC 3720, appendix B.4)."""
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def little(bits="little"):
    return {"name": "bytes", "configuration": {"endian": bits}}


zstd = {"name": "zstd", "configuration": {"level": 3, "checksum": False}}
gzip = {"name": "gzip", "configuration": {"level": 6}}
crc = {"name": "crc32c"}
blosc = {"name": "blosc", "configuration": {"cname": "zstd", "clevel": 5, "shuffle": "shuffle", "typesize": 2, "blocksize": 0}}


def transpose(*order):
    return {"name": "transpose", "configuration": {"order": list(order)}}


def shards(inner, codecs, place="end"):
    configuration = {"chunk_shape": inner, "codecs": codecs, "index_codecs": [little(), crc], "index_location": place}
    return {"name": "sharding_indexed", "configuration": configuration}


def encode(chunk, codecs, fill):
    for codec in codecs:
        name, said = codec["name"], codec.get("configuration", {})
        if name == "transpose":
            chunk = chunk.transpose(said["order"])
        elif name == "bytes":
            chunk = np.ascontiguousarray(chunk).astype(chunk.dtype.newbyteorder("<" if said["endian"] == "little" else ">")).tobytes()
        elif name == "zstd":
            chunk = Zstd(level=said["level"]).encode(chunk)
        elif name == "gzip":
            chunk = GZip(level=said["level"]).encode(chunk)
        elif name == "blosc":
            chunk = Blosc(cname=said["cname"], clevel=said["clevel"], shuffle=1).encode(np.frombuffer(chunk, "u%d" % said["typesize"]))
        elif name == "crc32c":
            chunk = chunk + struct.pack("<I", crc32c(chunk))
        elif name == "sharding_indexed":
            chunk = shard(chunk, said, fill)
        chunk = bytes(chunk) if not isinstance(chunk, np.ndarray) else chunk
    return chunk


def shard(chunk, said, fill):
    """Inner chunks one after another, and offset and length of each; 2^64 − 1 twice for one that is all fill value."""
    inner = said["chunk_shape"]
    counts = [length // part for length, part in zip(chunk.shape, inner)]
    size = 16 * int(np.prod(counts)) + 4
    at = size if said["index_location"] == "start" else 0
    index, body = [], b""
    for place in itertools.product(*map(range, counts)):
        part = chunk[tuple(slice(i * n, (i + 1) * n) for i, n in zip(place, inner))]
        if (part == fill).all():
            index += [2**64 - 1, 2**64 - 1]
            continue
        packed = encode(part, said["codecs"], fill)
        index += [at + len(body), len(packed)]
        body += packed
    table = encode(np.array(index, "uint64"), said["index_codecs"], fill)
    assert len(table) == size
    return table + body if said["index_location"] == "start" else body + table


def array(folder, data, chunks, codecs, separator="/", fill=0, names=None):
    folder.mkdir(parents=True)
    meta = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": list(data.shape),
        "data_type": str(data.dtype),
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": chunks}},
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": separator}},
        "fill_value": fill,
        "codecs": codecs,
        "attributes": {},
    } | ({"dimension_names": names} if names else {})
    (folder / "zarr.json").write_text(json.dumps(meta, indent=1))
    for place in itertools.product(*(range(-(-length // part)) for length, part in zip(data.shape, chunks))):
        whole = np.full(chunks, fill, data.dtype)
        part = data[tuple(slice(i * n, (i + 1) * n) for i, n in zip(place, chunks))]
        whole[tuple(slice(0, n) for n in part.shape)] = part
        if (whole == fill).all():
            continue
        file = folder / separator.join(["c", *map(str, place)])
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(encode(whole, codecs, fill))


def image(name, data, axes, scale, chunks, codecs, **more):
    units = {"t": "millisecond", "z": "micrometer", "y": "micrometer", "x": "micrometer"}
    kinds = {"t": "time", "c": "channel"}
    listed = [{"name": a, "type": kinds.get(a, "space")} | ({"unit": units[a]} if a in units else {}) for a in axes]
    transforms = [{"type": "scale", "scale": scale}]
    ome = {"version": "0.5", "multiscales": [{"name": name, "axes": listed, "datasets": [{"path": "0", "coordinateTransformations": transforms}]}]}
    (out / name).mkdir(parents=True)
    group = {"zarr_format": 3, "node_type": "group", "attributes": {"ome": ome}}
    (out / name / "zarr.json").write_text(json.dumps(group, indent=1))
    array(out / name / "0", data, chunks, codecs, names=list(axes), **more)
    images = data.reshape(-1, *data.shape[-2:])
    weighted = [float((i.astype(float) * (np.arange(i.size).reshape(i.shape) % 97)).sum()) for i in images]
    facts[name] = {"shape": list(data.shape), "weighted": weighted}


assert crc32c(b"123456789") == 0xE3069283
data = scene((4, 2, 3, 12, 16))
data[1, 0] = 7
image("zstd.ome.zarr", data[:, :, 0], "tcyx", [250, 1, 0.4, 0.2], [1, 1, 8, 16], [little(), zstd], fill=7)
image("gzip-dots.ome.zarr", data[:, 0], "tzyx", [250, 2, 0.4, 0.2], [2, 3, 12, 16], [little(), gzip], separator=".")
image("blosc.ome.zarr", data[:, 0], "tzyx", [250, 2, 0.4, 0.2], [1, 3, 12, 16], [little(), blosc])
image("crc.ome.zarr", data[:, 0, 0], "tyx", [250, 0.4, 0.2], [1, 12, 16], [little(), crc])
image("turned-be.ome.zarr", (data[:, 0, 0] / 7).astype("float32"), "tyx", [250, 0.4, 0.2], [2, 12, 16], [transpose(2, 0, 1), little("big"), gzip])
image("shards.ome.zarr", data, "tczyx", [250, 1, 2, 0.4, 0.2], [2, 1, 3, 12, 16], [shards([1, 1, 1, 12, 8], [little(), zstd, crc])], fill=7)
image("shards-start.ome.zarr", data[:, 0], "tzyx", [250, 2, 0.4, 0.2], [4, 3, 12, 16], [shards([1, 3, 6, 16], [little(), blosc], "start")])

(here / "version3.json").write_text(json.dumps({"files": facts}, indent=1) + "\n")
(out / "README.md").write_text("Small synthetic OME-Zarr 0.5 images (Zarr 3), written from the published specifications alone by `test/reference/zarr/version3.py`; the numbers they hold stand in `test/reference/zarr/version3.json`. Made for this project; MIT, as the project.\n")
