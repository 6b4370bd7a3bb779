"""Makes the files of other programs under Tests/Fixtures/labels.

Run from the root of the package, with globox 2.9.0, supervision 0.31.2, pascal-voc-writer 0.1.4, pycocotools 2.0.11,
labelImg 1.8.6 with lxml 6.1.3, ultralytics 8.4.190, pillow 13.0.0 and tifffile 2026.3.3:
python3 Tests/References/make_labels.py

`truth.json` says what was written: image, size, and each object's class and corners. `pycocotools.json` says what
pycocotools reads from each of the COCO files. labelImg's writers run without its window, and the Ultralytics converter
without torch, which it never calls: empty modules stand in for torch and what else is not installed.
"""

import contextlib
import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import io
import json
import pathlib
import random
import shutil
import sys
import tempfile
import unittest.mock

import globox
import numpy as np
import pascal_voc_writer
import supervision
import tifffile
from PIL import Image
from pycocotools import mask
from pycocotools.coco import COCO

root = pathlib.Path("Tests/Fixtures/labels")
shutil.rmtree(root, ignore_errors=True)
root.mkdir(parents=True)
random.seed(11)
classes = ["person", "traffic light", "dog"]
sizes = {"street.png": (64, 48), "meadow.png": (40, 40), "b-portrait.png": (48, 64)}
truth = []
for name, (width, height) in sizes.items():
    objects = []
    for _ in range(0 if name == "meadow.png" else 4):
        x, y = random.randrange(width - 9), random.randrange(height - 9)
        right, bottom = random.randrange(x + 2, width), random.randrange(y + 2, height)
        objects.append({"class": random.choice(classes), "corners": [x, y, right, bottom]})
    truth.append({"image": name, "width": width, "height": height, "objects": objects})
(root / "truth.json").write_text(json.dumps({"classes": classes, "images": truth}, indent=1) + "\n")
ids = {name: index for index, name in enumerate(classes)}

# globox: images by their names, ids of categories as given.
annotations = globox.AnnotationSet(
    globox.Annotation(
        image["image"],
        (image["width"], image["height"]),
        [
            globox.BoundingBox(label=o["class"], xmin=o["corners"][0], ymin=o["corners"][1], xmax=o["corners"][2], ymax=o["corners"][3])
            for o in image["objects"]
        ],
    )
    for image in truth
)
out = root / "globox"
out.mkdir()
annotations.save_coco(out / "coco.json", label_to_id={name: 7 * index + 2 for name, index in ids.items()}, auto_ids=True)
annotations.save_yolo_v5(out / "yolo", label_to_id=ids)
annotations.save_pascal_voc(out / "voc")

# supervision: images, labels and data.yaml of a data set.
out = root / "supervision"
pictures = {str(out / "images" / i["image"]): np.zeros((i["height"], i["width"], 3), np.uint8) for i in truth}
detections = {
    str(out / "images" / i["image"]): supervision.Detections(
        xyxy=np.array([o["corners"] for o in i["objects"]], float).reshape(-1, 4),
        class_id=np.array([ids[o["class"]] for o in i["objects"]], int),
    )
    for i in truth
}
data = supervision.DetectionDataset(classes, pictures, detections)
data.as_yolo(str(out / "images"), str(out / "labels"), str(out / "data.yaml"))
data.as_coco(annotations_path=str(out / "coco.json"))
data.as_pascal_voc(annotations_directory_path=str(out / "voc"))

# pascal-voc-writer: one file an image, a difficult object among them.
out = root / "pascal-voc-writer"
out.mkdir()
for image in truth:
    writer = pascal_voc_writer.Writer("/data/" + image["image"], image["width"], image["height"])
    for index, o in enumerate(image["objects"]):
        writer.addObject(o["class"], *o["corners"], difficult=int(index == 1))
    writer.save(str(out / (image["image"].split(".")[0] + ".xml")))

# labelImg: its writers of Pascal VOC and of YOLO, which keeps classes.txt in the order in which it met them.
from libs.pascal_voc_io import PascalVocWriter  # noqa: E402
from libs.yolo_io import YOLOWriter  # noqa: E402

out = root / "labelImg"
(out / "voc").mkdir(parents=True)
(out / "yolo").mkdir()
met = []
for image in truth:
    name, shape = image["image"], (image["height"], image["width"], 3)
    voc = PascalVocWriter("pictures", name, shape, local_img_path="/data/pictures/" + name)
    voc.verified = name == "street.png"
    yolo = YOLOWriter("pictures", name, shape, local_img_path="/data/pictures/" + name)
    for index, o in enumerate(image["objects"]):
        voc.add_bnd_box(*o["corners"], o["class"], int(index == 1))
        yolo.add_bnd_box(*o["corners"], o["class"], 0)
    stem = name.split(".")[0]
    voc.save(str(out / "voc" / (stem + ".xml")))
    yolo.save(target_file=str(out / "yolo" / (stem + ".txt")), class_list=met)

# COCO's own style: all that instances_val2017.json has, a polygon an object, a crowd as a run-length mask.
out = root / "pycocotools"
out.mkdir()
coco = {
    "info": {"description": "COCO 2017 Dataset", "url": "http://cocodataset.org", "version": "1.0", "year": 2017},
    "licenses": [{"url": "http://creativecommons.org/licenses/by/2.0/", "id": 4, "name": "Attribution License"}],
    "images": [], "annotations": [],
    "categories": [{"supercategory": "any", "id": index + 1, "name": name} for name, index in ids.items()],
}
for number, image in enumerate(truth):
    key = 397133 - number
    coco["images"].append({
        "license": 4, "file_name": image["image"], "coco_url": "http://images.cocodataset.org/" + image["image"],
        "height": image["height"], "width": image["width"], "date_captured": "2013-11-14 17:02:52", "id": key,
    })
    for o in image["objects"]:
        x, y, right, bottom = o["corners"]
        coco["annotations"].append({
            "segmentation": [[x, y, right, y, right, bottom, x + 0.5, bottom]], "area": float((right - x) * (bottom - y)),
            "iscrowd": 0, "image_id": key, "bbox": [x, y, right - x, bottom - y],
            "category_id": ids[o["class"]] + 1, "id": 1766 + 7 * len(coco["annotations"]),
        })
    if number == 0:
        pixels = np.zeros((image["height"], image["width"]), np.uint8, order="F")
        pixels[5:20, 8:30] = 1
        run = mask.encode(pixels)
        coco["annotations"].append({
            "segmentation": {"size": run["size"], "counts": run["counts"].decode()}, "area": float(mask.area(run)),
            "iscrowd": 1, "image_id": key, "bbox": mask.toBbox(run).tolist(), "category_id": 1, "id": 900100397133,
        })
(out / "coco.json").write_text(json.dumps(coco))

# The Ultralytics converter, from that file: boxes, and polygons.
class Placeholder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """An empty module for each that is not installed."""

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if {name, name.split(".")[0]} & absent else None

    def create_module(self, spec):
        module = unittest.mock.MagicMock(__version__="2.13.0", __spec__=spec, __path__=[])
        module.jit.TracerWarning = Warning
        module.__name__ = spec.name
        return module

    def exec_module(self, module):
        pass


absent = {name for name in ["torch", "torchvision", "polars", "cv2"] if importlib.util.find_spec(name) is None}
absent |= {f"ultralytics.{name}" for name in ["nn", "nn.tasks", "nn.autobackend", "models"]}
absent |= {f"ultralytics.data.{name}" for name in ["augment", "base", "build", "dataset"]}
sys.meta_path.insert(0, Placeholder())
version = importlib.metadata.version
importlib.metadata.version = lambda name: "2.13.0" if name in absent else version(name)
from ultralytics.data.converter import convert_coco  # noqa: E402

with tempfile.TemporaryDirectory() as folder:
    source = pathlib.Path(folder) / "annotations"
    source.mkdir()
    shutil.copy(out / "coco.json", source / "instances_val.json")
    for name, segments in [("boxes", False), ("polygons", True)]:
        made = pathlib.Path(folder) / name
        with contextlib.redirect_stdout(io.StringIO()):
            convert_coco(str(source), str(made), use_segments=segments, cls91to80=False)
        target = root / "ultralytics" / name
        target.mkdir(parents=True)
        for path in sorted(made.glob("labels/val/*.txt")):
            shutil.copy(path, target / path.name)

# What pycocotools reads.
right = {}
for path in sorted(root.glob("*/coco.json")):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(path))
    right[path.parent.name] = [
        {
            "image": coco.imgs[i]["file_name"],
            "objects": [
                {"class": coco.cats[a["category_id"]]["name"], "bbox": a["bbox"]}
                for a in coco.loadAnns(coco.getAnnIds(imgIds=[i]))
            ],
        }
        for i in coco.getImgIds()
    ]
(root / "pycocotools.json").write_text(json.dumps(right, indent=1) + "\n")

# Pictures in the formats whose headers are read; turned by Exif where the format can.
out = root / "pictures"
out.mkdir()
picture = Image.new("1", (21, 13))
picture.save(out / "pillow.bmp")
for compression in ["raw", "tiff_lzw"]:
    picture.save(out / f"pillow-{compression}.tiff", compression=compression)
turned = Image.Exif()
turned[274] = 6
Image.new("RGB", (21, 13)).save(out / "pillow-6.webp", lossless=True, exif=turned)
Image.new("RGB", (21, 13)).save(out / "pillow-lossy.webp", quality=1)
Image.new("RGBA", (21, 13)).save(out / "pillow-alpha.webp", quality=1)
Image.new("RGB", (21, 13)).save(out / "pillow-lossless.webp", lossless=True)
picture.save(out / "pillow-8.tiff", tiffinfo={274: 8})
for order, name in [("<", "little"), (">", "big")]:
    for big in [False, True]:
        tifffile.imwrite(out / f"tifffile-{name}{'-64' if big else ''}.tif", np.zeros((13, 21), "u1"), byteorder=order, bigtiff=big, metadata=None)
