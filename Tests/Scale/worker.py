"""A million names through one worker: its memory, and names a second.

    python3 Tests/Scale/worker.py DETLOSS FOLDER [--names 1000000] [--threads N]

FOLDER is what make_dumps.py wrote; its names are repeated. Checks that there is a line for each name,
that the lines of equal names are equal, and that the most memory after a hundredth of the names is that
at the end, within 8 MiB.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import threading
import time


def peak(process):
    """The most memory that a process had so far, in KiB."""
    try:
        with open(f"/proc/{process.pid}/status") as status:
            return next((int(line.split()[1]) for line in status if line.startswith("VmHWM")), 0)
    except OSError:
        return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("detloss")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()
    names = (options.folder / "names.txt").read_text().splitlines()
    words = [
        options.detloss, "loss", "--config", options.folder / "config.json",
        "--labels", options.folder / "labels.txt", "--heads", "-", "--format", "jsonl", "--quiet",
    ]
    if options.threads:
        words += ["--threads", str(options.threads)]
    start = time.monotonic()
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def feed():
        with process.stdin as pipe:
            for first in range(0, options.names, len(names)):
                count = min(len(names), options.names - first)
                pipe.write(("\n".join(names[:count]) + "\n").encode())

    threading.Thread(target=feed, daemon=True).start()
    seen, known, early, late, last = 0, {}, 0, 0, b""
    for line in process.stdout:
        last = line
        if seen < options.names:
            digest = hashlib.blake2b(line, digest_size=8).digest()
            if known.setdefault(seen % len(names), digest) != digest:
                sys.exit(f"line {seen + 1} is not that of the same name before")
        seen += 1
        if seen == max(1, options.names // 100):
            early = peak(process)
        if seen % 1000 == 0:
            late = max(late, peak(process))
    code = process.wait()
    seconds = time.monotonic() - start
    trailer = json.loads(last).get("trailer")
    print(
        f"{seen - 1} lines in {seconds:.1f} s, {options.names / seconds:.0f} names a second; "
        f"peak memory {early / 1024:.1f} MiB after a hundredth, {late / 1024:.1f} MiB at the end; "
        f"trailer {trailer}, exit {code}"
    )
    if code or seen != options.names + 1 or trailer != {"dumps": options.names, "failed": 0}:
        sys.exit("lines are missing")
    if late > early + 8192:
        sys.exit("memory grows")


if __name__ == "__main__":
    main()
