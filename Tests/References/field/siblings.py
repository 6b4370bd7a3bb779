"""Further situations of the kinds in FIELD.md, sections 1, 2 and 6: their inputs, and what is right.

    python3 -m venv v && v/bin/pip install numpy==2.4.6 pillow==13.0.0
    v/bin/python Tests/References/field/siblings.py      # from the root of the package

Writes Tests/Fixtures/field/siblings/ (tiny files), siblings.json (kind, situation, files, what is right),
siblings.md (the same to read), words.json (names people try for a dialect) and mistakes.json
with mistakes/ (a dump like a trained network's, and what the usual mistakes make of its loss). Deterministic.
"""

import io
import json
import math
import zipfile

import numpy as np
from PIL import Image

from common import FIXTURES, write
from formulas import COCO, STRIDES, assign, logistic, reference_loss

FOLDER = FIXTURES / "siblings"
rng = np.random.default_rng(20260121)
table = []

CONFIG = {"classes": 3, "scales": [{"name": "small", "stride": 8, "anchors": COCO[0]}, {"name": "medium", "stride": 16, "anchors": COCO[1]},
                                   {"name": "large", "stride": 32, "anchors": COCO[2]}]}


def file(name, data):
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return f"siblings/{name}"


def config(name, **changes):
    return file(name, json.dumps({**CONFIG, **changes}, indent=1) + "\n")


def scales(anchors, strides=(8, 16, 32)):
    return [{"name": f"s{s}", "stride": s, "anchors": a} for s, a in zip(strides, anchors)]


def arrays(name, **named):
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **named)
    return f"siblings/{name}"


def sibling(kind, situation, files, right, exit_code=None, **more):
    table.append({"kind": kind, "situation": situation, "files": files if isinstance(files, list) else [files],
                  "right": right, "exit": exit_code, **more})


# --- 1: numbers -------------------------------------------------------------------------------------

K = "09 lists for three scales"
sibling(K, "ultralytics on one, two and five scales", [f"scales/{n}/heads.npz" for n in (1, 2, 5)],
        "balance 4; 4, 1; 4, 1, .25, .06, .02 (losses in scales.json)", 0)
sibling(K, "ultralytics on six scales", config("09/six-scales.json", dialect="ultralytics", scales=scales([COCO[0]] * 6, (8, 16, 32, 64, 128, 256))),
        "an error that asks for objectness.scale_weights: the framework has five numbers", 78)
sibling(K, "a list of the file's own with another length: three weights for two scales",
        config("09/own-list-too-long.json", scales=scales(COCO[:2], (8, 16)), objectness={"scale_weights": [4.0, 1.0, 0.4]}),
        "an error with the two lengths; nothing is cut off", 78)
sibling(K, "scales written with the largest stride first", config("09/falling.json", dialect="ultralytics", scales=scales(COCO[::-1], (32, 16, 8))),
        "weights go by stride, not by place in the file: stride 8 has 4, stride 32 has .4", 0)

K = "10 anchors and masks"
for name in ("shared-and-none", "two-on-none", "three-scales", "equal-anchors", "scales-share-all"):
    sibling(K, f"random case {name}", f"masks/{name}/heads.npz", "assignments and losses of masks.json", 0)
TOP = [[10, 14], [23, 27], [37, 58], [81, 82], [135, 169], [344, 319]]
mask = [{"name": "s16", "stride": 16, "mask": [1, 2, 3]}, {"name": "s32", "stride": 32, "mask": [3, 4, 5]}]
sibling(K, "an index beyond the list", config("10/out-of-range.json", anchors=TOP, scales=[mask[0], {**mask[1], "mask": [3, 4, 6]}]),
        "an error: scale s32, index 6, allowed 0 to 5", 78)
sibling(K, "masks counted from one (1 to 6)", config("10/from-one.json", anchors=TOP, scales=[{**mask[0], "mask": [1, 2, 3]}, {**mask[1], "mask": [4, 5, 6]}]),
        "an error for 6; since 0 is on no scale, say that indices begin at 0", 78)
sibling(K, "a mask without anchors at the top", config("10/no-anchors.json", scales=mask), "an error that asks for \"anchors\" at the top", 78)
sibling(K, "anchors at the top and in a scale", config("10/both.json", anchors=TOP, scales=[mask[0], {"name": "s32", "stride": 32, "anchors": TOP[3:]}]),
        "an error: the file must say it in one way", 78)
sibling(K, "the same index twice in one mask", config("10/twice.json", anchors=TOP, scales=[{**mask[0], "mask": [1, 1, 2]}, mask[1]]),
        "an error (darknet would always take the first of them and never train the second)", 78)

K = "11 scale_x_y"
for n, name in ((1, "one"), (2, "two"), (4, "four")):
    sibling(K, f"darknet-alexeyab-ciou on {name} scale(s) without decoding.center_scale",
            config(f"11/{name}.json", dialect="darknet-alexeyab-ciou", scales=scales([COCO[0]] * n, (8, 16, 32, 64)[:n])),
            "an error that asks for decoding.center_scale; 1.2, 1.1, 1.05 is yolov4.cfg's of three layers", 78)
sibling(K, "two scales, one number given", config("11/told.json", dialect="darknet-alexeyab-ciou", scales=scales(COCO[1:], (16, 32)),
                                                 decoding={"center_scale": 1.05, "size": "exponential"}),
        "taken for both; what is not said of decoding (size) stays the dialect's", 0)
K = "16, 27 class scores"
for c in (1, 2, 4):
    sibling(K, f"softmax of {c} class(es) over two anchors, 3 by 2 cells", f"softmax/head-c{c}.npy", "scores of softmax.json, not sigmoids", 0)
sibling(K, "softmax with --multi-label", "softmax/head-c4.npy", "each class has objectness times its softmax; they add up to the objectness", 0)
sibling(K, "one class, dialect whose loss leaves the class channel out (ultralytics, yolov5, yolov7)", "gains/64-c1/heads.npz",
        "score objectness times sigmoid as yolov5 does, with a note that the channel was never trained; yolov7 and zzh8829 take the objectness alone (softmax.json, without_class)", 0)
K = "17 decoding undoes the fit"
sibling(K, "a box put into the input and decoded again, every framework's fit", "fits.json", "the picture's coordinates again, to 1e-9 (columns of `frameworks`)", 0)
sibling(K, "padding at the end (mmdetection), 800x600 in 416", "fits.json", "offset 0, 0; a box's y is not moved", 0)
sibling(K, "a small picture that is not enlarged", "fits.json", "`ultralytics letterbox, not enlarged`: scale 1, offsets half the difference", 0)
sibling(K, "half a pixel exactly", "fits.json", "`ties`: nearest is half to even for ultralytics, half up for mmdetection", 0)
sibling(K, "523x562 in 416: the long side by doubles is 415", "fits.json", "reference 415 (int(scale*h)), darknet 416 (integer division): half a pixel of its offset hangs on it", 0)
K = "19 orientation"
for f, right in (("jpeg-5-big.jpg", "16x24: big endian"), ("jpeg-thumbnail-differs.jpg", "24x16: the thumbnail's 6 does not count"),
                 ("jpeg-zero.jpg", "24x16: 0 is no orientation"), ("jpeg-cut-directory.jpg", "24x16, a note at most: broken Exif is no error"),
                 ("jpeg-xmp-first-6.jpg", "16x24: an XMP segment stands before the Exif one"), ("png-6.png", "16x24"), ("webp-6.webp", "16x24")):
    sibling(K, f, f"exif/{f}", right + " (all files and OpenCV's answers in exif.json)", 0)
sibling(K, "orientation 3 (upside down)", "exif/jpeg-3-little.jpg", "the size stays, but boxes made on the stored picture would be turned: the size alone cannot tell", 0)
K = "25 fit of each framework"
sibling(K, "a picture narrower than a pixel in the input (5000x7 in 416)", "fits.json",
        "down: a height of 0, on which the frameworks fail (cv2.resize raises; run): an error with the picture's name", 65)
sibling(K, "--fit letterbox with a dialect that stretches", "dialect_fits.json", "mode letterbox, the other keys from the reference, said in the output", 0)
sibling(K, "an unknown key in the object", config("25/unknown-key.json", fit={"mode": "letterbox", "pad": "center"}), "an error with the nearest word, padding", 78)
sibling(K, "padding with stretch", config("25/stretch-padding.json", fit={"mode": "stretch", "padding": "end"}), "an error or a note: padding has no meaning there", None)

# --- labels -----------------------------------------------------------------------------------------

K = "26 lines that are not understood"
BOX = "a.jpg 4,8,60,70,0\n"
for name, text, right in (
    ("tf-csv.csv", "filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,96,96,cat,4,8,60,70\n", "CSV of TensorFlow's object detection: say the form that is wanted"),
    ("retinanet-empty.csv", "imgs/a.jpg,4,8,60,70,cat\nimgs/b.jpg,,,,,\n", "keras-retinanet's CSV; an empty row is an image without objects there"),
    ("tabs.tsv", "a.jpg\t4\t8\t60\t70\t0\n", "tabs between the numbers: numbers stand alone, commas are missing"),
    ("blanks-in-box.txt", "a.jpg 4, 8, 60, 70, 0\n", "blanks after commas: five words where one box is meant"),
    ("class-first.txt", "a.jpg 0,4,8,60,70\n", "five numbers, but class first: left 0, class 70 out of range; say so"),
    ("six-numbers.txt", "a.jpg 4,8,60,70,0,0.7\n", "six numbers: a mix-up weight or a score; which column is too many"),
    ("four-numbers.txt", "a.jpg 4,8,60,70\n", "four numbers: the class is missing"),
    ("yolo-file.txt", "0 0.33 0.41 0.58 0.65\n1 0.5 0.5 0.2 0.2\n", "a YOLO label file given as lines: pass its folder"),
    ("coco.json", '{"images": [{"id": 1, "file_name": "a.jpg", "width": 96, "height": 96}], "annotations": [], "categories": [{"id": 1, "name": "cat"}]}\n', "COCO JSON, under --label-format lines: say it is COCO"),
    ("voc.xml", "<annotation><filename>a.jpg</filename><object><name>cat</name><bndbox><xmin>4</xmin></bndbox></object></annotation>\n", "one VOC file given as lines: pass the folder"),
    ("list-with-crlf.txt", "/data/a.jpg\r\n/data/b.jpg\r\n", "darknet's list of images: no line has a box; whose boxes are elsewhere"),
    ("one-bad-of-many.txt", BOX + "b.jpg 10,12,80,90,2\nc.jpg 1,2,3\nd.jpg 5,5,50,50,1\ne.jpg 7;7;9;9;0\n", "both faults (lines 3 and 5), not the first alone"),
    ("thirty-bad.txt", "".join(f"i{k}.jpg 1,2,x,4,0\n" for k in range(30)), "twenty of thirty faults, and that there are ten more"),
    ("markdown.md", "# Labels\n\n| image | box |\n|---|---|\n", "`#` begins a comment; the table's lines are errors"),
    ("nothing.txt", "", "an empty file: no images; an error, not a loss of 0"),
    ("only-comments.txt", "# a\n# b\n", "as empty, said so"),
    ("images-without-boxes.txt", "a.jpg\nb.jpg\n", "names alone in a file of which no line has a box: the warning of FIELD 26; with --order or in a file that has boxes elsewhere they are images without objects"),
    ("nan.txt", "a.jpg 4,8,nan,70,0\n", "not a finite number: line, box"),
    ("hex-and-exponent.txt", "a.jpg 4,8,6e1,0x46,0\n", "6e1 is 60; 0x46 is not a number here"),
    ("full-width.txt", "a.jpg 4，8，60，70，0\n", "full-width commas (U+FF0C): name the character"),
    ("double-space.txt", "a.jpg  4,8,60,70,0 \n", "two blanks and one at the end: accepted"),
):
    code = {"double-space.txt": 0, "list-with-crlf.txt": None, "images-without-boxes.txt": None}.get(name, 65)
    sibling(K, name, file(f"26/{name}", text), right, code)

K = "D5 coordinates in another unit"
for name, text, right in (
    ("corners-0-1.txt", "a.jpg 0.2,0.3,0.5,0.7,0\nb.jpg 0.1,0.1,0.9,0.95,2\n", "all in 0 to 1: look like fractions (a warning with count and first place)"),
    ("centre-size-0-1.txt", "a.jpg 0.5,0.5,0.2,0.3,0\nb.jpg 0.4,0.6,0.7,0.1,1\n", "fractions, but centre and size: right is left of left: a reversed box (error), cause named"),
    ("thousandths.txt", "a.jpg 200,300,500,700,0\nb.jpg 100,100,900,950,2\n", "0 to 1000 on pictures of 96x96: wholly outside, an error; all boxes up to 1000: say that they look like thousandths"),
    ("percent.txt", "a.jpg 20,30,50,70,0\nb.jpg 10,10,90,95,2\n", "0 to 100 on pictures of 96x96: cannot be told from pixels; no warning is right (believed)"),
    ("corner-and-size.txt", "a.jpg 40,30,20,15,0\nb.jpg 60,50,30,12,1\n", "left, top, width, height (COCO's order): right below left in both: reversed boxes, cause named"),
    ("yxyx.txt", "a.jpg 8,4,70,60,0\n", "TensorFlow's y, x, y, x: cannot be told on a square picture (believed); on a wide one boxes leave it below"),
    ("one-small-one-big.txt", "a.jpg 0.2,0.3,0.5,0.7,0\nb.jpg 10,20,80,90,1\n", "only one box in 0 to 1: under a pixel, its own warning, not `fractions`"),
    ("other-size.txt", "a.jpg 20,30,500,400,0\n", "labels made on 640x480, the picture is 96x96 now: leaves the picture by 404 pixels"),
    ("one-past-edge.txt", "a.jpg 0,0,97,96,0\n", "one pixel beyond the edge (VOC's 1-based corners): no warning up to one pixel"),
    ("wholly-outside.txt", "a.jpg 100,100,120,130,0\n", "wholly outside 96x96: an error"),
):
    sibling(K, name, file(f"D5/{name}", text), right,
            65 if name in ("centre-size-0-1.txt", "corner-and-size.txt", "thousandths.txt", "wholly-outside.txt") else 0)
picture = io.BytesIO()
Image.new("RGB", (96, 96), (90, 120, 90)).save(picture, "PNG")
for name in ("a.jpg", "b.jpg"):
    file(f"D5/{name}", picture.getvalue())                      # a PNG named .jpg: known by its first bytes
K = "class numbers"
for name, text, right, code in (
    ("from-one.txt", "a.jpg 4,8,60,70,1 1,1,9,9,3\nb.jpg 10,12,80,90,2\n", "ids 1 to 3 of 3 classes: 3 is out of range, and none is 0: counted from one", 65),
    ("never-zero.txt", "a.jpg 4,8,60,70,1\nb.jpg 10,12,80,90,2\n", "1 and 2 of 3 classes, never 0, few objects: no warning (believed), with a hundred objects one", 0),
    ("coco-91.txt", "a.jpg 4,8,60,70,90\n", "90 of 3 (or 80) classes: COCO's category ids, not class numbers", 65),
    ("fraction.txt", "a.jpg 4,8,60,70,1.5\n", "a class of 1.5", 65),
    ("float-whole.txt", "a.jpg 4,8,60,70,1.0\n", "1.0 is 1", 0),
    ("name.txt", "a.jpg 4,8,60,70,cat\n", "the class of that name, where the config has names", 0),
    ("minus-one.txt", "a.jpg 4,8,60,70,-1\n", "-1 (ignore in some tools): out of range", 65),
    ("duplicates.txt", "a.jpg 4,8,60,70,1 4,8,60,70,1 4,8,60,70,2\n", "one box twice with one class: a warning; with two classes: none", 0),
):
    sibling(K, name, file(f"classes/{name}", text), right, code)

# --- values that cannot be logits -------------------------------------------------------------------

K = "D2, 12, D1, 22 values that are not logits"
act = json.loads((FIXTURES / "activation.json").read_text()) if (FIXTURES / "activation.json").exists() else {"rules": []}
for rule in act["rules"]:
    sibling(K, rule["why"], rule["file"], "an error that asks for activation" if rule["asks_for_activation"] else "taken as logits", 65 if rule["asks_for_activation"] else 0)
raw = [rng.normal(0, 1.5, (1, 96 // s, 96 // s, 24)).astype(np.float32) for s in STRIDES]


def concatenated(order, rising=True):
    parts = []
    for head in raw if rising else raw[::-1]:
        v = head.reshape(1, head.shape[1], head.shape[2], 3, 8)
        parts.append((v.transpose(0, 3, 1, 2, 4) if order == "nahwc" else v).reshape(1, -1, 8))
    return np.concatenate(parts, 1)


sibling(K, "all scales in one array, anchor, row, column, rising strides", arrays("D1/nahwc.npz", output=concatenated("nahwc")), "split; a note that says the order; the same losses as D1/separate.npz", 0)
sibling(K, "the same, row, column, anchor", arrays("D1/nhwac.npz", output=concatenated("nhwac")), "nahwc is assumed with a note; with --layout nhwac the same losses as separate", 0)
sibling(K, "the same, stride 32 first", arrays("D1/falling.npz", output=concatenated("nahwc", False)), "with --layout nahwc,falling the same losses as separate", 0)
sibling(K, "the same, transposed [1, 8, 567]", arrays("D1/transposed.npz", output=concatenated("nahwc").transpose(0, 2, 1).copy()), "567 = 3*(144+36+9) stands last: say it is the other way round", 65)
sibling(K, "the three heads of these", arrays("D1/separate.npz", small=raw[0], medium=raw[1], large=raw[2]), "as they are", 0)
sibling(K, "YOLOv8's [1, 4 + 3, 189]", arrays("D1/yolov8.npz", output0=rng.uniform(0, 96, (1, 7, 189)).astype(np.float32)), "189 = 144 + 36 + 9 without anchors, 7 = 4 + classes: a network without anchors and objectness, not this loss", 65)
sibling(K, "boxes and scores of 567", arrays("D1/boxes-scores.npz", boxes=rng.uniform(0, 96, (1, 567, 4)).astype(np.float32), scores=rng.uniform(0, 1, (1, 567, 3)).astype(np.float32)), "decoded boxes and scores: export the convolutions before", 65)
sibling(K, "after NMS: four arrays of TensorRT's plugin", arrays("D1/after-nms.npz", num_dets=np.array([[2]], np.int32), det_boxes=np.zeros((1, 100, 4), np.float32), det_scores=np.zeros((1, 100), np.float32), det_classes=np.zeros((1, 100), np.int32)), "detections after NMS, nothing to compute a loss of", 65)
sibling(K, "quantised, 8 bit", arrays("D1/uint8.npz", small=(raw[0] * 20 + 128).clip(0, 255).astype(np.uint8), medium=(raw[1] * 20 + 128).clip(0, 255).astype(np.uint8), large=(raw[2] * 20 + 128).clip(0, 255).astype(np.uint8)), "integers: ask for quantization (scale .05, zero point 128)", 65)
sibling(K, "label tensors with a column more (6 + classes: a mix-up weight)", arrays("D1/targets-6.npz", small=np.zeros((1, 12, 12, 3, 9), np.float32), medium=np.zeros((1, 6, 6, 3, 9), np.float32), large=np.zeros((1, 3, 3, 3, 9), np.float32)), "as heads: 9 = 6 + 3 classes: say that these look like wizyoung's or gluoncv's targets with a weight column", 65)
sibling(K, "nine anchors on one scale", arrays("D1/nine-anchors.npz", grid=np.zeros((1, 3, 3, 72), np.float32)), "72 channels are 9 anchors of 5 + 3, the config has 3 on this scale", 65)

# --- 2: the right cause -----------------------------------------------------------------------------

K = "05, 21 anchors"
for name, changes, right in (
    ("cells-as-pixels.json", {"scales": scales([[[w / s, h / s] for w, h in a] for a, s in zip(COCO, STRIDES)])}, "1.25 to 11.7: cells of each scale (a warning: anchor_unit cells)"),
    ("fractions.json", {"scales": scales([[[round(w / 416, 4), round(h / 416, 4)] for w, h in a] for a in COCO])}, "all below 1: fractions of the input"),
    ("pixels-as-cells.json", {"anchor_unit": "cells", "scales": scales(COCO)}, "116 cells of 32 pixels: 3712 pixels, larger than the input: these are pixels"),
    ("pixels-as-fractions.json", {"anchor_unit": "fractions", "scales": scales(COCO)}, "116 times the input: pixels"),
    ("of-photographs.json", {"scales": scales([[[w * 4.6, h * 2.6] for w, h in a] for a in COCO])}, "up to 1716 in an input of 416: pixels of the original pictures, not cells"),
    ("of-608.json", {"scales": scales([[[round(w * 608 / 416), round(h * 608 / 416)] for w, h in a] for a in COCO])}, "545x476 in 416: larger than the input: of another input size (608)"),
    ("reversed-scales.json", {"scales": scales(COCO[::-1])}, "anchors shrink as strides grow: the scales' lists are in the other order"),
    ("height-first.json", {"scales": scales([[[h, w] for w, h in a] for a in COCO])}, "cannot be told without labels; with labels (assign) the best IoU is better exchanged: say so"),
    ("percent.json", {"scales": scales([[[round(w / 4.16, 1), round(h / 4.16, 1)] for w, h in a] for a in COCO])}, "2.4 to 89.7: looks like small pixels; no warning is possible from the file alone"),
    ("two-units.json", {"scales": [{"name": "s8", "stride": 8, "anchors": COCO[0]}, {"name": "s16", "stride": 16, "anchors": [[w / 16, h / 16] for w, h in COCO[1]]}, {"name": "s32", "stride": 32, "anchors": COCO[2]}]}, "one scale in cells, two in pixels: name the scale"),
    ("zero.json", {"scales": scales([COCO[0], [[0, 61], [62, 45], [59, 119]], COCO[2]])}, "a width of 0: an error with its place"),
):
    sibling(K, name, config(f"anchors/{name}", **changes), right, 78 if name == "zero.json" else 0)

K = "03, D7 names in lines"
for name, text, right, code in (
    ("blank.txt", "imgs/plate (294).JPG 10,20,110,80,0\n", "a blank in the name: put it in double quotes", 65),
    ("quoted.txt", '"imgs/plate (294).JPG" 10,20,110,80,0\n', "accepted", 0),
    ("single-quotes.txt", "'imgs/plate (294).JPG' 10,20,110,80,0\n", "single quotes: double ones are wanted", 65),
    ("unclosed.txt", '"imgs/plate (294).JPG 10,20,110,80,0\n', "the quotation mark is not closed", 65),
    ("escaped.txt", "imgs/plate\\ (294).JPG 10,20,110,80,0\n", "a backslash before the blank: quotes are wanted", 65),
    ("comma-in-name.txt", '"a,b.jpg" 10,20,110,80,0\n', "accepted: the comma stands in quotes", 0),
    ("number-as-name.txt", "000000196610 10,20,110,80,0\n", "a name of digits is a name", 0),
    ("wizyoung.txt", "0 imgs/a.JPG 640 480 0 10 20 110 80\n", "index path width height, then class and corners: read, with a note that this is the form of wizyoung's port", 0),
    ("ultralytics-path.txt", "./images/a.jpg\n", "one line without boxes: a list of images", None),
    ("windows.txt", "C:\\imgs\\a.jpg 10,20,110,80,0\n", "a Windows path: the last part is looked for, and where is said", None),
    ("nfd.txt", "Stra\u00dfe-u\u0308.jpg 10,20,110,80,0\n", "a decomposed u with dots: found also where the file's name is composed, or told", None),
):
    sibling(K, name, file(f"names/{name}", text), right, code)

K = "D12 configs of another kind"
for name, text, right in (
    ("data.yaml", "train: images/train\nval: images/val\nnc: 3\nnames: [a, b, c]\n", "ultralytics' data.yaml: that is the labels' file, not the model's"),
    ("model.yaml", "nc: 3\nanchors:\n  - [10,13, 16,30, 33,23]\n  - [30,61, 62,45, 59,119]\n", "YAML: the tool wants JSON, with these keys"),
    ("net.cfg", "[net]\nwidth=416\nheight=416\n\n[yolo]\nmask = 0,1,2\nanchors = 10,13, 16,30, 33,23\nclasses=3\n", "darknet's cfg: detloss import"),
    ("mmdet.py", "model = dict(type='YOLOV3', bbox_head=dict(type='YOLOV3Head', num_classes=80))\n", "Python (mmdetection's config): not JSON"),
    ("config.toml", 'classes = 3\n[[scales]]\nname = "s8"\n', "TOML: JSON is wanted"),
    ("json5.json", "{\n  // classes\n  classes: 3,\n}\n", "a comment, then a key without quotes, in line 2"),
    ("python-dict.json", "{'classes': 3, 'scales': None}\n", "single quotes and None: Python's form"),
    ("lines.json", '{"classes": 3}\n{"classes": 4}\n', "something follows the value in line 2"),
    ("names.txt", "person\nbicycle\ncar\n", "a list of names: \"classes\" may point to it, the config it is not"),
    ("anchors.txt", "10,13, 16,30, 33,23, 30,61, 62,45, 59,119, 116,90, 156,198, 373,326\n", "a list of anchors: what the config needs besides"),
    ("coco.json", '{"images": [], "annotations": [], "categories": []}\n', "COCO's labels given as the config: exchanged options"),
    ("empty.json", "", "an empty file"),
    ("array.json", "[1, 2]\n", "an array where an object stands"),
):
    sibling(K, name, file(f"configs/{name}", text), right, 78)
sibling(K, "utf16.json", file("configs/utf16.json", '{"classes": 3}'.encode("utf-16")), "UTF-16: save it as UTF-8", 78)
flat = [[10, 13, 16, 30, 33, 23], [30, 61, 62, 45, 59, 119], [116, 90, 156, 198, 373, 326]]
sibling(K, "flat anchors", config("configs/flat.json", scales=scales(flat)), "six numbers where pairs [w, h] stand", 78)
sibling(K, "anchors as a text", config("configs/text.json", scales=scales(["10,13, 16,30, 33,23"] * 3)), "a string where a list stands", 78)

K = "D8 pictures"
jpeg = io.BytesIO()
Image.new("RGB", (64, 48), (90, 120, 90)).save(jpeg, "JPEG")
data = jpeg.getvalue()
for name, content, right in (
    ("zero-bytes.jpg", b"", "0 bytes: an empty file, not `not beside the labels`"),
    ("cut.jpg", data[:60], "a JPEG cut off before its size"),
    ("page.jpg", b"<!DOCTYPE html><html><body>404 Not Found</body></html>", "an HTML page saved as .jpg: a failed download"),
    ("pointer.jpg", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n", "a Git LFS pointer: fetch the files"),
    ("really-png.jpg", picture.getvalue(), "a PNG named .jpg: its size is read all the same"),
    ("heic.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC, as telephones make: a format whose size is not read; convert it, or --fit none"),
    ("zero-size.png", picture.getvalue()[:16] + b"\0\0\0\0" + picture.getvalue()[20:], "a PNG of width 0"),
    ("gif87.gif", b"GIF87a" + (64).to_bytes(2, "little") + (48).to_bytes(2, "little") + b"\0\0\0;", "64x48"),
):
    sibling(K, name, file(f"pictures/{name}", content), right, 0 if name in ("really-png.jpg", "gif87.gif") else 65)
sibling(K, "names of a folder that exists, of a file elsewhere", file("pictures/lines.txt", "../pictures/really-png.jpg 1,1,9,9,0\n"), "a relative path with ..: looked for from the labels' folder", 0)

K = "07 findings without a place"
huge = [h.copy() for h in raw]
huge[2].reshape(1, 3, 3, 3, 8)[0, 1, 2, 1, 2] = 95
huge[0].reshape(1, 12, 12, 3, 8)[0, 11, 0, 2, 3] = 91
sibling(K, "two sizes held, on two scales", arrays("07/held-two.npz", small=huge[0], medium=huge[1], large=huge[2]),
        "2 held: the first by order of scales: small, image 0, row 11, column 0, anchor 2, height exp(91) * 23; and large, row 1, column 2, anchor 1, width exp(95) * 156", 0)
bad = [h.copy() for h in raw]
bad[1].reshape(1, 6, 6, 3, 8)[0, 5, 3, 2, 6] = np.nan
bad[1].reshape(1, 6, 6, 3, 8)[0, 5, 4, 0, 4] = np.inf
sibling(K, "NaN and infinity", arrays("07/nan.npz", small=bad[0], medium=bad[1], large=bad[2]), "first: medium, image 0, row 5, column 3, anchor 2, channel 6 (class 1); two in all", 65)
tiny = [h.copy() for h in raw]
tiny[1].reshape(1, 6, 6, 3, 8)[0, 0, 5, 1, 2:4] = -800
sibling(K, "sizes that underflow", arrays("07/underflow.npz", small=tiny[0], medium=tiny[1], large=tiny[2]), "medium, row 0, column 5, anchor 1: width and height exp(-800): finite loss, place said", 0)

K = "--heads with several files"
for i, name in enumerate(("a", "b")):
    arrays(f"heads/{name}.npz", small=raw[0] + np.float32(i), medium=raw[1] + np.float32(i), large=raw[2] + np.float32(i))
file("heads/labels.txt", "b.jpg 10,12,80,90,2\na.jpg 4,8,60,70,0\n")
sibling(K, "one archive an image, named as the images", ["siblings/heads/a.npz", "siblings/heads/b.npz"], "matched to labels.txt by name (b first there): two images", 0)
sibling(K, "the same, one of them missing", "siblings/heads/a.npz", "labels have b.jpg, no dump has: which, and how many of how many", 65)
sibling(K, "two archives whose names are no images'", [arrays("heads/step1.npz", small=raw[0], medium=raw[1], large=raw[2]), arrays("heads/step2.npz", small=raw[0], medium=raw[1], large=raw[2])],
        "further images in the order given, said so; with one labelled image: two against one", 0)
sibling(K, "two archives, different arrays in each", [arrays("heads/part1.npz", small=raw[0]), arrays("heads/part2.npz", medium=raw[1], large=raw[2])],
        "scales of one image over two files: an error that says pass .npy files or one archive (short: names of arrays, not all their shapes)", 65)
sibling(K, "an archive of targets beside one of heads", [arrays("heads/with-extra.npz", small=raw[0], medium=raw[1], large=raw[2], images=np.zeros((1, 96, 96, 3), np.uint8))],
        "the array `images` is no head: left out with a note", 0)
deep = io.BytesIO()
np.save(deep, np.arange(2, dtype=np.float32).reshape((1,) * 39 + (2,)))
sibling("files", "a .npy of 40 axes, legal in numpy 2", file("files/forty-axes.npy", deep.getvalue()), "read; as a head it is an error about its shape, not about the file", 65)
write("siblings.json", {"about": "Made by Tests/References/field/siblings.py. `exit` null: either is right, what is said counts.", "situations": table})
lines = ["# Siblings", "", "Further situations of the kinds in FIELD.md: input and what is right. Made by `Tests/References/field/siblings.py`; the same as `siblings.json`.", ""]
for kind in dict.fromkeys(t["kind"] for t in table):
    lines += [f"## {kind}", "", "| situation | files | right | exit |", "|---|---|---|---|"]
    for t in table:
        if t["kind"] == kind:
            cells = [t["situation"], ", ".join(f"`{f}`" for f in t["files"]), t["right"], "-" if t["exit"] is None else str(t["exit"])]
            lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    lines.append("")
(FIXTURES / "siblings.md").write_text("\n".join(lines))
print(len(table), "situations of", len(dict.fromkeys(t["kind"] for t in table)), "kinds")

write("words.json", {
    "about": "Made by Tests/References/field/siblings.py. What people write for --dialect, and what to name instead; an empty list: say what it is.",
    "words": [
        ["yolov5", ["yolov5"], "exists, once it ships; before that ultralytics with gains"], ["Ultralytics", ["ultralytics"], "capitals"],
        ["ultralitics", ["ultralytics"], "a slip"], ["yolov3", ["ultralytics", "reference", "darknet-pjreddie"], "a network, not a loss: which framework trained it"],
        ["yolo", ["reference", "ultralytics", "darknet-pjreddie"], "the same"], ["darknet", ["darknet-pjreddie", "darknet-alexeyab-mse", "darknet-alexeyab-ciou"], "three of them"],
        ["alexeyab", ["darknet-alexeyab-mse", "darknet-alexeyab-ciou"], "two of them"], ["pjreddie", ["darknet-pjreddie"], "part of the name"],
        ["paddle", ["paddledetection", "paddledetection-options", "paddledetection-ppyolo"], "part of the name"], ["ppyolo", ["paddledetection-ppyolo"], "part of the name"],
        ["mmdet", ["mmdetection"], "short form"], ["yunyang", ["reference"], "its author"], ["tensorflow-yolov3", ["reference"], "its repository"],
        ["keras", ["keras-yolo3"], "once it ships"], ["qqwweee", ["keras-yolo3"], "its author"], ["erik", ["eriklindernoren"], "part of the name"],
        ["yolov3-tf2", ["zzh8829"], "its repository"], ["yolov4", ["darknet-alexeyab-ciou"], "the cfg that trains it"],
        ["scaled-yolov4", ["scaled-yolov4"], "once it ships"], ["yolov7", ["yolov7"], "once it ships"],
        ["yolov8", [], "no anchors: not this kind of loss"], ["yolov9", [], "no anchors"], ["yolo11", [], "no anchors"], ["yolox", [], "no anchors"], ["ssd", [], "another detector"],
        ["ultralytics_v8", ["ultralytics-v8"], "underscore; the tag v8 of yolov3, not YOLOv8"], ["", [], "empty"]]})

# --- 6: usual mistakes ------------------------------------------------------------------------------

W = H = 96
SIZES = [(120, 80), (70, 100), (96, 96), (140, 60)]
PICTURES = []
for w, h in SIZES:
    objects = []
    while len(objects) < 4:
        bw, bh = rng.uniform(12, w * 0.6), rng.uniform(12, h * 0.6)
        x, y = rng.uniform(0, w - bw), rng.uniform(0, h - bh)
        objects.append((*(round(float(v), 1) for v in (x, y, x + bw, y + bh)), int(rng.integers(3))))
    PICTURES.append(objects)


def fitted(stretch=False, shift=0, order=None, flip_axes=False):
    result = []
    for (w, h), objects in zip(SIZES, PICTURES):
        r = min(W / w, H / h)
        sx, sy, dx, dy = (W / w, H / h, 0, 0) if stretch else (r, r, (W - int(r * w)) // 2, (H - int(r * h)) // 2)
        boxes = [(x1 * sx + dx, y1 * sy + dy, x2 * sx + dx, y2 * sy + dy, (c + shift) % 3) for x1, y1, x2, y2, c in objects]
        if flip_axes:
            boxes = [(y1, x1, y2, x2, c) for x1, y1, x2, y2, c in boxes]
        result.append(boxes)
    return [result[i] for i in order] if order else result


truth = fitted()
heads = []
for k, stride in enumerate(STRIDES):
    R = W // stride
    head = rng.normal(0, 0.3, (4, R, R, 3, 8))
    head[..., 4] = -6 + rng.normal(0, 0.4, head.shape[:4])
    head[..., 5:] = -4 + rng.normal(0, 0.4, (*head.shape[:4], 3))
    for i, objects in enumerate(truth):
        for o, entry in zip(objects, assign(objects, W, H, False)):
            for scale, row, col, n in entry["positives"]:
                if scale != k:
                    continue
                fx, fy = (o[0] + o[2]) / 2 / stride - col, (o[1] + o[3]) / 2 / stride - row
                fx, fy = min(max(fx, 0.03), 0.97), min(max(fy, 0.03), 0.97)
                aw, ah = COCO[k][n]
                head[i, row, col, n, :4] = np.array([math.log(fx / (1 - fx)), math.log(fy / (1 - fy)), math.log((o[2] - o[0]) / aw), math.log((o[3] - o[1]) / ah)]) + rng.normal(0, 0.05, 4)
                head[i, row, col, n, 4] = 5 + rng.normal(0, 0.4)
                head[i, row, col, n, 5 + o[4]] = 5 + rng.normal(0, 0.4)
    heads.append(head.astype(np.float32))
flat = [h.reshape(4, h.shape[1], h.shape[2], 24) for h in heads]
folder = FIXTURES / "mistakes"
folder.mkdir(parents=True, exist_ok=True)
np.savez_compressed(folder / "heads.npz", small=flat[0], medium=flat[1], large=flat[2])
(folder / "labels.txt").write_text("".join(f"p{i}.png " + " ".join(",".join(f"{v:g}" for v in o) for o in objects) + "\n" for i, objects in enumerate(PICTURES)))
(folder / "config.json").write_text(json.dumps(CONFIG, indent=1) + "\n")
for i, size in enumerate(SIZES):
    Image.new("RGB", size, (90, 120, 90)).save(folder / f"p{i}.png")


def loss_of(hs, labels):
    parts = reference_loss(hs, labels, 3, W, H, False, e=0)
    return {"total": float(parts.sum()), "box": float(parts[:, 0].sum()), "objectness": float(parts[:, 1].sum()), "classification": float(parts[:, 2].sum())}


def channels(*order):
    return [h[..., list(order) + list(range(len(order), 8))] for h in heads]


mistakes = [("right", loss_of(heads, truth), "as it should be"),
            ("images rotated by one", loss_of(heads, fitted(order=[1, 2, 3, 0])), "labels of the next image: order"),
            ("two images exchanged", loss_of(heads, fitted(order=[1, 0, 2, 3])), "images 0 and 1"),
            ("classes one higher", loss_of(heads, fitted(shift=1)), "classes shifted by one, the last to 0"),
            ("stretched labels", loss_of(heads, fitted(stretch=True)), "stretch for letterbox"),
            ("labels x and y exchanged", loss_of(heads, fitted(flip_axes=True)), "y, x, y, x read as x, y, x, y (in the input)"),
            ("heads x and y exchanged", loss_of(channels(1, 0, 3, 2), truth), "channels 0, 1 and 2, 3"),
            ("heads w and h exchanged", loss_of(channels(0, 1, 3, 2), truth), "channels 2 and 3"),
            ("anchors reversed", loss_of([h[:, :, :, ::-1] for h in heads], truth), "anchor 2 where anchor 0 stands"),
            ("rows flipped", loss_of([h[:, ::-1] for h in heads], truth), "bottom row first"),
            ("columns flipped", loss_of([h[:, :, ::-1] for h in heads], truth), "right column first"),
            ("rows and columns exchanged", loss_of([h.transpose(0, 2, 1, 3, 4) for h in heads], truth), "grid transposed"),
            ("one scale's images exchanged", loss_of([heads[0][[1, 0, 2, 3]], heads[1], heads[2]], truth), "a cause that holds on scale small only"),
            ("channel-first bytes read as channel-last", loss_of([np.ascontiguousarray(h.reshape(4, h.shape[1], h.shape[2], 24).transpose(0, 3, 1, 2)).reshape(h.shape) for h in heads], truth), "layout"),
            ("behind a sigmoid, believed", loss_of([logistic(h.astype(np.float64)) for h in heads], truth), "activation: sigmoid, with \"activation\": \"logits\" written"),
            ("objectness first", loss_of([h[..., [4, 0, 1, 2, 3, 5, 6, 7]] for h in heads], truth), "objectness, x, y, w, h"),
            ("half precision", loss_of([h.astype(np.float16).astype(np.float64) for h in heads], truth), "rounded to half precision: nearly right"),
            ("single class channel order reversed", loss_of(channels(0, 1, 2, 3, 4, 7, 6, 5), truth), "classes in the other order")]
write("mistakes.json", {
    "about": "Made by Tests/References/field/siblings.py. mistakes/heads.npz is like a trained network's (dialect reference, no epsilon, pictures "
             "letterboxed into 96x96). Losses in float64 of the mistake: `right` comes back when the cause is undone, so a hypothesis that undoes it "
             "explains (loss - right). Exchanged or flipped heads are to be made from heads.npz by the test.",
    "input": [W, H], "right": mistakes[0][1]["total"],
    "mistakes": [{"mistake": m, "loss": v, "what": why} for m, v, why in mistakes]})
for m, v, _ in mistakes:
    print(f"{m:44} {v['total']:.4f}")
