#!/bin/sh
# Runs a worker and lets it die half-way, as a machine that runs out of memory does: for spark.py.
"$@" | head -n 3
exit 7
