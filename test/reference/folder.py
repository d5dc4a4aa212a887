"""Writes a numbered folder of 16-bit PNG and one of TIFF under test/fixtures/folder and the numbers they hold, folder.json.

Run from the repository: python3 test/reference/folder.py (needs numpy, Pillow, tifffile). Frame 2 is lacking on purpose.
"""

import json
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

here = Path(__file__).parent
out = here.parent / "fixtures" / "folder"
random = np.random.default_rng(5)
facts = {}
for kind, dtype, top in (("png16", np.uint16, 65535), ("png8", np.uint8, 255), ("tif", np.uint16, 4095)):
    folder = out / kind
    folder.mkdir(parents=True, exist_ok=True)
    sums = []
    for t in (0, 1, 3):
        y, x = np.indices((21, 34))
        image = np.clip(top * (0.4 + 0.3 * np.sin(x / 6 + t) + y / 90) + random.normal(0, top / 60, y.shape), 0, top).astype(dtype)
        path = folder / f"worm_t{t:04d}.{'tif' if kind == 'tif' else 'png'}"
        if kind == "tif":
            tifffile.imwrite(path, image, photometric="minisblack", metadata=None, compression="zlib")
        else:
            Image.fromarray(image).save(path, optimize=True)
        assert np.array_equal(np.asarray(Image.open(path)), image)
        sums.append([float(image.sum()), float((image.astype(float) * (np.arange(image.size).reshape(image.shape) % 97)).sum())])
    facts[kind] = sums
(here / "folder.json").write_text(json.dumps(facts) + "\n")
(out / "README.md").write_text("Small synthetic images written by Pillow and tifffile with `test/reference/folder.py`; the numbers they hold stand in `test/reference/folder.json`. Made for this project; MIT, as the project.\n")
