#!/usr/bin/env bash
# Tries a script of `mesabench slurm` on a real cluster of one machine: an array of eight parts, of which one is killed, one cut by its time limit and one sent back to the queue; the merged study
# is compared with that of one run, file by file. Needs root, slurm-wlm and munge. Takes some five minutes.
#
#     bench/slurm/try.sh <program> <experiment> <empty folder> [--seeds 10 and the like]
#
# Parts should take more than half a minute on one processor, which is when the time limit of a minute interrupts them.
set -euo pipefail
program=$(realpath "${1:?the program}") experiment=${2:?a preset or a file} folder=$(realpath -m "${3:?a folder}")
size=("${@:4}")
here=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
[ -f "$experiment" ] && experiment=$(realpath "$experiment")
mkdir -p "$folder"
cd "$folder"
"$here/cluster.sh" up "$folder/cluster"
trap '"$here/cluster.sh" down "$folder/cluster"' EXIT
export SLURM_CONF=$folder/cluster/slurm.conf


wait_for() { until eval "$1"; do sleep 0.5; done; }
task_is() { squeue --noheader --array --job "$parts" --format='%K %T' | grep -q "^$1 $2\$"; }

"$program" slurm "$experiment" "${size[@]}" --array 8 --time 0:01:00 --cpus 1 --program "$program" --results "$folder/merged" --out script.sh
bash script.sh | tee submitted
parts=$(grep -o 'job [0-9]*' submitted | head -1 | cut -d' ' -f2)

wait_for 'task_is 1 RUNNING'
sleep 3
echo "killing part 1"; scancel --signal=KILL --full "${parts}_1"
wait_for 'task_is 3 RUNNING'
sleep 3
echo "sending part 3 back to the queue"; scontrol requeue "${parts}_3"
wait_for '[ -z "$(squeue --noheader --states=PENDING,RUNNING,COMPLETING,CONFIGURING --job "$parts" 2>/dev/null)" ]'
echo "parts are done, or failed: what the log says of part 1 and of interruptions"
tail -n 2 "$folder/merged-parts/log/1.txt" || true
grep -l Interrupted "$folder"/merged-parts/log/*.txt || echo "none was interrupted"
[ -f "$folder/merged/findings.txt" ] && { echo "FAILED: merged although a part was killed"; exit 1; }

echo "again, since a part was killed"
bash script.sh | tee submitted
wait_for '[ -z "$(squeue --noheader 2>/dev/null)" ]'
tail -n 1 "$folder/merged-parts/log/merge.txt"
"$program" run "$experiment" "${size[@]}" --out "$folder/whole" --device cpu >/dev/null
diff -r --exclude=manifest.json --exclude=report.html "$folder/whole" "$folder/merged" && echo "the merged study has the files of one run"
"$program" status "$folder/merged" | head -20
