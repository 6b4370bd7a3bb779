#!/bin/sh
# A loss over many dumps by GNU parallel: N parts, each computed by a job of its own, merged at the end.
#
#     Tests/Scale/parallel.sh DETLOSS FOLDER PARTS OUT
#
# FOLDER holds config.json, labels.txt and dumps/. Run it again after whatever ended it: parts that are
# whole are kept, by parallel's log and by --resume.
set -eu
detloss=$1 folder=$2 parts=$3 out=$4
mkdir -p "$out"
seq "$parts" | parallel --joblog "$out/jobs.log" --resume --resume-failed --quote \
  "$detloss" loss --config "$folder/config.json" --labels "$folder/labels.txt" \
  --heads "$folder/dumps" --format shard --shard "{}/$parts" --output "$out/part-{}.json" \
  --keep-going --resume --quiet --threads 1
"$detloss" merge "$out"/part-*.json --format json
