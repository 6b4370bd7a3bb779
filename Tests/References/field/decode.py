"""Class scores of softmax and other kinds, dumps behind an activation and their inverses, in float64.

    python3 -m venv v && v/bin/pip install numpy==2.4.6
    v/bin/python Tests/References/field/decode.py        # from the root of the package

Writes softmax.json, activation.json and Tests/Fixtures/field/activation/*.npz; the same at every run.
"""

import math

import numpy as np

from common import FIXTURES, write
from formulas import darknet, logistic

rng = np.random.default_rng(20260119)

# --- class scores -----------------------------------------------------------------------------------

rows = []


def softmax(x):
    e = np.exp(np.asarray(x, float) - np.max(x))
    return e / e.sum()


def scores(objectness, logits, why=None):
    o = float(logistic(np.float64(objectness)))
    soft, sig = softmax(logits), logistic(np.asarray(logits, float))
    rows.append({"objectness": objectness, "classes": list(map(float, logits)), "softmax": (o * soft).tolist(), "sigmoid": (o * sig).tolist(),
                 "class": int(np.argmax(soft)), "softmax_score": float(o * soft.max()), "sigmoid_score": float(o * sig.max()),
                 "without_class": o, **({"why": why} if why else {})})


scores(4.0, [0.0], "case 16: one class, softmax is exactly 1")
scores(4.0, [-30.0], "one class, whatever its logit")
scores(4.0, [700.0], "one class, a logit that overflows exp in single precision")
scores(10.0, [1.0, -1.0, 0.2, -2.5])
scores(0.0, [0.0, 0.0], "equal logits: the first class, half the objectness")
scores(2.0, [3.0, 3.0, 3.0, 3.0], "four equal: a quarter; the sigmoid would say .95")
scores(1.0, [1000.0, 999.0], "far above where exp overflows")
scores(1.0, [-1000.0, -1001.0], "far below where exp is 0")
scores(-3.0, [88.0, -88.0, 0.0])
for classes in (1, 2, 3, 4, 20):
    for _ in range(5):
        scores(round(float(rng.normal(0, 2)), 3), [round(float(v), 3) for v in rng.normal(0, 2, classes)])

boxes = []
ANCHORS = [[1.08, 1.19], [3.42, 4.41]]
for classes in (1, 2, 4):
    head = rng.normal(0, 1.2, (1, 2, 3, 2 * (5 + classes))).astype(np.float32)
    name = f"softmax/head-c{classes}.npy"
    (FIXTURES / name).parent.mkdir(parents=True, exist_ok=True)
    np.save(FIXTURES / name, head)
    p = head.astype(np.float64).reshape(2, 3, 2, 5 + classes)
    found = []
    for row in range(2):
        for col in range(3):
            for a in range(2):
                t = p[row, col, a]
                o, soft = float(logistic(t[4])), softmax(t[5:])
                cx, cy = (logistic(t[0]) + col) * 32, (logistic(t[1]) + row) * 32
                w, h = np.exp(t[2]) * ANCHORS[a][0] * 32, np.exp(t[3]) * ANCHORS[a][1] * 32
                found.append({"row": row, "column": col, "anchor": a, "class": int(np.argmax(soft)), "score": o * float(soft.max()),
                              "scores": (o * soft).tolist(), "xyxy": [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]})
    boxes.append({"file": name, "classes": classes, "stride": 32, "anchors_in_cells": ANCHORS, "boxes": found})

write("softmax.json", {
    "about": "Made by Tests/References/field/decode.py. score = logistic(objectness) * class probability: `softmax` where the classification "
             "loss says softmax, one class included; `sigmoid` else. `without_class` is what zzh8829 (always) and yolov7 (at detection) take "
             "for one class, whose channel their loss never trains; yolov5 and eriklindernoren multiply all the same. zzh8829's loss "
             "divides by the sum of the sigmoids, its detection does not.",
    "scores": rows, "heads": boxes})

# --- activation -------------------------------------------------------------------------------------

W = H = 64
STRIDES = [16, 32]
MASKS = [[0, 1], [2, 3]]
PIXELS = [[12, 14], [20, 30], [40, 42], [60, 55]]
CLASSES = 3
LABELS = [[(10.0, 8.0, 30.0, 36.0, 1), (4.0, 20.0, 60.0, 62.0, 0)], [(33.0, 40.0, 46.0, 55.0, 2)]]
folder = FIXTURES / "activation"
folder.mkdir(parents=True, exist_ok=True)


def grids(shape):
    return np.arange(shape[2])[None, None, :, None], np.arange(shape[1])[None, :, None, None]


def view(head):
    return head.reshape(*head.shape[:3], 2, 5 + CLASSES)


def anchors_of(k):
    a = np.array([PIXELS[i] for i in MASKS[k]], float)
    return a[:, 0], a[:, 1]


def activate(kind, raw, k, size, s):
    t = view(raw.astype(np.float64)).copy()
    col, row = grids(t.shape)
    aw, ah = anchors_of(k)
    out = logistic(t)
    if kind == "darknet":
        out[..., 2:4] = t[..., 2:4]
    if kind == "decoded":
        out[..., 0] = (logistic(t[..., 0]) * s - (s - 1) / 2 + col) * STRIDES[k]
        out[..., 1] = (logistic(t[..., 1]) * s - (s - 1) / 2 + row) * STRIDES[k]
        if size == "exponential":
            out[..., 2], out[..., 3] = np.exp(t[..., 2]) * aw, np.exp(t[..., 3]) * ah
        else:
            out[..., 2], out[..., 3] = (2 * logistic(t[..., 2])) ** 2 * aw, (2 * logistic(t[..., 3])) ** 2 * ah
    return out.reshape(raw.shape)


def logit(p):
    return np.log(p) - np.log1p(-p)


def inverse(kind, dump, k, size, s):
    v = view(dump.astype(np.float64)).copy()
    col, row = grids(v.shape)
    aw, ah = anchors_of(k)
    if kind == "darknet":
        wh = v[..., 2:4].copy()
        out = logit(np.where(np.isin(np.arange(5 + CLASSES), (2, 3)), 0.5, v))
        out[..., 2:4] = wh
        return out.reshape(dump.shape)
    if kind == "decoded":
        v[..., 0] = (v[..., 0] / STRIDES[k] - col + (s - 1) / 2) / s
        v[..., 1] = (v[..., 1] / STRIDES[k] - row + (s - 1) / 2) / s
        if size == "exponential":
            wh = np.stack([np.log(v[..., 2] / aw), np.log(v[..., 3] / ah)], -1)
            v[..., 2:4] = 0.5
            out = logit(v)
            out[..., 2:4] = wh
            return out.reshape(dump.shape)
        v[..., 2], v[..., 3] = np.sqrt(v[..., 2] / aw) / 2, np.sqrt(v[..., 3] / ah) / 2
    return logit(v).reshape(dump.shape)


raws = [rng.normal(0, 1.3, (2, H // s, W // s, 2 * (5 + CLASSES))).astype(np.float32) for s in STRIDES]
np.savez_compressed(folder / "raw.npz", s16=raws[0], s32=raws[1])
trips = []
for kind in ("darknet", "sigmoid", "decoded"):
    for size, s in (("exponential", 1.0), ("squared_sigmoid", 2.0), ("exponential", 1.05)):
        if kind != "decoded" and (size, s) != ("exponential", 1.0):
            continue                                # only decoded dumps depend on the decoding
        for bits in (32, 64):
            dumps = [activate(kind, r, k, size, s).astype(f"f{bits // 8}") for k, r in enumerate(raws)]
            name = f"{kind}-{size}-{s:g}-{bits}"
            back = [inverse(kind, d, k, size, s) for k, d in enumerate(dumps)]
            worst = max(float(np.abs(b - r).max()) for b, r in zip(back, raws))
            if bits == 32 or kind == "decoded" and size != "exponential":
                np.savez_compressed(folder / f"{name}.npz", s16=dumps[0], s32=dumps[1])
                entry = {"file": f"activation/{name}.npz", "activation": kind, "size": size, "center_scale": s, "bits": bits,
                         "largest_difference_to_raw": worst,
                         "sum": [float(b.sum()) for b in back], "sum_of_squares": [float((b * b).sum()) for b in back],
                         "first_cell": back[0][0, 0, 0].tolist(), "last_cell": back[1][1, -1, -1].tolist()}
                if size == "exponential" and s == 1:
                    entry["darknet_pjreddie_loss"] = darknet(back, STRIDES, MASKS, PIXELS, CLASSES, LABELS, W, H)["loss"]
                trips.append(entry)
            print(f"{name:40} raw again to {worst:.1e}")
raw_loss = darknet(raws, STRIDES, MASKS, PIXELS, CLASSES, LABELS, W, H)["loss"]
lines = [" ".join([f"image{i}.jpg", *(",".join(f"{v:g}" for v in o) for o in objects)]) for i, objects in enumerate(LABELS)]
(folder / "labels.txt").write_text("\n".join(lines) + "\n")

# Values without an inverse: each is one value changed in an otherwise good dump.
broken = []


def spoil(kind, size, s, array, image, row, col, anchor, channel, value, why):
    dumps = [activate(kind, r, k, size, s).astype(np.float32) for k, r in enumerate(raws)]
    k = ("s16", "s32").index(array)
    view(dumps[k])[image, row, col, anchor, channel] = value
    name = f"activation/broken-{len(broken) + 1}.npz"
    np.savez_compressed(FIXTURES / name, s16=dumps[0], s32=dumps[1])
    broken.append({"file": name, "activation": kind, "size": size, "center_scale": s, "array": array, "image": image, "row": row,
                   "column": col, "anchor": anchor, "channel": channel, "value": float(np.float32(value)), "why": why})


E1, SQ = ("exponential", 1.0), ("squared_sigmoid", 2.0)
spoil("sigmoid", *E1, "s16", 0, 1, 2, 0, 4, 0.0, "objectness of exactly 0")
spoil("sigmoid", *E1, "s32", 1, 0, 1, 1, 6, 1.0, "a class probability of exactly 1")
spoil("sigmoid", *E1, "s16", 1, 3, 3, 1, 2, 1.25, "a width behind a sigmoid above 1")
spoil("sigmoid", *E1, "s16", 0, 0, 0, 0, 0, -0.001, "below 0")
spoil("darknet", *E1, "s16", 1, 2, 0, 1, 0, 1.0, "x of exactly 1")
spoil("darknet", *E1, "s32", 0, 1, 0, 0, 5, 1.5, "a class above 1: not darknet's output")
spoil("decoded", *E1, "s16", 0, 2, 1, 0, 0, 48.5, "centre outside its cell (cell 1 is 16 to 32)")
spoil("decoded", *E1, "s16", 0, 2, 1, 0, 0, 16.0, "centre exactly on its cell's border: a logit of minus infinity")
spoil("decoded", *E1, "s32", 1, 1, 1, 1, 2, 0.0, "width 0")
spoil("decoded", *E1, "s32", 1, 1, 1, 1, 3, -4.0, "a negative height")
spoil("decoded", *SQ, "s16", 0, 3, 3, 1, 2, 80.0, "width 4 times the anchor (20): the sigmoid would be 1")
spoil("decoded", *SQ, "s16", 0, 3, 3, 1, 0, 75.0, "centre beyond 1.5 cells of its column (3): 72 is the end of its range")
spoil("decoded", *E1, "s32", 0, 0, 0, 0, 4, 1.0, "objectness of exactly 1")

# What the rule of a file without `activation` says.
rules = []
ONE = 5 + CLASSES


def rule(name, heads, activated, why):
    np.savez_compressed(folder / f"rule-{name}.npz", **{f"s{s}": h for s, h in zip(STRIDES, heads)})
    inside = all(np.all((view(h)[..., [0, 1, 4, 5, 6, 7]] >= 0) & (view(h)[..., [0, 1, 4, 5, 6, 7]] <= 1)) for h in heads)
    values = np.concatenate([view(h)[..., [0, 1, 4, 5, 6, 7]].ravel() for h in heads])
    assert (inside and not np.all(values == values[0])) == activated, name
    rules.append({"file": f"activation/rule-{name}.npz", "asks_for_activation": activated, "why": why})


def filled(value):
    return [np.full_like(r, value) for r in raws]


def changed(heads, spot, value):
    heads = [h.copy() for h in heads]
    view(heads[0])[spot] = value
    return heads


act = [activate("sigmoid", r, k, *E1).astype(np.float32) for k, r in enumerate(raws)]
dark = [activate("darknet", r, k, *E1).astype(np.float32) for k, r in enumerate(raws)]
rule("raw", raws, False, "logits")
rule("sigmoid", act, True, "everything behind a sigmoid")
rule("darknet", dark, True, "w and h raw, some below 0")
rule("zeros", filled(0.0), False, "all zero: a layer at its start, all equal")
rule("halves", filled(0.5), False, "all .5: all equal, nothing to say")
rule("ones", filled(1.0), False, "all 1: all equal")
rule("zeros-but-one", changed(filled(0.0), (0, 0, 0, 0, 4), 0.25), True, "one value of another: not all equal")
rule("one-above", changed(act, (1, 2, 3, 1, 7), 1.0000001), False, "one value a bit above 1: cannot be a probability")
rule("one-below", changed(act, (0, 0, 0, 0, 0), -1e-30), False, "one value a bit below 0")
rule("minus-zero", changed(act, (0, 0, 0, 0, 0), -0.0), True, "minus zero is within 0 to 1")
rule("exact-borders", changed(changed(act, (0, 0, 0, 0, 4), 0.0), (0, 0, 0, 1, 4), 1.0), True, "exactly 0 and 1 are within")
rule("one-scale", [raws[0], act[1]], False, "only one scale activated: the rule looks at the whole dump (a sibling that it misses)")
rule("decoded", [activate("decoded", r, k, *E1).astype(np.float32) for k, r in enumerate(raws)], False,
     "x, y in pixels: not this rule's; other signs tell (objectness and classes within 0 to 1, x and y rising with the cell)")
rule("only-w-outside", [np.where(np.isin(np.arange(h.shape[3]) % ONE, (2, 3)), np.float32(9), h) for h in act], True, "w and h do not count")

write("activation.json", {
    "about": "Made by Tests/References/field/decode.py. raw.npz is the network's output; `round_trips` hold it behind an activation, and the "
             "logits that the inverse gives in float64 from the file's values (sums by scale, first cell of s16, last cell of s32). "
             "`broken`: one value has no inverse, an error with its place. `rules`: what a file without `activation` is taken for.",
    "input": [W, H], "classes": CLASSES, "anchors": PIXELS, "scales": [{"name": f"s{s}", "stride": s, "mask": m} for s, m in zip(STRIDES, MASKS)],
    "labels": "activation/labels.txt", "raw": "activation/raw.npz", "raw_darknet_pjreddie_loss": raw_loss,
    "round_trips": trips, "broken": broken, "rules": rules}, limit=1)
