"""Overlaps as other frameworks take them, the reference's fallback cell, epsilons, segments: in 40 digits.

    python3 -m venv v && v/bin/pip install numpy==2.4.6 mpmath==1.3.0
    v/bin/python Tests/References/field/overlaps.py      # from the root of the package

Writes overlaps.json and fallback.json under Tests/Fixtures/field; the same at every run. Gradients are
differences of 40-digit values over 1e-15, so right to every digit written; what a framework
holds constant (CIoU's alpha) is held constant.
"""

import math

import mpmath as mp
import numpy as np

from common import write
from formulas import STRIDES, assign, reference_loss

mp.mp.dps = 40
rng = np.random.default_rng(20260120)


def parts(a, b, e_union=0, e_height=0):
    """IoU, union, enclosure's width and height, of corners."""
    w = max(mp.mpf(0), min(a[2], b[2]) - max(a[0], b[0]))
    h = max(mp.mpf(0), min(a[3], b[3]) - max(a[1], b[1]))
    inter = w * h
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - inter + e_union
    cw, ch = max(a[2], b[2]) - min(a[0], b[0]), max(a[3], b[3]) - min(a[1], b[1])
    return inter / union, union, cw, ch


def v_of(a, b, e=0):
    return 4 / mp.pi**2 * (mp.atan((b[2] - b[0]) / (b[3] - b[1] + e)) - mp.atan((a[2] - a[0]) / (a[3] - a[1] + e))) ** 2


def alpha_of(a, b, gate, e=0):
    iou, v = parts(a, b, e)[0], v_of(a, b, e)
    if gate is not None and not iou > gate:
        return mp.mpf(0)
    return v / (1 - iou + v) if v else mp.mpf(0)


def ciou(a, b, gate=None, e=0, alpha=None):
    iou, union, cw, ch = parts(a, b, e)
    rho2 = ((a[0] + a[2] - b[0] - b[2]) ** 2 + (a[1] + a[3] - b[1] - b[3]) ** 2) / 4
    return iou - rho2 / (cw**2 + ch**2 + e) - (alpha_of(a, b, gate, e) if alpha is None else alpha) * v_of(a, b, e)


def siou(a, b, sign, e=0):
    """`sign` -1: exp(-(2 - angle) rho), the paper's; +1: mmdetection's default, a reward for distance."""
    iou, union, cw, ch = parts(a, b, e)
    sx, sy = (b[0] + b[2] - a[0] - a[2]) / 2 + e, (b[1] + b[3] - a[1] - a[3]) / 2 + e
    length = mp.sqrt(sx**2 + sy**2)
    if length == 0:
        angle = mp.mpf(0)
    else:
        one, two = abs(sx) / length, abs(sy) / length
        sine = two if one > mp.sqrt(2) / 2 else one
        angle = mp.cos(2 * mp.asin(sine) - mp.pi / 2)
    gamma = sign * (2 - angle)
    distance = 2 - mp.exp(gamma * (sx / cw) ** 2) - mp.exp(gamma * (sy / ch) ** 2)
    w1, h1, w2, h2 = a[2] - a[0], a[3] - a[1] + e, b[2] - b[0], b[3] - b[1] + e
    shape = (1 - mp.exp(-abs(w1 - w2) / max(w1, w2))) ** 4 + (1 - mp.exp(-abs(h1 - h2) / max(h1, h2))) ** 4
    return iou - (distance + shape) / 2


def giou(a, b, e=0):
    iou, union, cw, ch = parts(a, b, e)
    return iou - (cw * ch + e - union) / (cw * ch + e)


def diou(a, b, e=0):
    iou, _, cw, ch = parts(a, b, e)
    return iou - ((a[0] + a[2] - b[0] - b[2]) ** 2 + (a[1] + a[3] - b[1] - b[3]) ** 2) / 4 / (cw**2 + ch**2 + e)


def slope(f, a):
    step = mp.mpf(10) ** -15
    result = []
    for i in range(4):
        up, down = list(a), list(a)
        up[i] += step
        down[i] -= step
        result.append(float((f(up) - f(down)) / (2 * step)))
    return result


def exact(box):
    return [mp.mpf(float(x)) for x in box]


# --- CIoU's gate, SIoU's sign -----------------------------------------------------------------------

fixed = [([0, 0, 10, 10], [5, 5, 15, 15]), ([2, 3, 12, 9], [4, 1, 9, 13]), ([100, 100, 150, 200], [110, 90, 170, 180]),
         ([0, 0, 4, 4], [1, 1, 3, 3]), ([0, 0, 10, 10], [20, 20, 30, 30]), ([0, 0, 8, 2], [0, 0, 4, 4]), ([0, 0, 12, 10], [0, 0, 10, 11]),
         ([0, 0, 16, 5], [1, 0, 17, 6.5])]
pairs = [(exact(a), exact(b)) for a, b in fixed]
while len(pairs) < 48:
    b = rng.uniform(0, 100, 2)
    size = rng.uniform(5, 60, 2)
    shift, grow = rng.normal(0, 6, 2), np.exp(rng.normal(0, 0.25, 2))
    truth = np.round([*b, *(b + size)], 3)
    guess = np.round([*(b + shift), *(b + shift + size * grow)], 3)
    pairs.append((exact(guess), exact(truth)))
gate_rows = []
for a, b in pairs:
    iou = parts(a, b)[0]
    held_gated, held = alpha_of(a, b, mp.mpf("0.5")), alpha_of(a, b, None)
    gate_rows.append({
        "prediction": [float(x) for x in a], "truth": [float(x) for x in b], "iou": float(iou), "v": float(v_of(a, b)),
        "alpha": float(held), "alpha_gated": float(held_gated), "ciou": float(ciou(a, b)), "ciou_gated": float(ciou(a, b, mp.mpf("0.5"))),
        "ciou_gated_mmdetection": float(ciou(a, b, mp.mpf("0.5"), mp.mpf("1e-7"))),
        "gradient_alpha_constant": slope(lambda p: ciou(p, b, alpha=held), a),
        "gradient_gated": slope(lambda p: ciou(p, b, alpha=held_gated), a),
        "siou_paper": float(siou(a, b, -1)), "siou_mmdetection": float(siou(a, b, 1)),
        "siou_mmdetection_epsilon": float(siou(a, b, 1, mp.mpf("1e-7"))), "siou_paper_epsilon": float(siou(a, b, -1, mp.mpf("1e-7"))),
        "siou_paper_gradient": slope(lambda p: siou(p, b, -1), a), "siou_mmdetection_gradient": slope(lambda p: siou(p, b, 1), a)})
print("gate closed in", sum(r["alpha_gated"] == 0 for r in gate_rows), "of", len(gate_rows))

# --- epsilon of small boxes -------------------------------------------------------------------------

INPUT = 416
small = []
for k in range(11):
    w, h = np.exp(rng.uniform(math.log(1.2), math.log(7), 2))
    x, y = rng.uniform(20, 390, 2)
    truth = np.round([x, y, x + w, y + h], 2)
    guess = np.round(truth + rng.normal(0, 0.25 * min(w, h), 4) * [1, 1, 1, 1], 2)
    guess[2:] = np.maximum(guess[2:], guess[:2] + 0.3)
    a, b = exact(guess), exact(truth)
    fa, fb = [x / INPUT for x in a], [x / INPUT for x in b]
    e = mp.mpf("1e-9")
    row = {"prediction": [float(x) for x in a], "truth": [float(x) for x in b]}
    for name, f in (("iou", lambda p, t, e=0: parts(p, t, e)[0]), ("giou", giou), ("diou", diou), ("ciou", ciou)):
        plain = f(fa, fb) if name != "ciou" else ciou(fa, fb)
        biased = f(fa, fb, e) if name != "ciou" else ciou(fa, fb, None, e, v_of(fa, fb, e) / (1 + e - parts(fa, fb, e)[0] + v_of(fa, fb, e)))
        row[name] = {"without": float(plain), "fractions_1e-9": float(biased), "difference": float(biased - plain)}
    row["square_iou_loss"] = {"without": float(1 - parts(fa, fb)[0] ** 2), "fractions_1e-9": float(1 - parts(fa, fb, e)[0] ** 2)}
    row["iou_union_only"] = {"pixels_1e-7": float(parts(a, b, mp.mpf("1e-7"))[0]), "pixels_1e-6": float(parts(a, b, mp.mpf("1e-6"))[0]),
                             "cells_1e-7_stride_8": float(parts([x / 8 for x in a], [x / 8 for x in b], mp.mpf("1e-7"))[0]),
                             "fractions_1e-9": float(parts(fa, fb, e)[0])}
    small.append(row)
change = sum(r["square_iou_loss"]["fractions_1e-9"] - r["square_iou_loss"]["without"] for r in small)
total = sum(r["square_iou_loss"]["without"] for r in small)
print(f"eleven small boxes: 1 - IoU^2 changes by {change / total:.1e} of its sum")

# --- GIoU of segments -------------------------------------------------------------------------------

segments = []
for a, b, why in (
    ([5, 2, 5, 9], [5, 4, 5, 20], "upright, on one line, overlapping: lengths 7 and 16, common 5: 5/18"),
    ([5, 2, 5, 9], [5, 9, 5, 20], "touching: 0"),
    ([5, 2, 5, 9], [5, 12, 5, 20], "on one line, a gap of 3 in a length of 18: -3/18"),
    ([2, 5, 9, 5], [4, 5, 20, 5], "the same lying: 5/18"),
    ([5, 2, 5, 9], [5, 3, 5, 6], "one within the other: 3/7"),
    ([5, 2, 5, 9], [8, 2, 8, 9], "side by side: the enclosure has an area, the union none: -1"),
    ([2, 5, 9, 5], [5, 2, 5, 9], "crossing: -1"),
    ([5, 5, 5, 5], [5, 9, 5, 9], "two points on a line: -1"),
    ([5, 5, 5, 5], [7, 9, 7, 9], "two points: -1"),
    ([5, 5, 5, 5], [5, 2, 5, 9], "a point on a segment: 0, if the point shrinks in every direction at the segment's rate"),
    ([5, 2, 5, 9], [5, 2, 5, 9], "the same: 1"),
):
    a, b = exact(a), exact(b)
    limits = []
    for exponent in (6, 9, 12):
        t = mp.mpf(10) ** -exponent
        grown = [[p[0] - t, p[1] - t, p[2] + t, p[3] + t] for p in (a, b)]
        limits.append(float(giou(*grown)))
    other = [[p[0] - t * f, p[1] - t * f, p[2] + t * f, p[3] + t * f] for p, f in ((a, 1), (b, 3))]
    segments.append({"a": [float(x) for x in a], "b": [float(x) for x in b], "grown_by_1e-6_1e-9_1e-12": limits,
                     "b_grows_three_times_faster": float(giou(*other)), "why": why})

write("overlaps.json", {
    "about": "Made by Tests/References/field/overlaps.py. `gate`: CIoU with alpha 0 unless IoU > .5 (mmdetection), SIoU with the paper's sign "
             "and with mmdetection's default; no epsilon unless the name says so (mmdetection 1e-7, at its own places); gradients of the "
             "metric by the prediction's left, top, right, bottom. `small_boxes`: PaddleDetection's 1e-9 in fractions of an input of 416, at "
             "its places (union, enclosure or diagonal; CIoU also heights and alpha); `iou_union_only` the same size of epsilon in other "
             "units. An epsilon e in fractions is e*W*H square pixels, in cells e*stride^2 square pixels. `segments`: GIoU of boxes that "
             "shrink to segments is no constant -1: on one line it is (common - gap) / enclosing length when both shrink alike.",
    "input": INPUT, "gate": gate_rows, "small_boxes": small, "segments": segments}, limit=1)

# --- the reference's fallback cell ------------------------------------------------------------------

def golden_heads(s):
    S = 64 // STRIDES[s]
    count = 2 * S * S * 3 * 8
    return 1.5 * np.sin(0.7 * np.arange(count) + s)


GOLDEN = [[(4, 6, 20, 30, 0), (10, 8, 58, 50, 2), (40, 40, 46, 45, 1)], []]
golden = {}
for name, upstream, right in (("own_scale", False, 112.809275510), ("upstream", True, 112.536670015)):
    value = reference_loss([golden_heads(s) for s in range(3)], GOLDEN, 3, 64, 64, upstream)
    print(f"golden vector, {name}: {value.sum():.9f} (notes: {right})")
    assert abs(value.sum() - right) < 2e-8
    golden[name] = {"total": float(value.sum()), "box": value[:, 0].tolist(), "objectness": value[:, 1].tolist(), "classification": value[:, 2].tolist()}

rows = []
for W, H, count in ((416, 416, 100), (320, 320, 35), (512, 288, 25)):
    made = 0
    while made < count:
        kind = rng.integers(3)
        if kind == 0:
            w, h = np.exp(rng.uniform(math.log(2), math.log(9), 2))
        elif kind == 1:
            w, h = np.exp(rng.uniform(math.log(3), math.log(12))), rng.uniform(60, 200)
            if rng.integers(2):
                w, h = h, w
        else:
            w, h = np.exp(rng.uniform(math.log(6), math.log(min(W, H) * 0.8), 2))
        x, y = rng.uniform(0, max(1, W - w)), rng.uniform(0, max(1, H - h))
        box = [round(float(v), 1) for v in (x, y, min(x + w, W), min(y + h, H))]
        good, bad = assign([box], W, H, False)[0], assign([box], W, H, True)[0]
        if good["margin"] < 1e-4 or box[2] <= box[0] or box[3] <= box[1]:
            continue
        made += 1
        rows.append([W, H, *box, good["fallback"], good["positives"], bad["positives"], good["positives"] != bad["positives"]])
print(sum(r[-1] for r in rows), "of", len(rows), "boxes have another cell upstream;", sum(r[6] for r in rows), "take the fallback")
write("fallback.json", {
    "about": "Made by Tests/References/field/overlaps.py. Positives as [scale, row, column, anchor] with COCO's anchors: `own_scale`, where "
             "the fallback's cell is clipped to its own scale's grid, and `upstream`, where it is clipped to the last scale's. Objects one at "
             "a time. `golden`: the reference's golden vector (64 by 64, three classes, raw = 1.5 sin(.7 n + s)) both ways, by scale.",
    "columns": ["input_width", "input_height", "left", "top", "right", "bottom", "fallback", "own_scale", "upstream", "differ"],
    "rows": rows, "golden": golden, "golden_objects": GOLDEN}, limit=1)
