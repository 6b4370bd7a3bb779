"""How a picture is put into the input: the map of every setting of `fit`, and of every framework.

    python3 -m venv v && v/bin/pip install numpy==2.4.6
    v/bin/python Tests/References/field/fits.py          # from the root of the package

Writes Tests/Fixtures/field/fits.json and dialect_fits.json; the same bytes at every run. `place` is
the meaning of the `fit` object; each function of FRAMEWORKS states one framework's own formula anew
(no code of theirs is here). Where both describe the same thing, they are compared here; confirm.py
runs the frameworks themselves on the same cases.
"""

import math

import numpy as np

from common import write

RANDOM = np.random.default_rng(20260117)
INPUTS = [(416, 416), (320, 320), (608, 608), (640, 640), (512, 288), (288, 512), (96, 96), (416, 256)]


def half_up(x):
    return int(x + 0.5)


def place(fit, w, h, W, H, tie="even"):
    """New size, scale per axis and offset of a picture w, h in an input W, H."""
    mode = fit["mode"]
    if mode == "none":
        return {"size": (w, h), "scale": (1.0, 1.0), "offset": (0.0, 0.0)}
    if mode == "stretch":
        return {"size": (W, H), "scale": (W / w, H / h), "offset": (0.0, 0.0)}
    r = min(W / w, H / h)
    if not fit["enlarge"]:
        r = min(r, 1.0)
    rounding = {
        "down": lambda x: int(x),
        "nearest": (lambda x: int(round(x))) if tie == "even" else half_up,
        "exact": lambda x: x,
    }[fit["rounding"]]
    nw, nh = rounding(r * w), rounding(r * h)
    scale = (r, r) if fit["scale"] == "uniform" else (nw / w, nh / h)
    if fit["padding"] == "end":
        offset = (0.0, 0.0)
    else:
        offset = ((W - nw) / 2, (H - nh) / 2)
        if fit["offset"] == "down":
            offset = tuple(float(math.floor(o)) for o in offset)
    return {"size": (nw, nh), "scale": scale, "offset": offset}


# Each framework's formula: picture and input size -> scale x, scale y, offset x, offset y of a box.

def reference(w, h, W, H):
    scale = min(W / w, H / h)
    nw, nh = int(scale * w), int(scale * h)
    return nw, nh, scale, scale, (W - nw) // 2, (H - nh) // 2


def ultralytics_letterbox(w, h, W, H, enlarge=True):
    r = min(H / h, W / w)
    if not enlarge:
        r = min(r, 1.0)
    nw, nh = int(round(w * r)), int(round(h * r))
    return nw, nh, r, r, (W - nw) / 2, (H - nh) / 2


def ultralytics_pixels(w, h, W, H):
    nw, nh, r, _, dx, dy = ultralytics_letterbox(w, h, W, H)
    return nw, nh, nw / w, nh / h, round(dx - 0.1), round(dy - 0.1)


def loader(w, h, W, H, whole):
    """The training loader of ultralytics/yolov3, yolov5 (ceil) and yolov7 (int), square inputs."""
    r = W / max(h, w)
    lw, lh = (whole(w * r), whole(h * r)) if r != 1 else (w, h)
    if lw < 1 or lh < 1:                        # the framework fails here
        return lw, lh, lw / w, lh / h, (W - lw) / 2, (H - lh) / 2
    nw, nh, s, _, dx, dy = ultralytics_letterbox(lw, lh, W, H)
    return nw, nh, s * lw / w, s * lh / h, dx, dy


def scale_boxes(w, h, W, H):
    """The map that ultralytics' scale_boxes inverts at detection."""
    r = min(H / h, W / w)
    return w * r, h * r, r, r, (W - w * r) / 2, (H - h * r) / 2


def darknet_size(w, h, W, H):
    if np.float32(W) / np.float32(w) < np.float32(H) / np.float32(h):
        return W, (h * W) // w
    return (w * H) // h, H


def darknet_pixels(w, h, W, H):
    nw, nh = darknet_size(w, h, W, H)
    return nw, nh, nw / w, nh / h, (W - nw) // 2, (H - nh) // 2


def darknet_boxes(w, h, W, H):
    nw, nh = darknet_size(w, h, W, H)
    return nw, nh, nw / w, nh / h, (W - nw) / 2, (H - nh) / 2


def stretched(w, h, W, H):
    return W, H, W / w, H / h, 0, 0


def mmdetection(w, h, W, H):
    s = min(W / w, H / h) if W != H else min(W / max(w, h), H / min(w, h))
    nw, nh = half_up(w * s), half_up(h * s)
    return nw, nh, nw / w, nh / h, 0, 0


def eriklindernoren(w, h, W, H):
    side = max(w, h)
    s = W / side
    return w * s, h * s, s, s, ((side - w) // 2) * s, ((side - h) // 2) * s


def bubbliiiing(w, h, W, H):
    nw, nh, _, _, dx, dy = reference(w, h, W, H)
    return nw, nh, nw / w, nh / h, dx, dy


def dena(w, h, W, H):
    ratio = w / h
    nw, nh = (int(W * ratio), W) if ratio < 1 else (W, int(W / ratio))
    return nw, nh, nw / w, nh / h, (W - nw) // 2, (W - nh) // 2


LETTERBOX = {"mode": "letterbox", "padding": "center", "rounding": "down", "scale": "uniform", "offset": "down",
             "enlarge": True, "orientation": "apply"}
STRETCH = {"mode": "stretch", "orientation": "apply"}


def letterbox(**changes):
    return {**LETTERBOX, **changes}


FRAMEWORKS = {
    "reference": (reference, LETTERBOX, False),
    "ultralytics letterbox, boxes": (ultralytics_letterbox, letterbox(rounding="nearest", offset="exact"), False),
    "ultralytics letterbox, pixels": (ultralytics_pixels, None, False),
    "ultralytics letterbox, not enlarged": (
        lambda *a: ultralytics_letterbox(*a, enlarge=False),
        letterbox(rounding="nearest", offset="exact", enlarge=False), False),
    "ultralytics scale_boxes": (scale_boxes, letterbox(rounding="exact", offset="exact"), False),
    "yolov5 training loader": (lambda *a: loader(*a, math.ceil), None, True),
    "yolov7 training loader": (
        lambda *a: loader(*a, int), letterbox(scale="per_axis", offset="exact"), True),
    "darknet letterbox_image": (darknet_pixels, letterbox(scale="per_axis", orientation="ignore"), False),
    "darknet correct_yolo_boxes": (
        darknet_boxes, letterbox(scale="per_axis", offset="exact", orientation="ignore"), False),
    "stretch": (stretched, STRETCH, False),
    "mmdetection": (
        mmdetection, letterbox(padding="end", rounding="nearest", scale="per_axis"), False),
    "eriklindernoren": (
        eriklindernoren, letterbox(rounding="exact", offset="exact", orientation="ignore"), True),
    "bubbliiiing": (bubbliiiing, letterbox(scale="per_axis", orientation="ignore"), False),
    "dena": (dena, letterbox(scale="per_axis"), True),
}


def sizes(count):
    """Picture sizes: usual ones, odd ones, small ones, narrow ones."""
    fixed = [(640, 480), (480, 640), (500, 375), (1600, 2128), (245, 326), (326, 245), (800, 600), (417, 416), (415, 417),
             (1, 1), (3, 2), (33, 47), (96, 96), (95, 97), (416, 416), (1920, 1080), (1080, 1920), (4000, 37), (37, 4000),
             (2999, 31), (641, 427), (1281, 853), (333, 500), (608, 342), (101, 99), (7, 1000), (5000, 7), (1000, 1), (1, 900), (6000, 5)]
    made = list(fixed)
    while len(made) < count:
        kind = RANDOM.integers(4)
        if kind == 0:
            made.append(tuple(int(v) for v in RANDOM.integers(300, 2200, 2)))
        elif kind == 1:
            made.append(tuple(int(v) * 2 + 1 for v in RANDOM.integers(150, 1000, 2)))
        elif kind == 2:
            made.append(tuple(int(v) for v in RANDOM.integers(8, 300, 2)))
        else:
            long = int(RANDOM.integers(400, 3000))
            pair = (long, max(1, int(long / RANDOM.uniform(4, 18))))
            made.append(pair if RANDOM.integers(2) else pair[::-1])
    return made


def a_box(w, h):
    x = np.sort(RANDOM.uniform(0, w, 2))
    y = np.sort(RANDOM.uniform(0, h, 2))
    return [round(float(v), 2) for v in (x[0], y[0], x[1], y[1])]


def put(box, sx, sy, dx, dy):
    return [box[0] * sx + dx, box[1] * sy + dy, box[2] * sx + dx, box[3] * sy + dy]


def close(a, b, tolerance=1e-9):
    return all(abs(x - y) <= tolerance * max(1, abs(x), abs(y)) for x, y in zip(a, b))


cases = []
for number, (w, h) in enumerate(sizes(200)):
    W, H = INPUTS[number % len(INPUTS)]
    cases.append([w, h, W, H, *a_box(w, h)])

frameworks = {}
for name, (formula, fit, square) in FRAMEWORKS.items():
    rows, differs, degenerate = [], [], []
    for number, (w, h, W, H, *box) in enumerate(cases):
        if square:
            H = W
        nw, nh, sx, sy, dx, dy = formula(w, h, W, H)
        if nw < 1 or nh < 1:
            degenerate.append(number)
        rows.append([number, W, H, nw, nh, sx, sy, dx, dy, *put(box, sx, sy, dx, dy)])
        if fit:
            tie = "up" if name == "mmdetection" else "even"
            mine = place(fit, w, h, W, H, tie)
            if not close([*mine["size"], *mine["scale"], *mine["offset"]], [nw, nh, sx, sy, dx, dy]):
                differs.append(number)
    frameworks[name] = {"fit": fit, "square_only": square, "cases_where_the_fit_object_differs": differs,
                        "cases_with_a_side_of_no_pixel": degenerate, "rows": rows}
    print(f"{name:40} fit object differs in {len(differs)} of {len(rows)}")

# Every combination of the settings, on a few pictures.
grid = []
some = [(640, 480, 416, 416), (481, 641, 416, 416), (60, 45, 416, 416), (45, 61, 416, 256), (1601, 903, 512, 288),
        (2999, 310, 608, 608), (245, 326, 320, 320)]
for w, h, W, H in some:
    box = a_box(w, h)
    for padding in ("center", "end"):
        for rounding in ("down", "nearest", "exact"):
            for scale in ("uniform", "per_axis"):
                for offset in ("down", "exact"):
                    for enlarge in (True, False):
                        fit = letterbox(padding=padding, rounding=rounding, scale=scale, offset=offset, enlarge=enlarge)
                        at = place(fit, w, h, W, H)
                        grid.append([w, h, W, H, padding, rounding, scale, offset, enlarge, *at["size"], *at["scale"],
                                     *at["offset"], *box, *put(box, *at["scale"], *at["offset"])])

# Where r*w is exactly half a pixel: Python's round goes to the even side, mmcv's int(x + .5) up.
ties = []
for w, h, W, H in [(1000, 333, 500, 500), (1000, 331, 500, 500), (832, 625, 416, 416), (832, 627, 416, 416), (99, 192, 96, 96),
                   (97, 192, 96, 96), (1280, 721, 640, 640), (1280, 723, 640, 640), (1216, 5, 608, 608)]:
    ties.append([w, h, W, H, *ultralytics_letterbox(w, h, W, H)[:2], *mmdetection(w, h, W, H)[:2]])

# Where the floating-point product falls below the whole number that it is: int(scale*w) is one less.
below = []
for W in (320, 416, 608, 640):
    for w in range(1, 4097):
        scale = W / w
        if int(scale * w) != W:
            below.append([W, w, int(scale * w)])
counts = {W: sum(1 for b in below if b[0] == W) for W in (320, 416, 608, 640)}
ceiling = [[W, w, math.ceil(w * (W / w))] for W in (320, 416, 608, 640) for w in range(1, 4097) if math.ceil(w * (W / w)) != W]
division = []
for W in (416, 608):
    for w in range(300, 1400, 7):
        for h in range(100, w, 11):
            r = min(W / w, W / h)
            if int(r * h) != (h * W) // w:
                division.append([w, h, W, W, int(r * h), (h * W) // w])
for w, h, W, H, dx, dy, ix, iy in ((437, 736, 416, 416, 85, 0, 84, 0), (713, 736, 416, 416, 7, 0, 6, 0), (416, 169, 608, 608, 0, 181, 0, 180)):
    assert reference(w, h, W, H)[4:] == (dx, dy) and darknet_pixels(w, h, W, H)[4:] == (ix, iy)
print("int(scale*w) below W:", counts, "ceil above:", len(ceiling), "int against integer division:", len(division))

write("fits.json", {
    "about": "Made by Tests/References/field/fits.py. A row of `frameworks` is: index into `cases`, input width and height, new "
             "width and height, scale x and y, offset x and y, the box's left, top, right, bottom in the input. `fit` says the "
             "settings that mean the same, with the cases where they do not.",
    "case_columns": ["width", "height", "input_width", "input_height", "left", "top", "right", "bottom"],
    "cases": cases,
    "frameworks": {k: v for k, v in frameworks.items()},
    "settings": {
        "columns": ["width", "height", "input_width", "input_height", "padding", "rounding", "scale", "offset", "enlarge",
                    "new_width", "new_height", "scale_x", "scale_y", "offset_x", "offset_y", "left", "top", "right", "bottom",
                    "input_left", "input_top", "input_right", "input_bottom"],
        "rows": grid},
    "ties": {"about": "r*size is exactly half a pixel: round half to even (ultralytics), half up (mmdetection)",
             "columns": ["width", "height", "input_width", "input_height", "even_width", "even_height", "up_width", "up_height"],
             "rows": ties},
    "product_below_whole": {
        "about": "int((W/w)*w) in doubles is W - 1 for these widths w (first of each input; counts up to 4096). The reference, "
                 "keras-yolo3, wizyoung and bubbliiiing really make such a picture one pixel smaller; darknet's integer division does not.",
        "counts": counts, "columns": ["input", "width", "result"],
        "rows": [b for W in (320, 416, 608, 640) for b in below if b[0] == W][:80]},
    "product_above_whole": {
        "about": "ceil(w*(W/w)) is W + 1: yolov5's loader makes the picture one pixel too long, and letterbox shrinks it again.",
        "columns": ["input", "width", "result"], "rows": ceiling[:60], "count": len(ceiling)},
    "integer_division": {
        "about": "floor(r*h) in doubles against darknet's (h*W)/w: where they differ, w, h, W, H, the double's, darknet's",
        "count": len(division), "rows": division[:60],
        "where_the_reference_moves": {
            "about": "the reference's int(scale*w) against integer division: sizes where the padding differs by a pixel (3 of 260,550 tried)",
            "columns": ["width", "height", "input_width", "input_height", "offset_x", "offset_y", "integer_offset_x", "integer_offset_y"],
            "rows": [[437, 736, 416, 416, 85, 0, 84, 0], [713, 736, 416, 416, 7, 0, 6, 0], [416, 169, 608, 608, 0, 181, 0, 180]]}},
}, limit=3)


def dialect(fit, boxes, source, training, note=None):
    value = {"fit": fit, "case_of": boxes, "source": source, "training": training}
    if note:
        value["note"] = note
    return value


UL = letterbox(rounding="nearest", offset="exact")
DARKNET = letterbox(scale="per_axis", offset="exact", orientation="ignore")
MOSAIC = ("random: mosaic of four pictures (always by default), random perspective, flip. The deterministic part is the loader "
          "without mosaic: resize of the long side to the input, then letterbox")
DIALECTS = {
    "reference": dialect(LETTERBOX, "reference", "YunYang1994/tensorflow-yolov3 core/utils.py image_preporcess",
                         "random flip, crop and translation of the picture before it (dataset.py), then this letterbox",
                         "boxes are stored in an array of whole numbers, so that upstream cuts each coordinate off; ours does not"),
    "ultralytics": dialect(UL, "ultralytics letterbox, boxes",
                           "ultralytics/yolov3 utils/augmentations.py letterbox, utils/dataloaders.py __getitem__, load_image", MOSAIC,
                           "the loader resizes first, to ceil(r*w), ceil(r*h), so its labels have the scale ceil(r*w)/w per axis: up to a "
                           "pixel from the letterbox alone; the settings have no rounding up. See `yolov5 training loader` in fits.json"),
    "yolov5": dialect(UL, "ultralytics letterbox, boxes",
                      "ultralytics/yolov5 utils/augmentations.py letterbox, utils/dataloaders.py __getitem__, load_image", MOSAIC,
                      "as ultralytics"),
    "ultralytics-v8": dialect(UL, "ultralytics letterbox, boxes",
                              "ultralytics/yolov3 at v8 utils/datasets.py letterbox, LoadImagesAndLabels", MOSAIC,
                              "resizes first, to int(r*w), int(r*h), and enlarges in training only (scaleup = augment): the labels of its "
                              "loader are `yolov7 training loader`; its test does not enlarge"),
    "yolov7": dialect(UL, "ultralytics letterbox, boxes", "WongKinYiu/yolov7 utils/datasets.py letterbox, load_image", MOSAIC,
                      "the loader resizes first, to int(r*w), int(r*h): exactly rounding down, scale per_axis, offset exact "
                      "(`yolov7 training loader`); at detection the letterbox alone"),
    "yolov7-plain": dialect(UL, "ultralytics letterbox, boxes", "as yolov7", MOSAIC, "as yolov7"),
    "scaled-yolov4": dialect(UL, "ultralytics letterbox, boxes", "WongKinYiu/ScaledYOLOv4 utils/datasets.py (same lineage as yolov7)",
                             MOSAIC, "as yolov7; source not read, from its lineage"),
    "scaled-yolov4-csp": dialect(UL, "ultralytics letterbox, boxes", "as scaled-yolov4", MOSAIC, "as scaled-yolov4"),
    "eriklindernoren": dialect(letterbox(rounding="exact", offset="exact", orientation="ignore"), "eriklindernoren",
                               "eriklindernoren/PyTorch-YOLOv3 utils/transforms.py PadSquare, utils/datasets.py resize (PIL picture)",
                               "random affine, sharpness, flip before the padding; a new input size every tenth batch",
                               "pads to a square in whole picture pixels, then resizes: where |w - h| is odd, half a picture pixel "
                               "(half the scale, in input pixels) from the settings; square inputs only"),
    "mmdetection": dialect(letterbox(padding="end", rounding="nearest", scale="per_axis"), "mmdetection",
                           "open-mmlab/mmdetection configs/yolo/yolov3_d53_*608*.py Resize(keep_ratio), Pad(size_divisor 32); mmcv rescale_size",
                           "random: Expand (1 to 2 times), MinIoURandomCrop, sizes 320 to 608, flip; the test pipeline is deterministic",
                           "pads to a multiple of 32 and to the largest of the batch, not to a square; half pixels go up, not to even; "
                           "turned by Exif (mmcv.imfrombytes, run)"),
    "darknet-pjreddie": dialect(DARKNET, "darknet correct_yolo_boxes",
                                "pjreddie/darknet src/image.c letterbox_image, src/yolo_layer.c correct_yolo_boxes, src/data.c load_data_detection",
                                "random place and jittered shape (jitter .3), no crop; with jitter 0 the long side fills the input by the "
                                "picture's own shape, at a random offset, nothing rounded",
                                "built with OpenCV it turns pictures by Exif (imread with flag 1); with stb_image, the Makefile's default, it does not"),
    "darknet-alexeyab-mse": dialect({**STRETCH, "orientation": "ignore"}, "stretch",
                                    "AlexeyAB/darknet src/data.c load_data_detection (letter_box=0), src/image_opencv.cpp load_image_mat_cv",
                                    "random crop and enlargement by jitter, stretched; letter_box=1: a letterbox",
                                    "as darknet-pjreddie: turned by Exif when built with OpenCV (load_image_mat: IMREAD_COLOR, the line that "
                                    "would ignore the orientation is a comment)"),
    "darknet-alexeyab-ciou": None,
    "paddledetection": dialect(STRETCH, "stretch", "PaddlePaddle/PaddleDetection configs/yolov3/_base_/yolov3_reader.yml (keep_ratio: False)",
                               "random: mixup, RandomExpand, RandomCrop, flip, sizes 320 to 608; EvalReader is deterministic",
                               "turned by Exif: Decode calls cv2.imdecode, which turns (imdecode in exif.json)"),
    "paddledetection-options": None,
    "paddledetection-ppyolo": dialect(STRETCH, "stretch", "PaddlePaddle/PaddleDetection configs/ppyolo/_base_/ppyolo_reader.yml (keep_ratio: False)",
                                      "as paddledetection"),
    "zzh8829": dialect({**STRETCH, "orientation": "ignore"}, "stretch", "zzh8829/yolov3-tf2 yolov3_tf2/dataset.py transform_images",
                       "none: nothing random", "labels are fractions of the picture"),
    "wizyoung": dialect(LETTERBOX, "reference", "wizyoung/YOLOv3_TensorFlow utils/data_aug.py letterbox_resize, resize_with_bbox",
                        "random expansion (half of the time), crop with IoU constraints, flip; validation is deterministic"),
    "keras-yolo3": dialect(letterbox(orientation="ignore"), "reference", "qqwweee/keras-yolo3 yolo3/utils.py get_random_data(random=False), PIL",
                           "random shape, scale (.25 to 2) and place, flip; random=False is deterministic",
                           "boxes cut off to whole pixels, as the reference's"),
    "bubbliiiing": dialect(letterbox(scale="per_axis", orientation="ignore"), "bubbliiiing",
                           "bubbliiiing/yolo3-pytorch utils/dataloader.py get_random_data(random=False), PIL (read in copies of it)",
                           "random shape, scale and place, flip, mosaic; random=False is deterministic", "boxes cut off to whole pixels"),
    "dena": dialect(letterbox(scale="per_axis"), "dena", "DeNA/PyTorch_YOLOv3 utils/utils.py preprocess, label2yolobox",
                    "random place, jitter, flip where its config asks for it", "square inputs only"),
    "yolov4-pytorch": dialect(STRETCH, "stretch", "Tianxiaomo/pytorch-YOLOv4 dataset.py Yolo_dataset (letter_box = 0)",
                              "random crop by jitter, mosaic; with jitter 0 the whole picture stretched"),
    "gluoncv": dialect(STRETCH, "stretch", "dmlc/gluon-cv gluoncv/data/transforms/presets/yolo.py YOLO3DefaultValTransform",
                       "random expansion, crop with IoU constraints, flip; the validation transform is deterministic",
                       "load_test (demo) does not: short side to 416, shape kept"),
}
DIALECTS["darknet-alexeyab-ciou"] = {**DIALECTS["darknet-alexeyab-mse"], "note": "as darknet-alexeyab-mse"}
DIALECTS["paddledetection-options"] = {**DIALECTS["paddledetection"], "note": "as paddledetection"}
write("dialect_fits.json", {
    "about": "Made by Tests/References/field/fits.py: dialect -> the settings of `fit` that its loader means; `case_of` names the "
             "rows of fits.json; `training` says what is random. An absent key of a stretch has no meaning there.",
    "dialects": DIALECTS}, limit=2)
