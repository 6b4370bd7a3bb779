"""Gains, per-scale lists and darknet's masks: losses in float64, from their formulas.

    python3 -m venv v && v/bin/pip install numpy==2.4.6
    v/bin/python Tests/References/field/losses.py [--dialects FOLDER] [--cases FOLDER]   # from the root of the package

Writes gains.json, scales.json, masks.json and the .npz and labels beside them, under
Tests/Fixtures/field. With --dialects (folders `yolov5/CASE` with heads.npz, labels.txt, setup.json and the
expected.json recorded from the framework) and --cases (`09-…`, `10-…`) it first checks its own formulas
against what the frameworks returned, and stops where they differ.

Heads are [image, row, column, anchor * (5 + classes)], channels x y w h objectness classes of each anchor.
"""

import argparse
import json
import math
import pathlib

import numpy as np

from common import FIXTURES, write
from formulas import balance, darknet, gains, shape_iou, ultralytics

parser = argparse.ArgumentParser()
parser.add_argument("--dialects")
parser.add_argument("--cases")
options = parser.parse_args()


# --- inputs -----------------------------------------------------------------------------------------

def flat(array, outputs):
    """[image, anchor, row, column, output] or [image, anchor * output, row, column] as the rest here has it."""
    if array.ndim == 5:
        if array.shape[-1] == outputs and array.shape[1] == 3:
            array = array.transpose(0, 2, 3, 1, 4)
        return array.reshape(*array.shape[:3], -1)
    return array if array.shape[-1] == 3 * outputs else array.transpose(0, 2, 3, 1)


def read_labels(path):
    images = []
    for line in pathlib.Path(path).read_text().splitlines():
        words = line.split()
        if words:
            images.append([(*map(float, w.split(",")[:4]), int(w.split(",")[4])) for w in words[1:]])
    return images


def save(name, arrays, labels):
    folder = FIXTURES / name
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "heads.npz", **arrays)
    lines = [" ".join([f"image{i}.jpg", *(",".join(f"{v:g}" for v in o) for o in objects)]) for i, objects in enumerate(labels)]
    (folder / "labels.txt").write_text("\n".join(lines) + "\n")


def random_objects(rng, W, H, classes, count):
    objects = []
    for _ in range(count):
        w, h = np.exp(rng.uniform(math.log(6), math.log(W * 0.9))), np.exp(rng.uniform(math.log(6), math.log(H * 0.9)))
        x, y = rng.uniform(0, W - w), rng.uniform(0, H - h)
        objects.append((*(round(float(v), 1) for v in (x, y, x + w, y + h)), int(rng.integers(classes))))
    return objects


def random_heads(rng, N, W, H, strides, counts, classes):
    return [rng.normal(0, 1.0, (N, H // s, W // s, a * (5 + classes))).astype(np.float32) for s, a in zip(strides, counts)]


def near(name, got, right, tolerance):
    error = abs(got - right) / abs(right)
    print(f"{name:52} {got:.12g} {right:.12g} {error:.1e}")
    assert error < tolerance, name


confirmed = []
if options.dialects:
    for case in ("random-320-c20", "random-256x384-c3", "random-384x512-c3-p6"):
        folder = pathlib.Path(options.dialects) / "yolov5" / case
        setup = json.loads((folder / "setup.json").read_text())
        expected = json.loads((folder / "expected.json").read_text())
        arrays = np.load(folder / "heads.npz")
        W, H = setup["input"]["width"], setup["input"]["height"]
        given = ([arrays[k] for k in setup["scale_names"]], setup["strides"], setup["anchors_in_pixels"], setup["class_count"],
                 read_labels(folder / "labels.txt"))
        n = len(setup["strides"])
        raw = ultralytics(*given, gains("as_given", n, W, H, setup["class_count"]))
        trained = ultralytics(*given, gains("by_size_and_classes", n, W, H, setup["class_count"]))
        near(f"yolov5 {case} as given", raw["loss"]["total"], expected["variants"]["raw_gains"]["returned"]["loss"], 1e-12)
        near(f"yolov5 {case} by size and classes", trained["loss"]["total"], expected["returned"]["loss"], 1e-12)
        for mine, theirs in (("box", "box"), ("objectness", "obj"), ("classification", "cls")):
            near(f"yolov5 {case} printed {mine}", trained["framework_loss"][mine], expected["returned"]["loss_items"][theirs], 1e-12)
        confirmed.append({"case": case, "input": [W, H], "classes": setup["class_count"], "scales": n,
                          "as_given": raw["loss"], "by_size_and_classes": trained["loss"],
                          "framework_loss": trained["framework_loss"], "framework_returned": expected["returned"]["loss"]})
if options.cases:
    folder = pathlib.Path(options.cases) / "09-ultralytics-with-4-scales"
    config = json.loads((folder / "config.json").read_text())
    arrays = np.load(folder / "heads.npz")
    got = ultralytics([flat(arrays[s["name"]], 8) for s in config["scales"]], [s["stride"] for s in config["scales"]],
                      [s["anchors"] for s in config["scales"]], 3, read_labels(folder / "l.txt"), (1, 1, 1))
    near("case 09, four scales", got["loss"]["total"], 4.005905, 1e-6)
    folder = pathlib.Path(options.cases) / "10-tiny-masks-1-2-3"
    config = json.loads((folder / "config.json").read_text())
    arrays = np.load(folder / "heads.npz")
    TINY = [[10, 14], [23, 27], [37, 58], [81, 82], [135, 169], [344, 319]]
    got = darknet([flat(arrays["yolo_23"], 7), flat(arrays["yolo_16"], 7)], [16, 32], [[1, 2, 3], [3, 4, 5]], TINY, 2, read_labels(folder / "l.txt"), 416, 416)
    near("case 10, masks", got["loss"]["total"], 160.53969, 1e-7)

# --- gains ------------------------------------------------------------------------------------------

table = []
for rule in ("as_given", "by_size_and_classes", "by_classes", "by_area_and_classes"):
    for n in range(1, 6):
        for W, H in ((416, 416), (640, 640), (384, 512), (512, 288), (1280, 1280)):
            for classes in (1, 3, 20, 80, 365):
                table.append([rule, None, n, W, H, classes, *gains(rule, n, W, H, classes)])
for n, W, H, classes, size in ((3, 416, 416, 3, 640), (4, 384, 512, 80, 1280), (2, 320, 320, 20, 416), (5, 640, 640, 1, 512)):
    table.append(["by_size_and_classes", size, n, W, H, classes, *gains("by_size_and_classes", n, W, H, classes, size)])

rng = np.random.default_rng(20260118)
ANCHORS = [[[10, 13], [16, 30], [33, 23]], [[30, 61], [62, 45], [59, 119]], [[116, 90], [156, 198], [373, 326]],
           [[436, 615], [739, 380], [925, 792]], [[900, 900], [1000, 700], [700, 1000]]]
examples = []
for name, W, H, classes, n in (("gains/96-c3", 96, 96, 3, 3), ("gains/128x64-c3", 128, 64, 3, 3), ("gains/64-c1", 64, 64, 1, 3),
                               ("gains/64-c5-two-scales", 64, 64, 5, 2), ("gains/64-c2-one-scale", 64, 64, 2, 1)):
    strides = [8, 16, 32][:n]
    heads = random_heads(rng, 2, W, H, strides, [3] * n, classes)
    labels = [random_objects(rng, W, H, classes, 5), random_objects(rng, W, H, classes, 3)]
    save(name, {f"p{3 + i}": h for i, h in enumerate(heads)}, labels)
    entry = {"folder": name, "dialect": "ultralytics", "input": [W, H], "classes": classes, "strides": strides, "anchors": ANCHORS[:n],
             "scale_names": [f"p{3 + i}" for i in range(n)], "weights": [0.05, 1.0, 0.5], "balance": balance(n)}
    for rule in ("as_given", "by_size_and_classes", "by_classes", "by_area_and_classes"):
        entry[rule] = ultralytics(heads, strides, ANCHORS[:n], classes, labels, gains(rule, n, W, H, classes))
    entry["by_size_and_classes, size 640"] = ultralytics(heads, strides, ANCHORS[:n], classes, labels,
                                                         gains("by_size_and_classes", n, W, H, classes, 640))
    examples.append(entry)
previous = FIXTURES / "gains.json"
if not confirmed and previous.exists():
    confirmed = json.loads(previous.read_text())["recorded"]
write("gains.json", {
    "about": "Made by Tests/References/field/losses.py. `table`: factors of the weights of box, objectness, classification. `examples`: "
             "losses of the files in `folder`; `framework_loss` is what train.py prints (parts without the batch factor). `recorded`: "
             "the cases of the dialect yolov5, where the framework itself returned `framework_returned`.",
    "table_columns": ["rule", "size", "scales", "width", "height", "classes", "box", "objectness", "classification"],
    "table": table, "examples": examples, "recorded": confirmed})

# --- per-scale lists --------------------------------------------------------------------------------

balances = []
for n in range(1, 6):
    strides = [8, 16, 32, 64, 128][:n]
    W = H = 128
    heads = random_heads(rng, 2, W, H, strides, [2] * n, 2)
    anchors = [[[s * 1.5, s * 2.0], [s * 3.0, s * 2.5]] for s in strides]
    labels = [random_objects(rng, W, H, 2, 4), random_objects(rng, W, H, 2, 2)]
    name = f"scales/{n}"
    names = [f"p{3 + i}" for i in range(n)]
    save(name, dict(zip(names, heads)), labels)
    balances.append({"folder": name, "dialect": "ultralytics", "gains": "as_given", "input": [W, H], "classes": 2, "strides": strides,
                     "anchors": anchors, "scale_names": names, "balance": balance(n),
                     **ultralytics(heads, strides, anchors, 2, labels, (1, 1, 1))})
write("scales.json", {
    "about": "Made by Tests/References/field/losses.py. ultralytics' objectness balance for one to five scales, with whole losses; and the "
             "lists of other dialects: for another number of scales than `for` they must ask, never stretch.",
    "ultralytics": balances,
    "lists": [
        {"dialects": ["ultralytics", "yolov5"], "key": "objectness.scale_weights", "for": 3, "values": balance(3),
         "otherwise": "the first of 4, 1, .25, .06, .02, two scales and one too; six and more: ask"},
        {"dialects": ["yolov7", "yolov7-plain"], "key": "objectness.scale_weights", "for": 3, "values": balance(3),
         "otherwise": "as ultralytics"},
        {"dialects": ["scaled-yolov4", "scaled-yolov4-csp"], "key": "objectness.scale_weights", "for": 3, "values": balance(3),
         "otherwise": "its source takes 4, 1, .4, .1 for any other number (five in its large branch: 4, 1, .5, .4, .1); two and four from that, else ask"},
        {"dialects": ["bubbliiiing"], "key": "objectness.scale_weights", "for": 3, "values": balance(3), "otherwise": "ask"},
        {"dialects": ["darknet-alexeyab-ciou"], "key": "decoding.center_scale", "for": 3, "values": [1.2, 1.1, 1.05],
         "otherwise": "ask: yolov4-tiny has 1.05 on both of its layers, yolov4-tiny-3l 1.05 on three, yolov4-csp 2.0 on three"},
    ]}, limit=1)

# --- masks ------------------------------------------------------------------------------------------

mask_cases = []
for name, W, H, classes, strides, anchors, masks, count in (
    ("masks/shared-and-none", 96, 96, 2, [16, 32], [[6, 8], [12, 14], [20, 30], [40, 42], [60, 75], [90, 85]], [[1, 2, 3], [3, 4, 5]], 9),
    ("masks/plain", 96, 64, 3, [16, 32], [[6, 8], [12, 14], [20, 30], [40, 42], [60, 55], [90, 60]], [[0, 1, 2], [3, 4, 5]], 8),
    ("masks/two-on-none", 64, 96, 2, [16, 32], [[6, 8], [12, 14], [20, 30], [40, 42], [50, 75]], [[1, 2], [2, 4]], 10),
    ("masks/three-scales", 64, 64, 2, [8, 16, 32], [[5, 6], [9, 14], [17, 12], [22, 30], [38, 26], [55, 57]], [[0, 1], [1, 2, 3], [3, 4]], 9),
    ("masks/out-of-order", 64, 64, 2, [16, 32], [[40, 42], [6, 8], [60, 61], [12, 14], [20, 30]], [[3, 1, 4], [2, 0]], 8),
    ("masks/equal-anchors", 64, 64, 2, [16, 32], [[12, 14], [12, 14], [30, 33], [30, 33]], [[0, 2], [1, 3]], 8),
    ("masks/scales-share-all", 64, 64, 1, [16, 32], [[12, 14], [30, 33]], [[0, 1], [0, 1]], 6),
):
    heads = random_heads(rng, 3, W, H, strides, [len(m) for m in masks], classes)
    labels = [random_objects(rng, W, H, classes, count), [], random_objects(rng, W, H, classes, count // 2)]
    for w, h in anchors:                                                            # each anchor is somebody's best
        w, h = w * rng.uniform(0.9, 1.05), h * rng.uniform(0.9, 1.05)
        x, y = rng.uniform(0, W - w), rng.uniform(0, H - h)
        labels[0].append((*(round(float(v), 1) for v in (x, y, x + w, y + h)), int(rng.integers(classes))))
    labels[2].append((*labels[2][0][:4], (labels[2][0][4] + 1) % classes))     # two objects on one anchor
    for k, (h, s, m) in enumerate(zip(heads, strides, masks)):                     # predictions on objects: some are ignored
        for (x1, y1, x2, y2, c) in labels[0][:4]:
            cx, cy, w, hgt = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
            a = int(rng.integers(len(m)))
            row, col = int(cy / s), int(cx / s)
            fx, fy = np.clip(cx / s - col, 0.05, 0.95), np.clip(cy / s - row, 0.05, 0.95)
            view = h.reshape(*h.shape[:3], len(m), 5 + classes)
            aw, ah = anchors[m[a]]
            view[0, row, col, a, :4] = (math.log(fx / (1 - fx)), math.log(fy / (1 - fy)), math.log(w / aw), math.log(hgt / ah))
    names = [f"s{s}" for s in strides]
    save(name, dict(zip(names, heads)), labels)
    value = darknet(heads, strides, masks, anchors, classes, labels, W, H)
    assert value["nearest_to_ignore_threshold"] > 1e-4, name
    overlaps = [sorted(shape_iou(o[2] - o[0], o[3] - o[1], *a) for a in anchors)[-2:] for i in labels for o in i]
    print(name, value["loss"]["total"], [(s["positives"], s["ignored"]) for s in value["scales"]],
          "objects on 0/1/2 scales:", [sum(len(a["responsible"]) == k for a in value["assignments"]) for k in (0, 1, 2)])
    if name != "masks/equal-anchors":
        assert min(b - a for a, b in overlaps) > 1e-4, (name, min(b - a for a, b in overlaps))
    mask_cases.append({"folder": name, "dialect": "darknet-pjreddie", "input": [W, H], "classes": classes, "anchors": anchors,
                       "scales": [{"name": f"s{s}", "stride": s, "mask": m} for s, m in zip(strides, masks)], "expected": value})
write("masks.json", {
    "about": "Made by Tests/References/field/losses.py. Anchors at the top, masks per scale; the best anchor is the first of the largest "
             "IoU of sizes over all anchors; an object is trained on every scale whose mask holds it. `anchor` of an assignment is "
             "the index within the mask. float64 loss of darknet-pjreddie, sum over the batch.",
    "cases": mask_cases})
