"""Cases for pages: configs, labels and dumps, made by a small generator so that each run has the same."""

import array
import io
import json
import os
import shutil
import struct
import zipfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
SAMPLE = os.path.join(ROOT, "sample-data")

# What names may hold: markup, quotes, the other direction, many letters.
HOSTILE = [
    "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "\"'`&amp;<!--",
    "مرحبا بالعالم", "\u202eexe.gpj", "街道照片", "a" * 10_000, "l" * 200,
]


class Numbers:
    """A linear congruential generator: Knuth's MMIX."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 11) / (1 << 53)


SCALES = [
    ("small", 8, [[10, 13], [16, 30], [33, 23]]),
    ("medium", 16, [[30, 61], [62, 45], [59, 119]]),
    ("large", 32, [[116, 90], [156, 198], [373, 326]]),
]


def config(folder, classes, scales=SCALES, **more):
    value = {"name": "case", "dialect": "reference", "classes": classes, "scales": [
        {"name": name, "stride": stride, "anchors": anchors} for name, stride, anchors in scales
    ]}
    value.update(more)
    path = os.path.join(folder, "config.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)
    return value, path


def npy(shape, values):
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }" % (tuple(shape),)
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + values.tobytes()


def heads(folder, value, images, width, height, nan=()):
    """Raw heads that see little: objectness about -4. `nan` names places (scale, image, index)."""
    classes = value["classes"] if isinstance(value["classes"], int) else len(value["classes"])
    path = os.path.join(folder, "heads.npz")
    numbers = Numbers(7)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for index, scale in enumerate(value["scales"]):
            rows, columns = height // scale["stride"], width // scale["stride"]
            anchors = len(scale["anchors"])
            count = images * rows * columns * anchors
            values = array.array("f")
            channels = 5 + classes
            for _ in range(count):
                values.extend([numbers.next() - 0.5 for _ in range(4)])
                values.append(-4 + 2 * numbers.next() + (3 if numbers.next() > 0.995 else 0))
                values.extend([-2 + 2 * numbers.next()] * classes)
            for scale_index, place in nan:
                if scale_index == index:
                    values[place * channels + 4] = float("nan")
            data = npy([images, rows, columns, anchors, channels], values)
            archive.writestr(zipfile.ZipInfo(scale["name"] + ".npy"), data)
    return path


def labels(folder, images):
    """`images`: a name and boxes each; boxes are in pixels."""
    path = os.path.join(folder, "labels.txt")
    with open(path, "w", encoding="utf-8") as file:
        for name, boxes in images:
            quoted = '"' + name + '"' if " " in name else name
            file.write(" ".join([quoted] + [",".join(str(x) for x in box) for box in boxes]) + "\n")
    return path


def boxes(count, width, height, classes, seed=3, least=8, most=120):
    numbers = Numbers(seed)
    found = []
    for _ in range(count):
        w = least + numbers.next() ** 2 * (most - least)
        h = least + numbers.next() ** 2 * (most - least)
        x, y = numbers.next() * (width - w), numbers.next() * (height - h)
        found.append([round(v, 1) for v in (x, y, x + w, y + h)] + [int(numbers.next() * classes)])
    return found


def sample(*more):
    return ["--config", SAMPLE + "/config.json", "--labels", SAMPLE + "/labels.txt"] + list(more)


def make(folder):
    """All cases: a name, and the options of `detloss report` that show it."""
    found = {
        "sample": sample("--heads", SAMPLE + "/heads.npz"),
        "against": sample("--heads", SAMPLE + "/heads.npz", "--against", "ultralytics"),
        "against-reference": sample(
            "--heads", SAMPLE + "/heads.npz", "--dialect", "ultralytics", "--against", "reference"),
        "assignment": sample("--input-size", "416"),
    }

    def case(title, classes, images, size=(416, 416), scales=SCALES, nan=(), photographs=(), fit="none", **more):
        place = os.path.join(folder, title)
        os.makedirs(place)
        value, path = config(place, classes, scales, fit=fit, **more)
        for source, target in photographs:
            if isinstance(source, bytes):
                with open(os.path.join(place, target), "wb") as file:
                    file.write(source)
            else:
                shutil.copy(os.path.join(SAMPLE, source), os.path.join(place, target))
        found[title] = [
            "--config", path, "--labels", labels(place, images),
            "--heads", heads(place, value, len(images), size[0], size[1], nan),
        ]

    case("crowded", ["car", "person", "dog"], [("crowd.jpg", boxes(150, 416, 416, 3, most=70))])
    case("one-object", 2, [("one.jpg", boxes(1, 416, 416, 2, least=60))])
    case("no-object", 2, [("none.jpg", [])])
    case("heic", 2, [("phone.heic", boxes(4, 416, 416, 2, least=40))],
         photographs=[(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64), "phone.heic")])
    case("wide", 12, [("000000116740.jpg", boxes(6, 427, 640, 12, least=60, most=300))],
         size=(416, 256), photographs=[("000000116740.jpg",) * 2], fit="letterbox")
    scales4 = [("p2", 4, [[5, 6], [8, 9]])] + SCALES
    case("four-scales", 80, [("four.jpg", boxes(12, 256, 256, 80))], size=(256, 256), scales=scales4)
    case("not-a-number", 3, [("a.jpg", boxes(3, 416, 416, 3)), ("b.jpg", boxes(5, 416, 416, 3, seed=5, least=30))],
         nan=[(2, 13 * 13 * 3 + 250), (2, 13 * 13 * 3 + 251), (0, 52 * 52 * 3 + 4000)])
    # XML begins with an angle bracket: the first line of labels does not.
    hostile = ["first.jpg"] + [name.replace(" ", "\u00a0").replace('"', "”") for name in HOSTILE]
    case("hostile", HOSTILE, [(name, boxes(4, 416, 416, len(HOSTILE), seed=9 + at)) for at, name in enumerate(hostile)],
         name=HOSTILE[0] + HOSTILE[4])
    small = [("large", 32, SCALES[2][2])]
    case("batch", 3, [("street/%04d.jpg" % at, boxes(1 + at % 9, 128, 128, 3, seed=at)) for at in range(300)],
         size=(128, 128), scales=small)
    return found
