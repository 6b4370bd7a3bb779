"""Measures how fast dumps are read, beside numpy, safetensors and Python's json, in one run.

    python3 -m venv peers && peers/bin/pip install numpy==2.4.6 safetensors==0.8.0
    swift build -c release --product detloss
    peers/bin/python Tests/References/dump_speed.py [--repeats 5] [--folder FOLDER] [--small]

Makes the heads of 64 images of 416x416 with 80 classes, 232 MB, as .npy, .npz, safetensors and, of 8 images, as the JSON
of trtexec --exportOutput; or of 8 images and one with --small. The command computes their loss, for which every value is
looked at. The peer loads the same file and asks of every value whether it is finite, which is the least that
somebody does before a loss. Every program is a process of its own on one processor, in turn, starting included; seconds of
that processor, least of the runs.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

arguments = argparse.ArgumentParser()
arguments.add_argument("--tool", default=".build/release/detloss")
arguments.add_argument("--repeats", type=int, default=5)
arguments.add_argument("--folder", help="where the dumps are made; a temporary one")
arguments.add_argument("--small", action="store_true")
arguments.add_argument("--run", nargs="+", help=argparse.SUPPRESS)
arguments = arguments.parse_args()

SCALES = {"small": 52, "medium": 26, "large": 13}
ANCHORS = {
    "small": [[10, 13], [16, 30], [33, 23]],
    "medium": [[30, 61], [62, 45], [59, 119]],
    "large": [[116, 90], [156, 198], [373, 326]],
}


def trtexec(path, heads):
    """What exportJSONOutput of TensorRT's samples writes: six digits a number, as C++ streams do."""
    with open(path, "w") as out:
        out.write("[\n  ")
        for index, (name, values) in enumerate(heads.items()):
            shape = "x".join(map(str, values.shape))
            numbers = ", ".join("%g" % value for value in values.ravel().tolist())
            out.write(("" if index == 0 else ", ") + f'{{ "name" : "{name}"\n  , "dimensions" : "{shape}"\n')
            out.write(f'  , "values" : [ {numbers} ]\n  }}\n')
        out.write("]\n")


def make(folder, images, few):
    generator = np.random.default_rng(5)
    heads = {
        name: generator.normal(-2, 1.5, (images, 255, side, side)).astype(np.float32) for name, side in SCALES.items()
    }
    for name, values in heads.items():
        np.save(folder / f"{name}.npy", values)
    np.savez(folder / "heads.npz", **heads)
    from safetensors.numpy import save_file

    save_file(heads, folder / "heads.safetensors")
    trtexec(folder / "heads.json", {name: values[:few] for name, values in heads.items()})
    config = {
        "classes": 80,
        "fit": "none",
        "scales": [{"name": name, "stride": 416 // side, "anchors": ANCHORS[name]} for name, side in SCALES.items()],
    }
    (folder / "config.json").write_text(json.dumps(config))
    for count in (images, few):
        lines = []
        for index in range(count):
            corners = generator.uniform(5, 200, (6, 2))
            boxes = [f"{x:.1f},{y:.1f},{x + 90:.1f},{y + 120:.1f},{index % 80}" for x, y in corners]
            lines.append(f"{index}.jpg {' '.join(boxes)}\n")
        (folder / f"labels-{count}.txt").write_text("".join(lines))


def peer(name, paths):
    """What runs in a process of its own."""
    if name == "numpy":
        arrays = [np.load(path) for path in paths]
    elif name == "numpy.savez":
        arrays = np.load(paths[0]).values()
    elif name == "safetensors":
        from safetensors.numpy import load_file

        arrays = load_file(paths[0]).values()
    else:
        with open(paths[0]) as file:
            arrays = [np.array(output["values"]) for output in json.load(file)]
    print(all(bool(np.isfinite(array).all()) for array in arrays))


def seconds(command):
    """Seconds of the processor."""

    def one_processor():
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=one_processor)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{command}: status {status}")
    return usage.ru_utime + usage.ru_stime


def main():
    if arguments.run:
        peer(arguments.run[0], arguments.run[1:])
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(arguments.folder or temporary)
        folder.mkdir(exist_ok=True)
        measure(folder)


def measure(folder):
    images, few = (8, 1) if arguments.small else (64, 8)
    make(folder, images, few)
    forms = [
        ("three .npy", "numpy", [f"{name}.npy" for name in SCALES], images),
        (".npz", "numpy.savez", ["heads.npz"], images),
        (".safetensors", "safetensors", ["heads.safetensors"], images),
        ("trtexec's JSON", "json", ["heads.json"], few),
    ]
    print(f"{'form':16} {'MB':>6} {'detloss':>9} {'MB/s':>6} {'peer':>9}   {'':14} peer / detloss")
    least = {}
    for form, name, files, count in forms:
        paths = [str(folder / file) for file in files]
        size = sum(os.path.getsize(path) for path in paths) / 1e6
        tool = [arguments.tool, "loss", "--config", str(folder / "config.json"), "--heads", *paths]
        tool += ["--labels", str(folder / f"labels-{count}.txt"), "--quiet"]
        # Random heads fit no labels: small weights keep the command from looking for the mistake behind it.
        for part in ("box", "objectness", "classification"):
            tool += ["--set", f"{part}.weight=1e-9"]
        script = [sys.executable, __file__, "--run", name, *paths]
        ours, theirs = [], []
        for _ in range(arguments.repeats):
            ours.append(seconds(tool))
            theirs.append(seconds(script))
        least[form] = min(ours)
        print(
            f"{form:16} {size:6.0f} {min(ours):7.3f} s {size / min(ours):6.0f} {min(theirs):7.3f} s   "
            f"{name:14} {min(theirs) / min(ours):.1f}"
        )
    print(f"safetensors as .npy: {least['.safetensors'] / least['three .npy'] - 1:+.1%}")


main()
