"""Makes the files of other programs under Tests/Fixtures/labels.

Run from the root of the package, with globox 2.9.0, supervision 0.31.2, pascal-voc-writer 0.1.4, pycocotools 2.0.11,
pillow 13.0.0 and tifffile 2026.3.3: python3 Tests/References/make_labels.py

`truth.json` says what was written: image, size, and each object's class and corners. `pycocotools.json` says what
pycocotools reads from each of the COCO files. labelImg and the Ultralytics converter are not installed where this runs;
what they write and these do not is made by hand in the tests, from the formats' own descriptions.
"""

import contextlib
import io
import json
import pathlib
import random
import shutil

import globox
import numpy as np
import pascal_voc_writer
import supervision
import tifffile
from PIL import Image
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
