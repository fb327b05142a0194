#!/bin/sh
# MesaBench against PyTorch on this machine: training of the same population, learning included, in alternation.
#
#     bench/peers/compare.sh [width [layout [rounds]]]        default: 64 blocks 5
#
# A sweep finds PyTorch's best configuration first. PYTHON names the interpreter that has PyTorch; FIRST_LAYER=dense or sparse
# keeps the sweep to that way of computing the first layer.
set -eu
width=${1:-64} layout=${2:-blocks} rounds=${3:-5}
python=${PYTHON:-/usr/bin/python3}
here=$(cd "$(dirname "$0")" && pwd)
bench="$here/../MesaBench.Bench"
peer="$here/torch_population.py"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build -c Release --nologo -v quiet "$bench"
echo "looking for PyTorch's best configuration (width $width, $layout) ..."
"$python" "$peer" --sweep --width "$width" --layout "$layout" ${FIRST_LAYER:+--only-first-layer "$FIRST_LAYER"} \
    2>"$work/sweep" >"$work/best" || { cat "$work/sweep" >&2; exit 1; }
cat "$work/best"
options=$("$python" -c '
import json, sys
best = json.load(sys.stdin)
names = ["width", "depth", "layout", "first_layer", "threads", "processes", "agents", "group"]
print(" ".join(f"--{name.replace(chr(95), chr(45))} {best[name]}" for name in names))' <"$work/best")

round=1
while [ "$round" -le "$rounds" ]; do
    # shellcheck disable=SC2086  # the options are words
    "$python" "$peer" $options >"$work/peer"
    theirs=$(sed -n 's/.*"steps_per_second": \([0-9]*\).*/\1/p' "$work/peer")
    dotnet run -c Release --no-build --project "$bench" -- throughput --width "$width" --layout "$layout" >"$work/ours"
    ours=$(sed -n 's/.*environment steps per second: *\([0-9,]*\).*/\1/p' "$work/ours" | tr -d ,)
    case $ours in
        '' | *[!0-9]*)
            echo "MesaBench.Bench must print one line 'environment steps per second: <number>', and printed:" >&2
            cat "$work/ours" >&2
            exit 1 ;;
    esac
    echo "round $round: MesaBench $ours, PyTorch $theirs environment steps per second"
    echo "$ours $theirs" >>"$work/rounds"
    round=$((round + 1))
done
"$python" -c '
import statistics, sys
ours, theirs = (statistics.median(column) for column in zip(*(map(float, line.split()) for line in sys.stdin)))
print(f"medians: MesaBench {ours:.0f}, PyTorch {theirs:.0f} environment steps per second; ratio {ours / theirs:.2f}")' <"$work/rounds"
