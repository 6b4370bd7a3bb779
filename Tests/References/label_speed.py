"""Measures how fast labels are read, beside Python's json, pycocotools, and a loop over YOLO's files.

    python3 -m venv peers && peers/bin/pip install pycocotools==2.0.11
    swift build -c release --product detloss
    peers/bin/python Tests/References/label_speed.py [--repeats 3] [--folder FOLDER] [--small]

Makes labels as large as COCO's instances_train2017.json (118,287 images, 860,001 boxes, a polygon each, 450 MB) and a
folder of 100,000 YOLO files with 860,000 boxes, or a hundredth of both with --small. The command reads and checks them,
fits the boxes, and then refuses a dump of one image: that is all it has to do.
Every program runs on one processor, in turn; least of the runs. Memory is the most that was resident.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import numpy as np

arguments = argparse.ArgumentParser()
arguments.add_argument("--tool", default=".build/release/detloss")
arguments.add_argument("--repeats", type=int, default=3)
arguments.add_argument("--folder", help="where the labels are, or are made; a temporary one")
arguments.add_argument("--small", action="store_true")
arguments.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
arguments = arguments.parse_args()


def coco(path, images, boxes):
    """COCO's instances, with the keys, the order of lists and about the digits of its own."""
    numbers = random.Random(7)
    with open(path, "w") as out:
        out.write('{"info": {"description": "made"}, "licenses": [{"id": 1, "name": "none", "url": ""}], "images": [')
        for index in range(images):
            out.write(("" if index == 0 else ", ") + json.dumps({
                "license": 1, "file_name": f"{index:012d}.jpg", "coco_url": f"http://images.example.org/train2017/{index:012d}.jpg",
                "height": 480, "width": 640, "date_captured": "2013-11-14 17:02:52", "id": 3 * index + 9}))
        out.write('], "annotations": [')
        for index in range(boxes):
            x, y = numbers.randrange(50000) / 100, numbers.randrange(35000) / 100
            width, height = numbers.randrange(300, 13000) / 100, numbers.randrange(300, 12000) / 100
            corners = numbers.randrange(4, 41)
            outline = [round(numbers.choice((x, y)) + numbers.random() * width, 2) for _ in range(2 * corners)]
            out.write(("" if index == 0 else ", ") + json.dumps({
                "segmentation": [outline], "area": round(width * height / 2, 10), "iscrowd": int(index % 86 == 0),
                "image_id": 3 * numbers.randrange(images) + 9, "bbox": [x, y, width, height],
                "category_id": numbers.randrange(80) + 1, "id": 1000 + index}))
        names = [{"supercategory": "any", "id": number + 1, "name": f"class {number}"} for number in range(80)]
        out.write('], "categories": ' + json.dumps(names) + "}")


def yolo(folder, files):
    numbers = random.Random(8)
    folder.mkdir()
    for index in range(files):
        lines = []
        for _ in range(numbers.randrange(2, 16)):
            x, y, width, height = (numbers.uniform(0.2, 0.6) for _ in range(4))
            lines.append(f"{numbers.randrange(80)} {x:.6f} {y:.6f} {width / 2:.6f} {height / 2:.6f}\n")
        (folder / f"{index:012d}.txt").write_text("".join(lines))


def peer(name, path):
    """What runs in a process of its own."""
    if name == "json":
        with open(path) as file:
            json.load(file)
    elif name == "pycocotools":
        from pycocotools.coco import COCO

        COCO(path)
    else:
        total = 0
        for entry in sorted(os.listdir(path)):
            with open(os.path.join(path, entry)) as file:
                total += len([[float(word) for word in line.split()] for line in file])
        assert total > 0


def measure(command, expected):
    """Least seconds of the processor and of the clock, and most megabytes."""
    best = (float("inf"), float("inf"), 0)
    for _ in range(arguments.repeats):
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                 preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}))
        message = child.stderr.read().decode()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        if os.waitstatus_to_exitcode(status) != expected:
            sys.exit(f"{command}: {message}")
        processor = usage.ru_utime + usage.ru_stime
        best = (min(best[0], processor), min(best[1], seconds), max(best[2], usage.ru_maxrss / 1024))
    return best


def main():
    scale = 100 if arguments.small else 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(arguments.folder or temporary)
        config, instances, files = folder / "config.json", folder / "instances.json", folder / "labels"
        if not instances.exists():
            coco(instances, 118_287 // scale, 860_001 // scale)
        if not files.exists():
            yolo(files, 100_000 // scale)
        sample = pathlib.Path("sample-data/config.json")
        settings = json.loads(sample.read_text())
        settings["classes"], settings["fit"] = 80, "none"
        config.write_text(json.dumps(settings))
        heads = folder / "heads.npz"
        sides = {"small": 52, "medium": 26, "large": 13}
        np.savez(heads, **{name: np.zeros((1, 255, side, side), np.float32) for name, side in sides.items()})
        base = [arguments.tool, "loss", "--config", str(config), "--heads", str(heads), "--labels"]
        size = instances.stat().st_size / 1e6
        print(f"{'':32} {'processor':>9} {'clock':>7} {'memory':>9}")
        for title, path, program in [
            (f"COCO, {size:.0f} MB: detloss", instances, None), ("  Python's json", instances, "json"),
            ("  pycocotools", instances, "pycocotools"), (f"{100_000 // scale} YOLO files: detloss", files, None),
            ("  a loop in Python", files, "yolo"),
        ]:
            command = base + [str(path)]
            if program:
                command = [sys.executable, __file__, "--run", program, str(path)]
            processor, clock, memory = measure(command, 0 if program else 65)
            print(f"{title:32} {processor:8.2f}s {clock:6.2f}s {memory:6.0f} MB")


if arguments.run:
    peer(*arguments.run)
else:
    main()
