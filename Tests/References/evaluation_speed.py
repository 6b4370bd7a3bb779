"""How fast detections are judged, beside hotcoco and pycocotools, in one run.

    evaluation_speed.py DETLOSS [RUNS]

Makes labels and detections of the size of COCO's val2017 (5,000 images, 36,875 objects, 300,806
detections) from a seed, and times whole processes in turn: seconds, least of RUNS (3), and memory.
Recorded: hotcoco 1.3.0, pycocotools 2.0.11, numpy 2.4.6, Python 3.11.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

IMAGES, OBJECTS, DETECTIONS, CLASSES = 5000, 36875, 300806, 80

HOTCOCO = """
import sys
from hotcoco import COCO, COCOeval
truth = COCO(sys.argv[1]); e = COCOeval(truth, truth.load_res(sys.argv[2]), "bbox")
e.evaluate(); e.accumulate(); e.summarize()
"""
PYCOCOTOOLS = HOTCOCO.replace("from hotcoco import COCO, COCOeval", """
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval""").replace("load_res", "loadRes")


def make(folder):
    rng = np.random.default_rng(5)
    ids = sorted(rng.choice(np.arange(1, 600000), IMAGES, replace=False).tolist())
    categories = sorted(rng.choice(np.arange(1, 91), CLASSES, replace=False).tolist())

    def sizes(count):
        return np.exp(rng.normal(4, 1, (count, 2))).clip(2, 500)

    def kinds(count):
        return np.minimum(rng.geometric(0.06, count) - 1, CLASSES - 1)

    wh, kind, image = sizes(OBJECTS), kinds(OBJECTS), rng.integers(0, IMAGES, OBJECTS)
    xy = rng.random((OBJECTS, 2)) * np.maximum(640 - wh, 1)
    boxes = np.concatenate([xy, wh], 1).round(2)
    crowd = rng.random(OBJECTS) < 0.012
    annotations = [
        {"id": n + 1, "image_id": ids[image[n]], "category_id": categories[kind[n]],
         "bbox": boxes[n].tolist(), "area": round(float(wh[n].prod() * 0.6), 3),
         "iscrowd": int(crowd[n])} for n in range(OBJECTS)]
    results = []
    for _ in range(DETECTIONS):
        if rng.random() < 0.35:
            of = annotations[int(rng.integers(OBJECTS))]
            box = np.array(of["bbox"])
            box = box + rng.normal(0, 0.08, 4) * box[[2, 3, 2, 3]]
            box[2:] = box[2:].clip(1)
            at, score = of["image_id"], rng.beta(3, 2)
            category = of["category_id"] if rng.random() < 0.85 else categories[kinds(1)[0]]
        else:
            wh = sizes(1)[0]
            box = [*(rng.random(2) * np.maximum(640 - wh, 1)), *wh]
            at, category, score = ids[int(rng.integers(IMAGES))], categories[kinds(1)[0]], rng.beta(1, 5)
        results.append({"image_id": at, "category_id": category,
                        "bbox": [round(float(v), 3) for v in box], "score": round(float(score), 5)})
    images = [{"id": i, "file_name": f"{i:012d}.jpg", "width": 640, "height": 480} for i in ids]
    names = [{"id": c, "name": f"c{c}"} for c in categories]
    with open(folder + "/truth.json", "w") as file:
        json.dump({"images": images, "annotations": annotations, "categories": names}, file)
    with open(folder + "/found.json", "w") as file:
        json.dump(results, file)


def run(words):
    start = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, words
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main():
    if sys.argv[1] == "--make":
        return make(sys.argv[2])
    tool, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: a child's memory begins with its parent's.
        subprocess.run([sys.executable, __file__, "--make", folder], check=True)
        files = [folder + "/truth.json", folder + "/found.json"]
        commands = {
            "detloss": [tool, "evaluate", "--labels", files[0], "--detections", files[1],
                        "--format", "json"],
            "hotcoco": [sys.executable, "-c", HOTCOCO, *files],
            "pycocotools": [sys.executable, "-c", PYCOCOTOOLS, *files],
        }
        times = {name: [] for name in commands}
        for turn in range(runs):
            for name, words in commands.items():
                if name != "pycocotools" or turn == 0:
                    times[name].append(run(words))
        print(f"{'':12}{'seconds':>9}{'MB':>8}{'ratio':>8}")
        least = min(t for t, _ in times["detloss"])
        for name, found in times.items():
            seconds, memory = min(t for t, _ in found), max(m for _, m in found)
            print(f"{name:12}{seconds:9.2f}{memory:8.0f}{seconds / least:8.2f}")


main()
