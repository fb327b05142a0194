#!/bin/sh
# MesaBench against PyTorch on this machine: training of the same population, learning included, in alternation.
#
#     bench/peers/compare.sh [--network mlp] [--width 64] [--set name=number ...] [--layout blocks]
#
# Both programs are given these words. A sweep finds PyTorch's best configuration first. PYTHON names the interpreter that has PyTorch,
# WAY keeps the sweep to one way of computing (sparse, dense, grouped, unfold), ROUNDS (5) and SPAN (10, in seconds) say how long to measure.
set -eu
python=${PYTHON:-/usr/bin/python3} rounds=${ROUNDS:-5} span=${SPAN:-10}
here=$(cd "$(dirname "$0")" && pwd)
bench="$here/../MesaBench.Bench"
peer="$here/torch_population.py"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The number after a name in one line of JSON or text.
number() {
    sed -n "s/.*$1\"\\{0,1\\}: *\\([0-9][0-9]*\\).*/\\1/p" "$2"
}

dotnet build -c Release --nologo -v quiet "$bench"
echo "looking for PyTorch's best configuration ($*) ..."
"$python" "$peer" --sweep "$@" ${WAY:+--way "$WAY"} 2>"$work/sweep" >"$work/best" || { cat "$work/sweep" >&2; exit 1; }
cat "$work/best"
options=$("$python" -c '
import json, sys
best = json.load(sys.stdin)
print(" ".join(f"--{name} {best[name]}" for name in ["way", "threads", "processes", "agents", "group"]))' <"$work/best")

round=1
while [ "$round" -le "$rounds" ]; do
    # shellcheck disable=SC2086  # the options are words
    "$python" "$peer" "$@" $options --repeats 5 --seconds "$(awk "BEGIN { print $span / 5 }")" >"$work/peer"
    theirs=$(number steps_per_second "$work/peer")
    dotnet run -c Release --no-build --project "$bench" -- throughput "$@" --seconds "$span" >"$work/ours" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
    ours=$(number 'environment steps per second' "$work/ours")
    [ -n "$ours" ] || { echo "MesaBench.Bench must print one line 'environment steps per second: <number>'" >&2; cat "$work/ours" >&2; exit 1; }
    [ "$(number parameters "$work/peer")" = "$(number parameters "$work/log")" ] || { echo "the networks differ in their parameters" >&2; cat "$work/peer" "$work/log" >&2; exit 1; }
    echo "round $round: MesaBench $ours, PyTorch $theirs environment steps per second"
    echo "$ours $theirs" >>"$work/rounds"
    round=$((round + 1))
done
"$python" -c '
import statistics, sys
ours, theirs = (statistics.median(column) for column in zip(*(map(float, line.split()) for line in sys.stdin)))
print(f"medians: MesaBench {ours:.0f}, PyTorch {theirs:.0f} environment steps per second; ratio {ours / theirs:.2f}")' <"$work/rounds"
