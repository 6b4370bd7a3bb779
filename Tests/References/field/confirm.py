"""Runs the frameworks' own functions on the cases of Tests/Fixtures/field and compares.

    python3 -m venv v && v/bin/pip install numpy opencv-python-headless pillow torch torchvision ultralytics==8.4.190 mmcv-lite==2.2.0
    v/bin/pip install --no-deps imgaug==0.4.0 imageio scikit-image lazy-loader tifffile shapely six addict mmengine
    mkdir w && cd w && pip download --no-deps yolov5==7.0.14 pytorchyolo==1.8.0 mmdet==3.3.0 paddledet==2.6.0 gluoncv==0.10.5.post0 yolov7detect==1.0.1
    for each: unpack into w/x/NAME (yolov5, pytorchyolo, mmdet, paddledet, gluoncv; yolov7detect-1.0.1)
    v/bin/python Tests/References/field/confirm.py w/x [FUNCTION...]         # from the root of the package

Writes Tests/Fixtures/field/confirmed.json: what ran, in which version, on how many cases, and the largest
difference. A framework that is not there keeps the row of an earlier run. paddle (paddlepaddle, numpy below 2) may
live in another environment: run the script there too. Functions are taken out of the packages' files by name
(their other imports are not needed), never changed; nothing of theirs is here.
"""

import ast
import importlib.metadata
import json
import math
import pathlib
import sys
import tempfile

import numpy as np

from common import FIXTURES, write

UNPACKED = pathlib.Path(sys.argv[1])
fits = json.loads((FIXTURES / "fits.json").read_text())
CASES = fits["cases"]
path = FIXTURES / "confirmed.json"
results = json.loads(path.read_text())["ran"] if path.exists() else {}


def take(file, names, scope):
    """The functions and classes of a file, by name, in a scope that has what they call."""
    tree = ast.parse((UNPACKED / file).read_text())
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names and node.name not in found:
            found[node.name] = node
    assert set(found) == set(names), set(names) - set(found)
    for node in found.values():
        node.decorator_list = []
        for inner in ast.walk(node):
            if isinstance(inner, ast.FunctionDef):
                inner.returns = None
                for argument in [*inner.args.args, *inner.args.kwonlyargs]:
                    argument.annotation = None
        exec(compile(ast.Module([node], []), file, "exec"), scope)
    return [scope[name] for name in names]


def record(name, package, what, differences, note=None, allowed=1e-9):
    worst = max(differences)
    results[name] = {"package": package, "what": what, "cases": len(differences), "largest_difference": worst}
    if note:
        results[name]["note"] = note
    print(f"{'ok   ' if worst <= allowed else 'WRONG'} {name:44} {len(differences):4} cases, largest difference {worst:.1e}")


def part(function):
    try:
        function()
    except (ImportError, FileNotFoundError) as fault:
        print(f"       {function.__name__}: not run ({fault})")


def rows(name, area=3e6):
    for row in fits["frameworks"][name]["rows"]:
        number, W, H, nw, nh, *rest = row
        w, h = CASES[number][:2]
        if w * h <= area and nw >= 1 and nh >= 1:
            yield w, h, W, H, nw, nh, *rest


def ultralytics_package():
    import ultralytics
    from ultralytics.data.augment import LetterBox
    from ultralytics.utils.instance import Instances
    from ultralytics.utils import ops
    import torch
    version = f"ultralytics {ultralytics.__version__}"
    size, boxes, pixel = [], [], []
    for name, scaleup in (("ultralytics letterbox, boxes", True), ("ultralytics letterbox, not enlarged", False)):
        for w, h, W, H, nw, nh, sx, sy, dx, dy, *put in rows(name):
            box = [[(put[0] - dx) / sx, (put[1] - dy) / sy, (put[2] - dx) / sx, (put[3] - dy) / sy]]
            instances = Instances(np.array(box, np.float64), segments=np.zeros((0, 1000, 2)), bbox_format="xyxy", normalized=False)
            out = LetterBox((H, W), auto=False, scaleup=scaleup)({"img": np.full((h, w, 3), 255, np.uint8), "instances": instances, "cls": np.zeros((1, 1))})
            got = out["instances"].bboxes[0]
            boxes.append(float(np.abs(got - np.array(put)).max()))
            inside = np.argwhere((out["img"] == 255).all(2))
            size.append(float(max(abs(np.ptp(inside[:, 1]) + 1 - nw), abs(np.ptp(inside[:, 0]) + 1 - nh))))
            pixel.append(float(max(abs(inside[:, 1].min() - round(dx - 0.1)), abs(inside[:, 0].min() - round(dy - 0.1)))))
    record("ultralytics LetterBox, new size", version, "LetterBox(auto=False), both with and without enlarging", size)
    record("ultralytics LetterBox, pixels", version, "where the picture's first pixel stands: round(d - .1)", pixel)
    record("ultralytics LetterBox, labels", version, "boxes moved by LetterBox", boxes, allowed=0.5 + 1e-3,
           note="this newer package moves labels by the whole pixels (d - .1 rounded) where yolov3 and yolov5 keep half pixels: up to .5")
    differences = []
    for w, h, W, H, nw, nh, sx, sy, dx, dy, *put in rows("ultralytics scale_boxes", 1e18):
        got = ops.scale_boxes((H, W), torch.tensor([put], dtype=torch.float64), (h, w))[0].numpy()
        box = np.array([(put[0] - dx) / sx, (put[1] - dy) / sy, (put[2] - dx) / sx, (put[3] - dy) / sy])
        differences.append(float(np.abs((got - box) * sx).max()))
    record("ultralytics ops.scale_boxes", version, "detections back into the picture, in input pixels", differences, allowed=0.8,
           note="this newer package rounds size and padding (round(d - .1)) in scale_boxes as well: up to .75 from yolov3 and yolov5")


def yolov5_package():
    import cv2
    import torch
    version = "yolov5 7.0.14"
    scope = {"np": np, "cv2": cv2, "math": math, "torch": torch}
    (letterbox,) = take("yolov5/yolov5/utils/augmentations.py", ["letterbox"], scope)
    clip, scale, xywhn = take("yolov5/yolov5/utils/general.py", ["clip_boxes", "scale_boxes", "xywhn2xyxy"], scope)
    differences = []
    for name, scaleup in (("ultralytics letterbox, boxes", True), ("ultralytics letterbox, not enlarged", False)):
        for w, h, W, H, nw, nh, sx, sy, dx, dy, *put in rows(name):
            image, ratio, pad = letterbox(np.full((h, w, 3), 255, np.uint8), (H, W), auto=False, scaleup=scaleup)
            assert image.shape[:2] == (H, W)
            inside = np.argwhere((image == 255).all(2))
            assert (np.ptp(inside[:, 1]) + 1, np.ptp(inside[:, 0]) + 1) == (nw, nh)
            differences.append(float(np.abs(np.array([*ratio, *pad]) - [sx, sy, dx, dy]).max()))
    record("yolov5 letterbox", version, "ratio and padding; the new size found in the picture", differences)
    differences = []
    for w, h, W, H, nw, nh, sx, sy, dx, dy, *put in rows("ultralytics scale_boxes", 1e18):
        got = scale((H, W), torch.tensor([put], dtype=torch.float64), (h, w))[0].numpy()
        box = np.array([(put[0] - dx) / sx, (put[1] - dy) / sy, (put[2] - dx) / sx, (put[3] - dy) / sy])
        differences.append(float(np.abs((got - box) * sx).max()))
    record("yolov5 scale_boxes", version, "detections back into the picture, in input pixels", differences)
    (load,) = take("yolov5/yolov5/utils/dataloaders.py", ["load_image"], {**scope})

    def whole_loader(load_image, name, ceil):
        differences = []
        with tempfile.TemporaryDirectory() as folder:
            for w, h, W, H, nw, nh, sx, sy, dx, dy, *put in list(rows(name, 1e6))[:80]:
                file = f"{folder}/p.png"
                cv2.imwrite(file, np.full((h, w, 3), 255, np.uint8))
                me = type("Data", (), {"ims": [None], "imgs": [None], "im_files": [file], "img_files": [file],
                                       "npy_files": [pathlib.Path(folder) / "none.npy"], "img_size": W, "augment": True})()
                image, (h0, w0), (lh, lw) = load_image(me, 0)
                image, ratio, pad = letterbox(image, W, auto=False, scaleup=True)
                box = [(put[0] - dx) / sx / w, (put[1] - dy) / sy / h, (put[2] - dx) / sx / w, (put[3] - dy) / sy / h]
                centre = np.array([[(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]]])
                got = xywhn(centre, ratio[0] * lw, ratio[1] * lh, padw=pad[0], padh=pad[1])[0]
                differences.append(float(np.abs(got - put).max()))
        return differences

    # The package's own load_image may round down or up, by its age: ask its text which.
    text = (UNPACKED / "yolov5/yolov5/utils/dataloaders.py").read_text()
    ceil = "math.ceil(w0 * r)" in text
    record("yolov5 training loader", version, "load_image, letterbox and xywhn2xyxy on picture files",
           whole_loader(load, "yolov5 training loader" if ceil else "yolov7 training loader", ceil),
           note="this version rounds the first resize " + ("up" if ceil else "down"))
    (load7,) = take("yolov7detect-1.0.1/yolov7/utils/datasets.py", ["load_image"], {**scope})
    (letterbox,) = take("yolov7detect-1.0.1/yolov7/utils/datasets.py", ["letterbox"], {**scope})
    record("yolov7 training loader", "yolov7detect 1.0.1", "load_image, letterbox and xywhn2xyxy on picture files",
           whole_loader(load7, "yolov7 training loader", False))


def yolov5_loss():
    import torch
    import torch.nn as nn
    torch.set_default_dtype(torch.float64)
    scope = {"torch": torch, "nn": nn, "math": math, "de_parallel": lambda model: model}
    take("yolov5/yolov5/utils/metrics.py", ["bbox_iou"], scope)
    _, _, Loss = take("yolov5/yolov5/utils/loss.py", ["smooth_BCE", "FocalLoss", "ComputeLoss"], scope)

    def run(entry, factors):
        strides, n, classes = entry["strides"], len(entry["strides"]), entry["classes"]
        heads = np.load(FIXTURES / entry["folder"] / "heads.npz")
        anchors = [np.array(a, float) / s for a, s in zip(entry["anchors"], strides)]
        A = len(anchors[0])
        W, H = entry["input"]
        tensors = []
        for name in entry["scale_names"]:
            h = heads[name].astype(np.float64)
            tensors.append(torch.tensor(h.reshape(*h.shape[:3], A, 5 + classes).transpose(0, 3, 1, 2, 4).copy()))
        targets = []
        for i, line in enumerate((FIXTURES / entry["folder"] / "labels.txt").read_text().splitlines()):
            for word in line.split()[1:]:
                x1, y1, x2, y2, c = map(float, word.split(","))
                targets.append([i, c, (x1 + x2) / 2 / W, (y1 + y2) / 2 / H, (x2 - x1) / W, (y2 - y1) / H])
        hyp = {"box": 0.05 * factors[0], "obj": 1.0 * factors[1], "cls": 0.5 * factors[2], "anchor_t": 4.0, "fl_gamma": 0.0, "cls_pw": 1.0,
               "obj_pw": 1.0, "label_smoothing": 0.0}

        class Model(nn.Module):
            def __init__(self):
                super().__init__()
                self.weight = nn.Parameter(torch.zeros(1))
                self.hyp, self.gr = hyp, 1.0
                detect = nn.Module()
                detect.na, detect.nc, detect.nl, detect.anchors = A, classes, n, torch.tensor(np.array(anchors))
                detect.stride = torch.tensor([float(s) for s in strides])
                self.model = [detect]
        loss, items = Loss(Model())(tensors, torch.tensor(targets))
        return float(loss), [float(x) for x in items]

    differences, printed = [], []
    table = {(r[0], r[1], r[2], r[3], r[4], r[5]): r[6:] for r in json.loads((FIXTURES / "gains.json").read_text())["table"]}
    for entry in json.loads((FIXTURES / "gains.json").read_text())["examples"]:
        n, (W, H), classes = len(entry["strides"]), entry["input"], entry["classes"]
        rules = {"as_given": (1, 1, 1), "by_size_and_classes": (3 / n, (max(W, H) / 640) ** 2 * 3 / n, classes / 80 * 3 / n),
                 "by_size_and_classes, size 640": (3 / n, 3 / n, classes / 80 * 3 / n), "by_classes": (3 / n, 3 / n, classes / 80 * 3 / n)}
        for rule, factors in rules.items():
            total, items = run(entry, factors)
            differences.append(abs(total - entry[rule]["loss"]["total"]) / total)
            printed.append(max(abs(a - b) / (abs(b) or 1) for a, b in zip(items, entry[rule]["framework_loss"].values())))
    record("yolov5 ComputeLoss, gains", "yolov5 7.0.14", "returned loss of gains.json, relative", differences)
    record("yolov5 ComputeLoss, printed parts", "yolov5 7.0.14", "loss items of gains.json, relative", printed)
    differences = []
    for entry in json.loads((FIXTURES / "scales.json").read_text())["ultralytics"]:
        total, _ = run(entry, (1, 1, 1))
        differences.append(abs(total - entry["loss"]["total"]) / total)
    record("yolov5 ComputeLoss, one to five scales", "yolov5 7.0.14", "returned loss of scales.json, relative", differences,
           note="one, two and four scales as well: the first of 4, 1, .25, .06, .02")


def eriklindernoren():
    if not hasattr(np, "sctypes"):
        np.sctypes = {"float": [np.float16, np.float32, np.float64], "int": [np.int8, np.int16, np.int32, np.int64],
                      "uint": [np.uint8, np.uint16, np.uint32, np.uint64], "complex": [], "others": [bool]}
    sys.path.insert(0, str(UNPACKED / "pytorchyolo"))
    from pytorchyolo.utils.transforms import DEFAULT_TRANSFORMS
    differences = []
    for w, h, W, H, nw, nh, sx, sy, dx, dy, *put in list(rows("eriklindernoren", 1.5e6)):
        box = [(put[0] - dx) / sx / w, (put[1] - dy) / sy / h, (put[2] - dx) / sx / w, (put[3] - dy) / sy / h]
        label = np.array([[0, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]]])
        image, targets = DEFAULT_TRANSFORMS((np.full((h, w, 3), 200, np.uint8), label))
        if len(targets) == 0:
            continue
        x, y, bw, bh = (targets[0, 2:].double().numpy() * W)
        differences.append(float(np.abs(np.array([x - bw / 2, y - bh / 2, x + bw / 2, y + bh / 2]) - put).max()))
    record("eriklindernoren PadSquare", "pytorchyolo 1.8.0, imgaug 0.4.0", "labels after DEFAULT_TRANSFORMS, input pixels (single precision)",
           differences, allowed=2e-3)


def mmcv_resize():
    import mmcv
    differences = []
    for w, h, W, H, nw, nh, *rest in rows("mmdetection"):
        if W != H:
            continue
        image, factor = mmcv.imrescale(np.zeros((h, w, 3), np.uint8), (W, H), return_scale=True)
        differences.append(float(max(abs(image.shape[1] - nw), abs(image.shape[0] - nh), abs(image.shape[1] / w - rest[0]), abs(image.shape[0] / h - rest[1]))))
    record("mmcv imrescale", f"mmcv-lite {mmcv.__version__}", "new size and scale per axis, square inputs", differences)
    ties = []
    for w, h, W, H, _, _, nw, nh in fits["ties"]["rows"]:
        if w * h < 1e7:
            ties.append(float(max(abs(a - b) for a, b in zip(mmcv.rescale_size((w, h), (W, H)), (nw, nh)))))
    record("mmcv rescale_size, half pixels", f"mmcv-lite {mmcv.__version__}", "half pixels go up", ties)


def mmdet_overlaps():
    import torch
    torch.set_default_dtype(torch.float64)
    gate = json.loads((FIXTURES / "overlaps.json").read_text())["gate"]
    ciou, siou = take("mmdet/mmdet/models/losses/iou_loss.py", ["ciou_loss", "siou_loss"], {"torch": torch, "math": math, "Tensor": torch.Tensor})
    truth = torch.tensor([g["truth"] for g in gate])

    def both(function, key, gradient_key, **options):
        guess = torch.tensor([g["prediction"] for g in gate], requires_grad=True)
        loss = function(guess, truth, **options)
        loss.sum().backward()
        value = [abs(1 - float(x) - g[key]) for x, g in zip(loss.detach(), gate) if -1 < g[key] < 1]
        slope = [float(np.abs(-guess.grad[i].numpy() - g[gradient_key]).max()) for i, g in enumerate(gate)
                 if all(abs(p - t) > 1e-9 for p, t in zip(g["prediction"], g["truth"])) and abs(g["iou"] - 0.5) > 1e-6]
        return value, slope

    value, slope = both(ciou, "ciou_gated_mmdetection", "gradient_gated")
    record("mmdetection ciou_loss", "mmdet 3.3.0", "1 - loss: alpha 0 unless IoU > .5", value)
    record("mmdetection ciou_loss, gradient", "mmdet 3.3.0", "against the gradient without epsilon", slope, allowed=1e-6)
    value, _ = both(siou, "siou_mmdetection_epsilon", "siou_mmdetection_gradient")
    record("mmdetection siou_loss, default", "mmdet 3.3.0", "1 - loss, neg_gamma False", value)
    value, _ = both(siou, "siou_paper_epsilon", "siou_paper_gradient", neg_gamma=True)
    record("mmdetection siou_loss, neg_gamma", "mmdet 3.3.0", "1 - loss, the paper's sign", value)


def torchvision_overlaps():
    import torch
    import torchvision
    from torchvision.ops import complete_box_iou_loss
    gate = json.loads((FIXTURES / "overlaps.json").read_text())["gate"]
    loss = complete_box_iou_loss(torch.tensor([g["prediction"] for g in gate], dtype=torch.float64), torch.tensor([g["truth"] for g in gate], dtype=torch.float64))
    record("torchvision complete_box_iou_loss", f"torchvision {torchvision.__version__}", "CIoU without a gate (its epsilon 1e-7)",
           [abs(1 - float(x) - g["ciou"]) for x, g in zip(loss, gate)], allowed=1e-6)


def paddle_overlaps():
    import paddle
    (iou,) = take("paddledet/ppdet/modeling/bbox_utils.py", ["bbox_iou"], {"paddle": paddle, "math": math})
    data = json.loads((FIXTURES / "overlaps.json").read_text())
    differences = []
    for row in data["small_boxes"]:
        boxes = [[paddle.to_tensor([x / data["input"]], dtype="float64") for x in row[k]] for k in ("prediction", "truth")]
        for name in ("iou", "giou", "diou", "ciou"):
            got = float(iou(*boxes, **({} if name == "iou" else {name: True})))
            differences.append(abs(got - row[name]["fractions_1e-9"]))
    record("PaddleDetection bbox_iou", f"paddledet 2.6.0, paddlepaddle {paddle.__version__}", "iou, giou, diou, ciou of eleven small boxes", differences)


def gluoncv_resize():
    (resize,) = take("gluoncv/gluoncv/data/transforms/bbox.py", ["resize"], {"np": np})
    differences = []
    for w, h, W, H, nw, nh, sx, sy, dx, dy, *put in rows("stretch", 1e18):
        box = np.array([[put[0] / sx, put[1] / sy, put[2] / sx, put[3] / sy]])
        differences.append(float(np.abs(resize(box, (w, h), (W, H))[0] - put).max()))
    record("gluoncv bbox.resize", "gluoncv 0.10.5.post0", "stretched boxes", differences)


def paddle_resize():
    import cv2
    text = (UNPACKED / "paddledet/ppdet/data/transform/operators.py").read_text()
    tree = ast.parse(text)
    resize = next(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == "Resize")
    method = next(n for n in resize.body if isinstance(n, ast.FunctionDef) and n.name == "apply_bbox")
    scope = {"np": np}
    exec(compile(ast.Module([method], []), "operators.py", "exec"), scope)
    differences = []
    for w, h, W, H, nw, nh, sx, sy, dx, dy, *put in rows("stretch", 1e18):
        box = np.array([[put[0] / sx, put[1] / sy, put[2] / sx, put[3] / sy]])
        got = scope["apply_bbox"](None, box, [sx, sy], [W, H])[0]
        differences.append(float(np.abs(got - np.clip(put, 0, [W, H, W, H])).max()))
    record("PaddleDetection Resize.apply_bbox", "paddledet 2.6.0", "stretched boxes", differences)


def opencv_refuses():
    import cv2
    refused = []
    for name in ("reference", "darknet letterbox_image"):
        for number in fits["frameworks"][name]["cases_with_a_side_of_no_pixel"]:
            row = next(r for r in fits["frameworks"][name]["rows"] if r[0] == number)
            try:
                cv2.resize(np.zeros((CASES[number][1], CASES[number][0], 3), np.uint8), (row[3], row[4]))
                refused.append(1.0)
            except cv2.error:
                refused.append(0.0)
    record("cv2.resize to a side of no pixel", f"opencv {cv2.__version__}", "raises, so the reference fails on such a picture (0: raised)", refused)


ONLY = sys.argv[2:]
for function in (ultralytics_package, yolov5_package, yolov5_loss, eriklindernoren, mmcv_resize, mmdet_overlaps, torchvision_overlaps,
                 paddle_overlaps, gluoncv_resize, paddle_resize, opencv_refuses):
    if not ONLY or function.__name__ in ONLY:
        part(function)
write("confirmed.json", {
    "about": "Made by Tests/References/field/confirm.py: frameworks' own functions run on the cases beside. Differences are in input pixels, "
             "metrics or relative losses, as `what` says.",
    "ran": results,
    "not_run": ["darknet (C; its integer formulas are restated, FIELD measured them by running)", "the reference's image_preporcess "
                "(TensorFlow 1; restated; its fallback rule is confirmed by the golden totals)", "zzh8829, keras-yolo3, wizyoung, bubbliiiing, dena, "
                "yolov4-pytorch loaders (restated from their sources)", "mmdetection's whole pipeline (its resize is mmcv's, which ran)"]}, limit=2)
