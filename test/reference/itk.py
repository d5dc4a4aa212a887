"""Writes NRRD, MetaImage, NIfTI and PNG files by hand from their specifications, for test/io/recording/itk-source.

Run from the repository: python3 test/reference/itk.py (needs numpy and Pillow). Pixel (z, y, x) holds 100·z + 10·y + x.
"""

import gzip
import struct
from pathlib import Path

import numpy as np
from PIL import Image

out = Path(__file__).parent.parent / "fixtures" / "itk"
out.mkdir(parents=True, exist_ok=True)
z, y, x = np.indices((3, 4, 5))
stack = (100 * z + 10 * y + x).astype("<u2")
raw = stack.tobytes()

head = "NRRD0004\ntype: unsigned short\ndimension: 3\nspace: left-posterior-superior\nsizes: 5 4 3\nspace directions: (0.325,0,0) (0,0.5,0) (0,0,2)\nkinds: domain domain domain\nendian: little\nencoding: {}\nspace origin: (0,0,0)\nspace units: \"um\" \"um\" \"um\"\n\n"
(out / "raw.nrrd").write_bytes(head.format("raw").encode() + raw)
(out / "gzip.nrrd").write_bytes(head.format("gzip").encode() + gzip.compress(raw, mtime=0))
(out / "stack.mha").write_bytes(
    b"ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = False\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 0 0 0\nElementSpacing = 0.325 0.5 2\nDimSize = 5 4 3\nElementType = MET_USHORT\nElementDataFile = LOCAL\n" + raw
)
nifti = bytearray(352)
struct.pack_into("<i", nifti, 0, 348)
struct.pack_into("<8h", nifti, 40, 3, 5, 4, 3, 1, 1, 1, 1)
struct.pack_into("<hh", nifti, 70, 512, 16)
struct.pack_into("<8f", nifti, 76, 1, 0.325, 0.5, 2, 1, 1, 1, 1)
struct.pack_into("<3f", nifti, 108, 352, 1, 0)
nifti[123] = 3
nifti[344:348] = b"n+1\0"
(out / "stack.nii").write_bytes(bytes(nifti) + raw)
(out / "stack.nii.gz").write_bytes(gzip.compress(bytes(nifti) + raw, mtime=0))
Image.fromarray(stack[1].astype("uint8")).save(out / "plane.png")
Image.fromarray(np.zeros((4, 5, 3), "uint8")).save(out / "colour.png")
