"""What each kind of NMS adds to decoding, on 64 dense images of 512 detections each.

    suppression_speed.py DETLOSS [RUNS]

Whole commands that print one detection an image, in turn: seconds, least of RUNS (5), and the ratio to
`--nms none`.
"""
import json
import subprocess
import sys
import tempfile
import time

import numpy as np


def heads(folder, images=64, dense=512, classes=80):
    rng = np.random.default_rng(3)
    arrays = {}
    for stride, share in ((8, 0.6), (16, 0.25), (32, 0.15)):
        cells = 416 // stride
        values = rng.normal(0, 0.5, (images, cells * cells * 3, 5 + classes)).astype(np.float32)
        values[..., 4] = -9
        values[..., 5:] -= 4
        count = min(int(dense * share) + (stride == 8), cells * cells * 3)
        for image in range(images):
            at = rng.choice(cells * cells * 3, count, replace=False)
            values[image, at, 4] = rng.normal(3, 1, count).clip(1.5)
            values[image, at, 5 + rng.integers(0, classes, count)] = 4
        arrays[f"s{stride}"] = values.reshape(images, cells, cells, 3, 5 + classes)
    np.savez(folder + "/heads.npz", **arrays)
    anchors = {8: [[10, 13], [16, 30], [33, 23]], 16: [[30, 61], [62, 45], [59, 119]],
               32: [[116, 90], [156, 198], [373, 326]]}
    scales = [{"name": f"s{s}", "stride": s, "anchors": a} for s, a in anchors.items()]
    with open(folder + "/config.json", "w") as file:
        json.dump({"classes": classes, "scales": scales}, file)


def main():
    tool, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        heads(folder)
        base = [tool, "decode", "--config", folder + "/config.json", "--heads", folder + "/heads.npz",
                "--format", "csv", "--max-detections", "1"]
        kinds = ["none", "greedy", "diou", "soft", "soft-gaussian"]
        commands = {(k, a): base + ["--nms", k] + (["--class-agnostic"] if a else [])
                    for k in kinds for a in (False, True)}
        least = {}
        for _ in range(runs):
            for key, words in commands.items():
                start = time.perf_counter()
                subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
                took = time.perf_counter() - start
                least[key] = min(took, least.get(key, took))
        print(f"{'':14}{'by class':>18}{'across classes':>18}")
        for kind in kinds:
            cells = [f"{least[kind, a] * 1000:8.1f} ms {least[kind, a] / least['none', a]:5.2f}"
                     for a in (False, True)]
            print(f"{kind:14}" + "".join(f"{c:>18}" for c in cells))


main()
