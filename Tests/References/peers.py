"""Measures the toolkit beside PyTorch and TensorFlow, on the same heads and objects in one run.

    python3 -m venv peers && peers/bin/pip install numpy torch tensorflow-cpu
    swift build -c release
    peers/bin/python Tests/References/peers.py [--quick]

The reference's loss, its gradient and its decoding are written from their formulas in
`peer_forms/`: as a TensorFlow graph with dense labels and room for 150 objects (the reference's own
form), as PyTorch with dense labels, as PyTorch that gathers what takes part, and that one compiled.
Before any peer is timed, all of them must give the losses, gradients and boxes that
detloss-benchmark gives for the same inputs; where one does not, no peer is timed and the exit code
is 1. Every time is the median of at least 20 runs, of the dialects the shortest, with one thread;
PyTorch has its strongest setting of malloc, which keeps freed memory.

    --quick           only one image and eight, no compiled form, no dump of 64 images
    --benchmark FILE  detloss-benchmark (.build/release/detloss-benchmark)
    --tool FILE       detloss (.build/release/detloss); its rows are left out if there is none
    --repeats N       runs to take the median of (20)
    --once FOLDER     only compute the loss of one workload and print it: what a script has to do
    --compiled FOLDER only check and time the compiled form: TensorFlow cannot be in its process
    --dialects        only the losses of PyTorch frameworks, eager and compiled, one image and eight, by
                      their formulas in `peer_forms/dialects.py`, each beside detloss in its dialect;
                      needs no TensorFlow
"""

import argparse
import os
import sys

# Freed memory is kept, so that no peer pays for fresh pages in every call; it must be said before
# the process starts.
SETTINGS = {
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TRIM_THRESHOLD_": "4294967296",
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}
if __name__ == "__main__" and any(os.environ.get(name) != value for name, value in SETTINGS.items()):
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **SETTINGS})

import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np
import torch

from peer_forms import dialects, pytorch
from peer_forms.agreement import Disagreement, check_decoding, check_form, check_survivors
from peer_forms.ratio_table import Table
from peer_forms.workload import Workload

SCORE_THRESHOLD = 0.3


# The toolkit's side


class Toolkit:
    """detloss-benchmark, and detloss where it was built."""

    def __init__(self, arguments):
        self.benchmark, self.tool = arguments.benchmark, arguments.tool
        self.repeats = str(arguments.repeats)

    def measure(self, **options):
        """Rows and limits of a run, rows by (operation, batch, order, threads)."""
        command = [self.benchmark, "--format", "json", "--repeats", self.repeats]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        rows = {(row["operation"], row["batch"], row["order"], row["threads"]): row
                for row in result["rows"]}
        return rows, {(row["program"], row["images"]): row for row in result["limits"]}

    def process_time(self, folder, repeats):
        """From the start of `detloss loss` to its end."""
        command = [self.tool, "loss", "--config", f"{folder}/config.json",
                   "--heads", f"{folder}/heads.npz", "--labels", f"{folder}/labels.txt"]
        return process_time(command, repeats)


# Timing


def times_of(body, repeats):
    """What each of `repeats` runs takes, in seconds, once it is warm."""
    for _ in range(3):
        body()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return times


def median_time(body, repeats):
    """The median of `repeats` runs, in seconds."""
    return statistics.median(times_of(body, repeats))


def process_time(command, repeats):
    return median_time(
        lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), repeats)


# The run


class Comparison:
    """One batch: the toolkit's rows and the peers' times, once all of them agree."""

    def __init__(self, toolkit, batch, folder, forms, repeats):
        self.batch, self.repeats = batch, repeats
        self.rows, self.limits = toolkit.measure(batch=batch, write=folder)
        self.workload = Workload(folder)
        self.forms = [form(self.workload) for form in forms]
        self.times = {}

    def check(self):
        for form in self.forms:
            check_form(form, self.rows[("loss", self.batch, "nhwc", 1)], self.workload)

    def time(self):
        for form in self.forms:
            self.times[form.name, "loss"] = self.per_image(form.loss)
            self.times[form.name, "gradient"] = self.per_image(form.gradient)

    def time_compiled(self):
        """Checks and times the compiled form in a process of its own."""
        row = self.workload.folder / "row.json"
        row.write_text(json.dumps(self.rows[("loss", self.batch, "nhwc", 1)]))
        command = [sys.executable, os.path.abspath(__file__), "--compiled", str(self.workload.folder),
                   "--repeats", str(self.repeats)]
        child = subprocess.run(command, capture_output=True, text=True)
        if child.returncode == 1:
            raise Disagreement(child.stderr.strip().splitlines()[-1])
        if child.returncode != 0:
            reason = (child.stderr.strip().splitlines() or ["no reason given"])[-1]
            print(f"batch {self.batch}, PyTorch sparse, compiled: left out, {reason}")
            return
        for kind, time in json.loads(child.stdout.splitlines()[-1]).items():
            self.times["PyTorch sparse, compiled", kind] = time

    def per_image(self, body):
        """The median, in microseconds an image."""
        return median_time(body, self.repeats) * 1e6 / self.batch

    def toolkit(self, operation, order="nhwc", threads=1):
        return self.rows[(operation, self.batch, order, threads)]["microseconds_per_image"]

    def ratio(self, table, what, plain, dispatch, peer, kind, operation):
        """A row against a peer, if it was measured."""
        if (peer, kind) not in self.times:
            return
        theirs, ours = self.times[peer, kind], self.toolkit(operation)
        table.add(what, plain, dispatch, theirs / ours, f"{theirs:,.0f} / {ours:,.1f}")


def compare_losses(table, one, eight):
    fresh, reused = "loss+gradient-fresh", "loss+gradient-reused"
    one.ratio(table, "loss, 1 image, PyTorch sparse", 75, 115, "PyTorch sparse", "loss", "loss")
    one.ratio(table, "loss, 1 image, PyTorch dense", 190, 290, "PyTorch dense", "loss", "loss")
    eight.ratio(table, "loss, 8 images, PyTorch sparse", 90, 125, "PyTorch sparse", "loss", "loss")
    eight.ratio(table, "loss, 8 images, compiled", 13, 19, "PyTorch sparse, compiled", "loss", "loss")
    eight.ratio(table, "gradient, 8 images, reused, compiled", None, None,
                "PyTorch sparse, compiled", "gradient", reused)
    one.ratio(table, "loss, 1 image, TensorFlow", 850, 1200, "TensorFlow", "loss", "loss")
    times_fill = one.rows[(reused, 1, "nhwc", 1)]["times_fill"]
    fill = one.limits[("fill", 1)]["median_nanoseconds"] / 1000
    table.add("gradient, 1 image, reused, of a fill", 1.4, 1.0, times_fill,
              f"{one.toolkit(reused):,.1f} / {fill:,.1f}", smaller_is_better=True)
    eight.ratio(table, "gradient, 8 images, reused, PyTorch sparse", 80, 100,
                "PyTorch sparse", "gradient", reused)
    eight.ratio(table, "gradient, 8 images, fresh, PyTorch sparse", None, 63,
                "PyTorch sparse", "gradient", fresh)
    one.ratio(table, "gradient, 1 image, reused, TensorFlow", 850, 950,
              "TensorFlow", "gradient", reused)


class Decoding:
    """One image decoded by everybody, in rows and in planes."""

    def __init__(self, toolkit, one, planes_folder):
        rows, _ = toolkit.measure(
            batch=1, order="nchw", write=planes_folder, operation="decode-survivors")
        self.one = one
        self.graph = next(form for form in one.forms if form.name == "TensorFlow")
        self.rows = pytorch.Decoder(one.workload)
        self.planes = pytorch.PlanesDecoder(Workload(planes_folder))
        self.planes_row = rows[("decode-survivors", 1, "nchw", 1)]
        self.rows_row = one.rows[("decode-survivors", 1, "nhwc", 1)]

    def check(self):
        expected = self.one.workload.expected("decoded")
        check_decoding("PyTorch", self.rows.all(), expected)
        check_decoding("TensorFlow", self.graph.all(), expected)
        check_survivors("PyTorch", self.rows.survivors(SCORE_THRESHOLD), self.rows_row)
        check_survivors("PyTorch, planes", self.planes.survivors(SCORE_THRESHOLD), self.planes_row)
        print("batch 1, decoding: PyTorch and TensorFlow agree")

    def compare(self, table):
        def add(what, plain, dispatch, theirs, ours):
            table.add(what, plain, dispatch, theirs / ours, f"{theirs:,.0f} / {ours:,.1f}")

        per_image = self.one.per_image
        with torch.no_grad():
            torch_all = per_image(self.rows.all)
            torch_rows = per_image(lambda: self.rows.survivors(SCORE_THRESHOLD))
            torch_planes = per_image(lambda: self.planes.survivors(SCORE_THRESHOLD))
        graph_all = per_image(self.graph.all)
        everything = self.one.toolkit("decode-all")
        rows = self.rows_row["microseconds_per_image"]
        planes = self.planes_row["microseconds_per_image"]
        add("decode all, PyTorch", 1.6, 5, torch_all, everything)
        add("decode all, TensorFlow", None, None, graph_all, everything)
        add("survivors, rows, PyTorch", 20, 20, torch_rows, rows)
        add("survivors, planes, PyTorch on rows", 60, 60, torch_rows, planes)
        add("survivors, planes, PyTorch on planes", None, None, torch_planes, planes)


def best_medians(toolkit, operation, processes=3):
    """Microseconds an image by the number of threads, the best of some processes.

    The system may put both threads of a process on one processor and leave them there.
    """
    times = {}
    for _ in range(processes):
        rows, _ = toolkit.measure(batch=64, threads="1,all", operation=operation)
        for (_, _, _, threads), row in rows.items():
            times.setdefault(threads, []).append(row["microseconds_per_image"])
    return {threads: min(found) for threads, found in times.items()}


def compare_threads(table, toolkit, folder):
    """64 images with all threads against one, and the file of their heads."""
    for operation in ("loss", "loss+gradient-reused"):
        times = best_medians(toolkit, operation)
        if len(times) < 2:
            print("threads: left out, the machine has one processor")
            break
        most = max(times)
        table.add(f"{operation}, 64 images, {most} threads", 1.8, 1.7, times[1] / times[most],
                  f"{times[1]:,.1f} / {times[most]:,.1f}")
    if not toolkit.tool:
        return
    rows, _ = toolkit.measure(batch=64, operation="loss", write=folder)
    mapped = toolkit.process_time(folder, 5)

    def read():
        arrays = np.load(f"{folder}/heads.npz")
        return [arrays[name] for name in arrays.files]

    read_first = median_time(read, 5) + rows[("loss", 64, "nhwc", 1)]["median_nanoseconds"] / 1e9
    table.add("dump of 64 images, detloss, read first", 10, None, read_first / mapped,
              f"{read_first * 1e6 / 64:,.0f} / {mapped * 1e6 / 64:,.0f}")


def compare_start(table, toolkit, one, folder):
    """Process start to printed result, against a script with PyTorch."""
    if not toolkit.tool:
        return
    script = process_time([sys.executable, os.path.abspath(__file__), "--once", folder], 3)
    ours = toolkit.process_time(folder, one.repeats)
    table.add("process, 1 image, script with PyTorch", 100, None, script / ours,
              f"{script * 1e6:,.0f} / {ours * 1e6:,.0f}")


def compare_dialect(table, toolkit, dialect, batch, folder, repeats):
    """A framework's loss and gradient against detloss in its dialect, eager and compiled."""
    rows, _ = toolkit.measure(batch=batch, dialect=dialect.name, write=folder)
    workload = dialects.DialectWorkload(folder, dialect)
    for compiles in (False, True):
        form = dialects.DialectForm(dialect, workload, compiles)
        try:
            form.loss(), form.gradient()
        except Exception as problem:
            if not compiles:
                raise
            print(f"{form.name}: left out, {str(problem).strip().splitlines()[0]}")
            return
        check_form(form, rows[("loss", batch, "nhwc", 1)], workload)
        for body, operation in ((form.loss, "loss"), (form.gradient, "loss+gradient-reused")):
            theirs = min(times_of(body, repeats)) * 1e6 / batch
            ours = rows[(operation, batch, "nhwc", 1)]["minimum_nanoseconds"] / 1000 / batch
            what = f"{operation.split('-')[0]}, {dialect.name}" + (", compiled" if compiles else "")
            table.add(f"{what}, {batch}", None, None, theirs / ours, f"{theirs:,.0f} / {ours:,.1f}")


def run_dialects(arguments):
    tell_load()
    torch.set_num_threads(1)
    table = Table()
    with tempfile.TemporaryDirectory() as base:
        for dialect in dialects.DIALECTS:
            for batch in (1, 8):
                compare_dialect(table, Toolkit(arguments), dialect, batch,
                                f"{base}/{dialect.name}-{batch}", arguments.repeats)
    table.print()


def tell_load():
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"the machine is busy (load {load:.1f}): ratios will be off")


def run(arguments):
    from peer_forms import tensorflow as graph_forms

    tell_load()
    torch.set_num_threads(1)
    toolkit, repeats = Toolkit(arguments), arguments.repeats
    forms = [pytorch.sparse, pytorch.dense, graph_forms.GraphForm]
    table = Table()
    with tempfile.TemporaryDirectory() as base:
        folders = {name: f"{base}/{name}" for name in ("one", "eight", "planes", "many")}
        one = Comparison(toolkit, 1, folders["one"], forms, repeats)
        eight = Comparison(toolkit, 8, folders["eight"], [pytorch.sparse], repeats)
        decoding = Decoding(toolkit, one, folders["planes"])
        for each in (one, eight, decoding):
            each.check()
        one.time()
        eight.time()
        if not arguments.quick:
            eight.time_compiled()
        compare_losses(table, one, eight)
        decoding.compare(table)
        compare_start(table, toolkit, one, folders["one"])
        if not arguments.quick:
            compare_threads(table, toolkit, folders["many"])
    table.print()
    faults = [row["page_faults"] for (operation, *_), row in one.rows.items() if "fresh" not in operation]
    print(f"page faults a call, warmed up: {max(faults):.3g} at most, but for gradients in fresh memory")
    if not arguments.quick:
        print("\nPyTorch frameworks, against detloss in their dialects", flush=True)
        subprocess.run([sys.executable, os.path.abspath(__file__), "--dialects", "--benchmark",
                        arguments.benchmark, "--repeats", str(repeats)], check=True)


def once(folder):
    torch.set_num_threads(1)
    box, objectness, classes = pytorch.sparse(Workload(folder)).parts()
    print(box, objectness, classes, box + objectness + classes)


# What compiling needs and a machine may lack: a C++ compiler and its headers.
CANNOT_COMPILE = 2


def compiled_only(folder, repeats):
    torch.set_num_threads(1)
    workload = Workload(folder)
    form = pytorch.compiled(workload)
    row = json.loads((workload.folder / "row.json").read_text())
    try:
        form.loss(), form.gradient()
    except Exception as problem:
        print(str(problem).strip().splitlines()[0], file=sys.stderr)
        sys.exit(CANNOT_COMPILE)
    check_form(form, row, workload)
    times = {kind: median_time(body, repeats) * 1e6 / row["batch"]
             for kind, body in (("loss", form.loss), ("gradient", form.gradient))}
    print(json.dumps(times))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--benchmark", default=str(root / ".build/release/detloss-benchmark"))
    parser.add_argument("--tool", default=str(root / ".build/release/detloss"))
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--once", metavar="FOLDER")
    parser.add_argument("--compiled", metavar="FOLDER")
    parser.add_argument("--dialects", action="store_true")
    arguments = parser.parse_args()
    if arguments.once:
        return once(arguments.once)
    if not os.access(arguments.benchmark, os.X_OK):
        parser.error(f"{arguments.benchmark} is not there; run swift build -c release first")
    if not os.access(arguments.tool, os.X_OK):
        arguments.tool = None
    try:
        if arguments.compiled:
            return compiled_only(arguments.compiled, arguments.repeats)
        (run_dialects if arguments.dialects else run)(arguments)
    except Disagreement as problem:
        sys.exit(f"disagreement, no peer was timed: {problem}")


if __name__ == "__main__":
    main()
