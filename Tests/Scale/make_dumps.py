"""Writes many small dumps with labels and a config, for the runs of this folder.

    python3 Tests/Scale/make_dumps.py FOLDER IMAGES [--seed N]

Two scales of three anchors and two classes over an input of 64 by 32 pixels, one archive an image, as
numpy's savez writes it; needs nothing beside Python. Names the dumps in FOLDER/names.txt.
"""

import argparse
import json
import pathlib
import random
import struct
import zipfile

SCALES = [("fine", 8, [[8, 10], [14, 9], [10, 20]]), ("coarse", 16, [[20, 18], [30, 26], [40, 30]])]
WIDTH, HEIGHT, CLASSES = 64, 32, 2


def npy(shape, values):
    """The bytes of an array of single precision."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    start = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header))
    return start + header.encode() + struct.pack(f"<{len(values)}f", *values)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("images", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dumps = options.folder / "dumps"
    dumps.mkdir(parents=True, exist_ok=True)
    chance = random.Random(options.seed)
    config = {
        "name": "scale-test", "classes": CLASSES, "fit": "none",
        "scales": [
            {"name": name, "stride": stride, "anchors": anchors} for name, stride, anchors in SCALES
        ],
    }
    (options.folder / "config.json").write_text(json.dumps(config) + "\n")
    names, lines = [], []
    for index in range(options.images):
        stem = f"img{index:07d}"
        path = dumps / f"{stem}.npz"
        with zipfile.ZipFile(path, "w") as archive:
            for name, stride, anchors in SCALES:
                shape = [1, HEIGHT // stride, WIDTH // stride, len(anchors) * (5 + CLASSES)]
                count = shape[1] * shape[2] * shape[3]
                values = [chance.uniform(-3, 1) for _ in range(count)]
                archive.writestr(f"{name}.npy", npy(shape, values))
        names.append(str(path.resolve()))
        boxes = []
        for _ in range(chance.randint(0, 3)):
            x, y = chance.randint(0, 40), chance.randint(0, 16)
            w, h = chance.randint(6, 22), chance.randint(6, 15)
            boxes.append(f"{x},{y},{x + w},{y + h},{chance.randrange(CLASSES)}")
        lines.append(" ".join([f"{stem}.jpg"] + boxes))
    (options.folder / "labels.txt").write_text("\n".join(lines) + "\n")
    (options.folder / "names.txt").write_text("\n".join(names) + "\n")


if __name__ == "__main__":
    main()
