"""What a million dumps cost on N cores against reading them from a store, by simulation.

    python3 Tests/References/scale_model.py [--detloss .build/release/detloss] [--seconds S]

A dump is that of a network of 416 by 416 pixels, three scales of three anchors and 80 classes: 10,647
anchors of 85 single-precision values, 3.62 MB. How long one core computes on it is measured, with the
file in memory, by a worker of one thread that 400 names are piped to (`--seconds` says it instead).

The simulation: one store hands out dumps one after the other at so many gigabytes a second, to
whichever core is next; a core holds one dump that it computes on and one that is on its way. Times of
computing vary by a fifth (a lognormal). Prints hours, how busy the store and the cores are, and which
of them the work waits for. The last lines are the sums without any simulation: cores that keep up.
"""

import argparse
import heapq
import json
import math
import pathlib
import random
import resource
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Scale"))
from make_dumps import npy  # noqa: E402

DUMPS = 1_000_000
SCALES = [("small", 8, [[10, 13], [16, 30], [33, 23]]),
          ("medium", 16, [[30, 61], [62, 45], [59, 119]]),
          ("large", 32, [[116, 90], [156, 198], [373, 326]])]
INPUT, CLASSES = 416, 80
BYTES = sum(3 * (INPUT // stride) ** 2 * (5 + CLASSES) * 4 for _, stride, _ in SCALES)
CORES = [1, 2, 4, 8, 16]
RATES = [1, 2, 5, 10]


def measured(detloss, names=400):
    """Seconds of one core for a dump in memory, whatever else the machine does: the processor's time of
    two runs of other lengths, so that what a start costs goes out."""
    import zipfile

    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "config.json").write_text(json.dumps({
            "classes": CLASSES, "fit": "none",
            "scales": [
                {"name": name, "stride": stride, "anchors": anchors}
                for name, stride, anchors in SCALES
            ],
        }))
        lines, paths = [], []
        for index in range(4):
            path = root / f"img{index}.npz"
            with zipfile.ZipFile(path, "w") as archive:
                for name, stride, _ in SCALES:
                    side = INPUT // stride
                    row = [chance.uniform(-6, 1) for _ in range(997)]
                    count = side * side * 3 * (5 + CLASSES)
                    values = (row * (count // len(row) + 1))[:count]
                    archive.writestr(f"{name}.npy", npy([1, side, side, 3 * (5 + CLASSES)], values))
            boxes = []
            for _ in range(7):
                x, y = chance.randint(0, 300), chance.randint(0, 300)
                w, h = chance.randint(10, 110), chance.randint(10, 110)
                boxes.append(f"{x},{y},{x + w},{y + h},{chance.randrange(CLASSES)}")
            lines.append(" ".join([f"img{index}.jpg"] + boxes))
            paths.append(str(path))
        (root / "labels.txt").write_text("\n".join(lines) + "\n")

        def run(count):
            start = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                [detloss, "loss", "--config", root / "config.json", "--labels",
                 root / "labels.txt", "--heads", "-", "--format", "jsonl", "--threads", "1"],
                input="".join(paths[index % 4] + "\n" for index in range(count)), text=True,
                check=True, capture_output=True,
            )
            end = resource.getrusage(resource.RUSAGE_CHILDREN)
            return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime

        few, many = min(run(4) for _ in range(3)), min(run(4 + names) for _ in range(3))
        return (many - few) / names


def simulate(cores, rate, seconds, dumps=DUMPS, seed=1):
    """Seconds until all dumps are computed, and the shares of that the store and a core work."""
    chance = random.Random(seed)
    fetch = BYTES / (rate * 1e9)
    spread = 0.2
    mean = math.log(seconds) - spread * spread / 2
    free = [(0.0, core) for core in range(cores)]  # when a core has room for the next dump on its way
    done = [0.0] * cores
    store, computed = 0.0, 0.0
    for _ in range(dumps):
        room, core = heapq.heappop(free)
        store = max(store, room) + fetch
        start = max(store, done[core])
        work = chance.lognormvariate(mean, spread)
        computed += work
        done[core] = start + work
        # While it computes on this one, the next may come.
        heapq.heappush(free, (start, core))
    end = max(done)
    return end, dumps * fetch / end, computed / (cores * end)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--detloss", default=".build/release/detloss")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--dumps", type=int, default=DUMPS)
    options = parser.parse_args()
    seconds = options.seconds or measured(options.detloss)
    print(f"{BYTES / 1e6:.2f} MB a dump, {1000 * seconds:.2f} ms of a core, {options.dumps} dumps")
    print("cores  GB/s   hours  store busy  cores busy  waits for")
    for rate in RATES:
        for cores in CORES:
            end, store, busy = simulate(cores, rate, seconds, options.dumps)
            limit = "store" if store > busy else "cores"
            print(f"{cores:5}  {rate:4}  {end / 3600:6.3f}  {store:9.0%}  {busy:9.0%}  {limit}")
    for rate in RATES:
        print(f"{rate} GB/s is kept up with by {seconds * rate * 1e9 / BYTES:.1f} cores")


if __name__ == "__main__":
    main()
