"""Lets pycocotools, hotcoco and supervision read what `detloss decode` writes of the sample.

    read_detections.py DETLOSS [OUT]      run from the project's folder

Writes the three forms to OUT (Tests/Fixtures/detections), has each package read its own, checks that
what it read are the detections of --format json, and records the versions. The tests compare what is
written now with these files, byte by byte.
"""
import contextlib
import importlib.metadata
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import hotcoco
import numpy as np
import supervision
from pycocotools.coco import COCO

SAMPLE = ["--config", "sample-data/config.json", "--heads", "sample-data/heads.npz",
          "--labels", "sample-data/labels.txt"]
tool, out = sys.argv[1], pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "Tests/Fixtures/detections")


def decode(*words):
    return subprocess.run([tool, "decode", *SAMPLE, *words], check=True, capture_output=True,
                          text=True).stdout


shutil.rmtree(out / "yolo", ignore_errors=True)
(out / "coco.json").write_text(decode("--format", "coco"))
(out / "darknet.json").write_text(decode("--format", "darknet"))
decode("--format", "yolo", "--output", str(out / "yolo"))
truth = json.loads(decode("--format", "json"))
names = sorted({d["image"] for d in truth})
boxes = {n: sorted([*d["xyxy"], d["class_id"]] for d in truth if d["image"] == n) for n in names}


def same(read, what, tolerance):
    assert set(read) == set(names), what
    for name in names:
        difference = np.abs(np.array(sorted(read[name])) - np.array(boxes[name])).max()
        assert difference < tolerance, (what, name, difference)


images = [{"id": int(n.split(".")[0]), "file_name": n} for n in names]
labels = {"images": images, "annotations": [],
          "categories": [{"id": i, "name": str(i)} for i in range(12)]}
with tempfile.NamedTemporaryFile("w", suffix=".json") as file, contextlib.redirect_stdout(io.StringIO()):
    json.dump(labels, file)
    file.flush()
    ours = COCO(file.name)
    results = ours.loadRes(str(out / "coco.json"))
    hot = hotcoco.COCO(file.name).load_res(str(out / "coco.json"))
for what, read in (("pycocotools", results), ("hotcoco", hot)):
    found = {}
    for image in images:
        anns = read.load_anns(read.get_ann_ids(img_ids=[image["id"]])) if what == "hotcoco" \
            else read.loadAnns(read.getAnnIds(imgIds=[image["id"]]))
        found[image["file_name"]] = [
            [b[0], b[1], b[0] + b[2], b[1] + b[3], a["category_id"]]
            for a in anns for b in [a["bbox"]]]
    same(found, what, 1e-9)

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    (folder / "data.yaml").write_text("names: [" + ", ".join(f"c{i}" for i in range(12)) + "]\nnc: 12\n")
    read = supervision.DetectionDataset.from_yolo("sample-data", str(out / "yolo"),
                                                  str(folder / "data.yaml"))
    found = {pathlib.Path(path).name: [[*map(float, b), int(c)] for b, c in zip(d.xyxy, d.class_id)]
             for path, _, d in read}
    same(found, "supervision", 1e-3)

record = {"read_by": {name: importlib.metadata.version(name)
                      for name in ("pycocotools", "hotcoco", "supervision")},
          "detections": len(truth)}
(out / "readers.json").write_text(json.dumps(record, indent=2) + "\n")
print(record)
