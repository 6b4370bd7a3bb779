"""A loss over many dumps by Apache Spark: names are piped to workers, their parts merged as a tree.

    python3 Tests/Scale/spark.py DETLOSS FOLDER [--master local-cluster[2,1,1024]]
        [--partitions 16] [--kill SECONDS] [--output PART.json] [--break-worker]

FOLDER holds config.json, labels.txt and names.txt with the paths of dumps, which every executor must
be able to read. Needs pyspark and Java 17.

Each partition is one process of detloss: rdd.pipe feeds it names, and what it writes is a part. A
process that fails fails its task (checkCode=True), and Spark computes the partition again. pipe takes
the end of output for the end of work, so that without checkCode a process that dies half-way gives
fewer rows and no error; a trailer that is missing tells all the same.

    --kill SECONDS    kill an executor so long after the job began
    --break-worker    check that a worker which dies is noticed, and what is lost without checkCode
"""

import argparse
import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time


def worker(options, form):
    """The command line of a worker that names are piped to."""
    return shlex.join([
        options.detloss, "loss", "--config", f"{options.folder}/config.json",
        "--labels", f"{options.folder}/labels.txt", "--heads", "-", "--format", form, "--quiet",
        "--threads", "1",
    ])


def merging(detloss):
    """A function that puts two parts together, for treeReduce."""

    def merge(one, two):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for index, text in enumerate([one, two]):
                paths.append(f"{folder}/{index}.json")
                pathlib.Path(paths[-1]).write_text(text + "\n")
            run = subprocess.run(
                [detloss, "merge", "--format", "shard", *paths], check=True, capture_output=True,
                text=True,
            )
            return run.stdout.rstrip("\n")

    return merge


def part_of(names, options):
    """The part of all names, a text of one line."""

    def one(lines):
        lines = list(lines)
        if len(lines) != 1:
            raise RuntimeError(f"a worker wrote {len(lines)} lines, not one part")
        return lines

    parts = names.pipe(worker(options, "shard"), checkCode=True).mapPartitions(one)
    return parts.treeReduce(merging(options.detloss), depth=3)


def lines_of(piped):
    """A line for each name; an error where a worker's last line is no trailer, or counts others."""

    def checked(found):
        found = list(found)
        trailer = json.loads(found[-1]).get("trailer") if found else None
        if trailer is None or trailer["dumps"] != len(found) - 1:
            raise RuntimeError("a worker ended before its trailer: its rows are not all there")
        return found[:-1]

    return piped.mapPartitions(checked)


def children(pid):
    """All processes below one."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [int(child) for child in found] + [below for child in found for below in children(child)]


def kill_executor(seconds):
    """Kills the process of one executor of this job after some seconds, as a machine that goes away."""
    time.sleep(seconds)
    for pid in children(os.getpid()):
        words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"CoarseGrainedExecutorBackend" in words:
            os.kill(pid, signal.SIGKILL)
            print(f"killed an executor, process {pid}", file=sys.stderr)
            return
    print("no executor to kill", file=sys.stderr)


def break_worker(names, total, options):
    """Shows what becomes of workers that die half-way."""
    dies = str(pathlib.Path(__file__).resolve().parent / "dies.sh")
    command = f"{shlex.quote(dies)} {worker(options, 'jsonl')}"
    print(f"without checkCode: {names.pipe(command).count()} rows of {total}, and no error")
    for what, rdd in [
        ("the trailer", lines_of(names.pipe(command))),
        ("checkCode", names.pipe(command, checkCode=True)),
    ]:
        try:
            rdd.count()
        except Exception as error:  # Spark's own classes of errors differ by version.
            words = ("worker ended", "exited with", "exit code", "status 7", "Pipe function")
            cause = [text for text in str(error).splitlines() if any(word in text for word in words)]
            print(f"{what} notices: {cause[0].strip() if cause else type(error).__name__}")
        else:
            sys.exit(f"{what} did not notice a worker that died")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("detloss")
    parser.add_argument("folder")
    parser.add_argument("--master", default="local-cluster[2,1,1024]")
    parser.add_argument("--partitions", type=int, default=16)
    parser.add_argument("--kill", type=float, metavar="SECONDS")
    parser.add_argument("--break-worker", action="store_true")
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args()
    from pyspark import SparkConf, SparkContext

    conf = SparkConf().setMaster(options.master).setAppName("detloss")
    context = SparkContext(conf=conf.set("spark.ui.showConsoleProgress", "false"))
    context.setLogLevel("OFF")
    paths = pathlib.Path(options.folder, "names.txt").read_text().splitlines()
    names = context.parallelize(paths, options.partitions)
    if options.break_worker:
        break_worker(names, len(paths), options)
    else:
        if options.kill is not None:
            threading.Thread(target=kill_executor, args=[options.kill], daemon=True).start()
        start = time.monotonic()
        part = part_of(names, options)
        seconds = time.monotonic() - start
        rows = lines_of(names.pipe(worker(options, "jsonl"), checkCode=True)).count()
        if options.output:
            options.output.write_text(part + "\n")
        print(
            f"Spark {context.version}, {options.master}, {options.partitions} partitions: "
            f"a part of {len(json.loads(part)['images'])} images in {seconds:.1f} s, {rows} lines"
        )
    context.stop()


if __name__ == "__main__":
    main()
