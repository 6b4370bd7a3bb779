#!/bin/sh
# A loss over many dumps as a Slurm array: each task computes one part.
#
#     sbatch --array=1-64 --cpus-per-task=4 Tests/Scale/slurm.sh DETLOSS FOLDER OUT
#     detloss merge OUT/part-*.json --format json
#
# Submit it again after whatever ended a task: parts that are whole are kept. A task whose part names
# dumps without a loss exits 1, and Slurm tells of it.
#SBATCH --job-name=detloss
#SBATCH --requeue
set -eu
detloss=$1 folder=$2 out=$3
# Parts are counted from one, whatever the array is.
part=$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN + 1))
mkdir -p "$out"
exec "$detloss" loss --config "$folder/config.json" --labels "$folder/labels.txt" \
  --heads "$folder/dumps" --format shard --shard "$part/$SLURM_ARRAY_TASK_COUNT" \
  --output "$out/part-$part.json" --keep-going --resume --quiet \
  --threads "${SLURM_CPUS_PER_TASK:-1}"
