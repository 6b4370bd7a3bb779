"""The losses of ultralytics, darknet and the reference in float64, from their formulas. Needs numpy 2.4.6; imported, not run."""

import math

import numpy as np


def logistic(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


def bce(x, t, q=1.0):
    """-q t ln s(x) - (1 - t) ln(1 - s(x)), without loss of digits."""
    return (1 - t) * x + (1 + (q - 1) * t) * (np.log1p(np.exp(-np.abs(x))) + np.maximum(-x, 0))


# --- ultralytics ------------------------------------------------------------------------------------

def balance(n):
    return [4.0, 1.0, 0.4] if n == 3 else [4.0, 1.0, 0.25, 0.06, 0.02][:n]


def gains(rule, n, W, H, classes, size=None):
    """Factors of box, objectness and classes."""
    long = size or max(W, H)
    if rule == "as_given":
        return 1.0, 1.0, 1.0
    if rule == "by_size_and_classes":
        return 3 / n, (long / 640) ** 2 * 3 / n, classes / 80 * 3 / n
    if rule == "by_classes":
        return 3 / n, 3 / n * (1.4 if n >= 4 else 1.0), classes / 80 * 3 / n
    return 1.0, W * H / 416**2, classes / 80


def ciou(p, t, e=1e-7):
    """Of centre, width, height in cells."""
    pl, pt, pr, pb = p[0] - p[2] / 2, p[1] - p[3] / 2, p[0] + p[2] / 2, p[1] + p[3] / 2
    tl, tt, tr, tb = t[0] - t[2] / 2, t[1] - t[3] / 2, t[0] + t[2] / 2, t[1] + t[3] / 2
    inter = max(0, min(pr, tr) - max(pl, tl)) * max(0, min(pb, tb) - max(pt, tt))
    union = p[2] * p[3] + t[2] * t[3] - inter + e
    iou = inter / union
    c2 = (max(pr, tr) - min(pl, tl)) ** 2 + (max(pb, tb) - min(pt, tt)) ** 2 + e
    rho2 = ((tl + tr - pl - pr) ** 2 + (tt + tb - pt - pb) ** 2) / 4
    v = 4 / math.pi**2 * (math.atan(t[2] / t[3]) - math.atan(p[2] / p[3])) ** 2
    return iou - rho2 / c2 - v * v / (v - iou + 1 + e)


def ultralytics(heads, strides, anchors, classes, labels, factors, weights=(0.05, 1.0, 0.5)):
    """`loss` (times the images) and what train.py prints (not times the images), whole and by scale."""
    n, images = len(heads), len(labels)
    per_scale = []
    for head, stride, boxes, share in zip(heads, strides, anchors, balance(n)):
        N, H, W, _ = head.shape
        A = len(boxes)
        p = head.astype(np.float64).reshape(N, H, W, A, 5 + classes)
        target = np.zeros((N, H, W, A))
        matches = []
        flat = [(i, o) for i, objects in enumerate(labels) for o in objects]
        for shift in ("own", "left", "upper", "right", "lower"):
            for a in range(A):
                aw, ah = boxes[a][0] / stride, boxes[a][1] / stride
                for i, (x1, y1, x2, y2, c) in flat:
                    gx, gy, gw, gh = (x1 + x2) / 2 / stride, (y1 + y2) / 2 / stride, (x2 - x1) / stride, (y2 - y1) / stride
                    if max(gw / aw, aw / gw, gh / ah, ah / gh) >= 4:
                        continue
                    ix, iy = W - gx, H - gy
                    take = {"own": True, "left": gx % 1 < 0.5 and gx > 1, "upper": gy % 1 < 0.5 and gy > 1,
                            "right": ix % 1 < 0.5 and ix > 1, "lower": iy % 1 < 0.5 and iy > 1}[shift]
                    if not take:
                        continue
                    dx, dy = {"own": (0, 0), "left": (0.5, 0), "upper": (0, 0.5), "right": (-0.5, 0), "lower": (0, -0.5)}[shift]
                    col, row = int(gx - dx), int(gy - dy)
                    col_c, row_c = min(max(col, 0), W - 1), min(max(row, 0), H - 1)
                    matches.append((i, row_c, col_c, a, c, (gx - col, gy - row, gw, gh), (aw, ah)))
        box = cls = 0.0
        if matches:
            costs, entropies = [], []
            for i, row, col, a, c, truth, (aw, ah) in matches:
                s = logistic(p[i, row, col, a, :4])
                guess = (2 * s[0] - 0.5, 2 * s[1] - 0.5, (2 * s[2]) ** 2 * aw, (2 * s[3]) ** 2 * ah)
                overlap = ciou(guess, truth)
                costs.append(1 - overlap)
                target[i, row, col, a] = max(overlap, 0)
                hot = np.zeros(classes)
                hot[c] = 1
                entropies.append(bce(p[i, row, col, a, 5:], hot))
            box = float(np.mean(costs))
            cls = float(np.mean(entropies)) if classes > 1 else 0.0
        obj = float(np.mean(bce(p[..., 4], target))) * share
        per_scale.append({"matches": len(matches), "box": box * weights[0] * factors[0],
                          "objectness": obj * weights[1] * factors[1], "classification": cls * weights[2] * factors[2]})
    printed = {k: sum(s[k] for s in per_scale) for k in ("box", "objectness", "classification")}
    loss = {k: v * images for k, v in printed.items()}
    loss["total"] = sum(loss.values())
    return {"loss": loss, "framework_loss": printed, "scales": per_scale}


# --- darknet ----------------------------------------------------------------------------------------

def shape_iou(w, h, aw, ah):
    inter = min(w, aw) * min(h, ah)
    return inter / (w * h + aw * ah - inter)


def best_anchor(w, h, anchors):
    overlaps = [shape_iou(w, h, *a) for a in anchors]
    best = int(np.argmax(overlaps))          # the first of equal ones, as darknet's strict comparison
    return best, overlaps[best]


def box_iou(a, b):
    w = min(a[0] + a[2] / 2, b[0] + b[2] / 2) - max(a[0] - a[2] / 2, b[0] - b[2] / 2)
    h = min(a[1] + a[3] / 2, b[1] + b[3] / 2) - max(a[1] - a[3] / 2, b[1] - b[3] / 2)
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / (a[2] * a[3] + b[2] * b[3] - w * h)


def darknet(heads, strides, masks, anchors, classes, labels, W, H):
    """The function darknet-pjreddie trains on, sum over the batch, anchors by masks."""
    result, assignments = [], []
    for i, objects in enumerate(labels):
        for k, (x1, y1, x2, y2, c) in enumerate(objects):
            best, iou = best_anchor(x2 - x1, y2 - y1, anchors)
            assignments.append({"image": i, "object": k, "best_anchor": best, "shape_iou": iou, "responsible": []})
    margin = 1.0
    for head, stride, mask in zip(heads, strides, masks):
        N, R, C, _ = head.shape
        A = len(mask)
        p = head.astype(np.float64).reshape(N, R, C, A, 5 + classes)
        parts = {"box": 0.0, "objectness": 0.0, "classification": 0.0}
        state = np.full((N, R, C, A), "b")
        truth, hot = {}, {}
        for entry in assignments:
            i, (x1, y1, x2, y2, c) = entry["image"], labels[entry["image"]][entry["object"]]
            if entry["best_anchor"] not in mask:
                continue
            a = mask.index(entry["best_anchor"])
            col, row = int((x1 + x2) / 2 / W * C), int((y1 + y2) / 2 / H * R)
            entry["responsible"].append({"stride": stride, "row": row, "column": col, "anchor": a})
            truth[i, row, col, a] = (x1, y1, x2, y2)
            hot.setdefault((i, row, col, a), set()).add(c)
        for i in range(N):
            boxes = [((o[0] + o[2]) / 2 / W, (o[1] + o[3]) / 2 / H, (o[2] - o[0]) / W, (o[3] - o[1]) / H) for o in labels[i]]
            for row in range(R):
                for col in range(C):
                    for a in range(A):
                        t = p[i, row, col, a]
                        if (i, row, col, a) in truth:
                            state[i, row, col, a] = "p"
                            x1, y1, x2, y2 = truth[i, row, col, a]
                            w, h = x2 - x1, y2 - y1
                            m = 2 - w * h / (W * H)
                            tx, ty = (x1 + x2) / 2 / W * C - col, (y1 + y2) / 2 / H * R - row
                            aw, ah = anchors[mask[a]]
                            parts["box"] += float(m * (bce(t[0], tx) + bce(t[1], ty)
                                                       + ((math.log(w / aw) - t[2]) ** 2 + (math.log(h / ah) - t[3]) ** 2) / 2))
                            target = np.zeros(classes)
                            target[list(hot[i, row, col, a])] = 1
                            parts["classification"] += float(np.sum(bce(t[5:], target)))
                            parts["objectness"] += float(bce(t[4], 1.0))
                            continue
                        aw, ah = anchors[mask[a]]
                        guess = ((col + logistic(t[0])) / C, (row + logistic(t[1])) / R, math.exp(t[2]) * aw / W, math.exp(t[3]) * ah / H)
                        best = max((box_iou(guess, b) for b in boxes), default=0.0)
                        margin = min(margin, abs(best - 0.7))
                        if best > 0.7:
                            state[i, row, col, a] = "i"
                        else:
                            parts["objectness"] += float(bce(t[4], 0.0))
        parts["total"] = sum(parts.values())
        result.append({"stride": stride, "loss": parts, **{word: int((state == letter).sum()) for word, letter in
                       (("positives", "p"), ("ignored", "i"), ("background", "b"))}})
    total = {k: sum(s["loss"][k] for s in result) for k in ("box", "objectness", "classification", "total")}
    return {"loss": total, "scales": result, "assignments": assignments, "nearest_to_ignore_threshold": margin}


# --- the reference ----------------------------------------------------------------------------------

STRIDES = [8, 16, 32]
COCO = [[[10, 13], [16, 30], [33, 23]], [[30, 61], [62, 45], [59, 119]], [[116, 90], [156, 198], [373, 326]]]


def assign(objects, W, H, upstream):
    """Positives per object, (scale, row, column, anchor), and whether the fallback was taken."""
    result = []
    last = (W // STRIDES[-1], H // STRIDES[-1])
    for x1, y1, x2, y2, *_ in objects:
        cx, cy, w, h = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
        found, overlaps = [], []
        for k, stride in enumerate(STRIDES):
            gx, gy, gw, gh = cx / stride, cy / stride, w / stride, h / stride
            col, row = math.floor(gx), math.floor(gy)
            for n, (aw, ah) in enumerate(COCO[k]):
                ax, ay = col + 0.5, row + 0.5
                aw, ah = aw / stride, ah / stride
                iw = max(0, min(gx + gw / 2, ax + aw / 2) - max(gx - gw / 2, ax - aw / 2))
                ih = max(0, min(gy + gh / 2, ay + ah / 2) - max(gy - gh / 2, ay - ah / 2))
                iou = iw * ih / (gw * gh + aw * ah - iw * ih + 1e-6)
                overlaps.append(iou)
                if iou > 0.3:
                    found.append([k, min(max(row, 0), H // stride - 1), min(max(col, 0), W // stride - 1), n])
        fallback = not found
        if fallback:
            best = int(np.argmax(overlaps))
            k, n = divmod(best, 3)
            stride = STRIDES[k]
            limit = last if upstream else (W // stride, H // stride)
            found = [[k, min(max(math.floor(cy / stride), 0), limit[1] - 1), min(max(math.floor(cx / stride), 0), limit[0] - 1), n]]
        result.append({"positives": found, "fallback": fallback, "best": max(overlaps),
                       "margin": min(abs(o - 0.3) for o in overlaps)})
    return result


def reference_loss(raws, labels, classes, W, H, upstream, e=1e-6):
    """box, objectness, classification by scale: the golden numbers of the project's notes."""
    B = len(labels)
    parts_of = np.zeros((3, 3))
    for k, stride in enumerate(STRIDES):
        R, C = H // stride, W // stride
        p = np.asarray(raws[k], np.float64).reshape(B, R, C, 3, 5 + classes)
        for i, objects in enumerate(labels):
            target, kept = {}, []
            for o, entry in zip(objects, assign(objects, W, H, upstream)):
                mine = [tuple(q[1:]) for q in entry["positives"] if q[0] == k]
                if mine:
                    kept.append(o)
                for q in mine:
                    target[q] = o
            for row in range(R):
                for col in range(C):
                    for n in range(3):
                        t = p[i, row, col, n]
                        cx, cy = (logistic(t[0]) + col) * stride, (logistic(t[1]) + row) * stride
                        w, h = np.exp(t[2]) * COCO[k][n][0], np.exp(t[3]) * COCO[k][n][1]
                        guess = [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]

                        def overlap(b, eps=0):
                            iw = max(0, min(guess[2], b[2]) - max(guess[0], b[0]))
                            ih = max(0, min(guess[3], b[3]) - max(guess[1], b[1]))
                            union = w * h + (b[2] - b[0]) * (b[3] - b[1]) - iw * ih
                            return iw * ih, union
                        positive = target.get((row, col, n))
                        best = max((inter / union for inter, union in map(overlap, kept)), default=0.0)
                        z = 1.0 if positive else 0.0
                        cross = max(t[4], 0) - t[4] * z + float(np.log1p(np.exp(-abs(t[4]))))
                        if positive or best < 0.5:
                            parts_of[k, 1] += (z - logistic(t[4])) ** 2 * cross / B
                        if positive:
                            inter, union = overlap(positive)
                            cw = max(guess[2], positive[2]) - min(guess[0], positive[0])
                            ch = max(guess[3], positive[3]) - min(guess[1], positive[1])
                            g = inter / (union + e) - (cw * ch - union) / (cw * ch + e)
                            area = (positive[2] - positive[0]) * (positive[3] - positive[1])
                            parts_of[k, 0] += (2 - area / (W * H)) * (1 - g) / B
                            hot = np.full(classes, 0.01 / classes)
                            hot[positive[4]] += 0.99
                            x = t[5:]
                            parts_of[k, 2] += float(np.sum(np.maximum(x, 0) - x * hot + np.log1p(np.exp(-np.abs(x))))) / B
    return parts_of
