#!/usr/bin/env bash
# What NVIDIA's assembler makes of every kernel for compute capability 9.0: no GPU is needed.
#
#     bench/gpu/assemble.sh [folder for PTX, which is not kept without]
#
# PTXAS names the assembler where it is not on the PATH; cuobjdump, for the loops, is looked for beside it, then on the PATH.
# Without an assembler the PTX is written, that is said, and the exit code is 0. One that fails on a kernel ends the script with 1.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
folder=$scratch/ptx
dotnet run -c Release --project "$here/../MesaBench.Bench" -- ptx --out "$folder"
ls "$folder"/*.ptx >/dev/null 2>&1 || { echo "no kernels were written: the program was built without ILGPU"; exit 0; }
if [ $# -gt 0 ]; then mkdir -p "$1" && cp "$folder"/*.ptx "$1"; fi

ptxas=${PTXAS:-$(command -v ptxas || true)}
if [ -z "$ptxas" ]; then
    echo "no ptxas on the PATH, and PTXAS names none: nothing was assembled"
    exit 0
fi
cuobjdump=$(command -v "$(dirname "$ptxas")/cuobjdump" || command -v cuobjdump || true)
[ -n "$cuobjdump" ] || echo "no cuobjdump beside $ptxas or on the PATH: loops are not looked at"

# The innermost loop with the most multiply-adds that add to a sum where it stands, which a polynomial's do not. Prints its instructions,
# multiply-adds, loads, and the multiply-adds' share.
hottest_loop() {
    awk '
        $1 ~ /^\/\*[0-9a-f]+\*\/$/ && $2 !~ /^\/\*/ {
            address = $1; gsub(/[\/*]/, "", address); sub(/^0+/, "", address)
            line = $0; sub(/^[^*]*\*[0-9a-f]*\*\/ */, "", line); sub(/ *;.*/, "", line); sub(/^@!?U?P[0-9T]+ */, "", line)
            at[address] = ++count; code[count] = line
        }
        END {
            for (i = 1; i <= count; i++) if (code[i] ~ /^BRA(\.[A-Z.]+)? /) {
                target = code[i]; sub(/.*0x/, "", target); sub(/^0+/, "", target)
                if (target in at && at[target] <= i) { loops++; first[loops] = at[target]; last[loops] = i }
            }
            for (l = 1; l <= loops; l++) {
                inner = 1
                for (m = 1; m <= loops; m++) if (m != l && first[m] >= first[l] && last[m] <= last[l] && last[m] - first[m] > 0) inner = 0
                if (!inner) continue
                sums = adds = loads = 0
                for (i = first[l]; i <= last[l]; i++) {
                    words = split(code[i], word, /[ ,]+/)
                    sub(/\.reuse$/, "", word[words])
                    if (word[1] == "FFMA") adds++
                    if (word[1] == "FFMA" && word[2] == word[words]) sums++
                    if (word[1] ~ /^LDG?(\.|$)/) loads++
                }
                if (sums > best) { best = sums; size = last[l] - first[l] + 1; best_adds = adds; best_loads = loads }
            }
            if (best > size / 8) printf "%d %d %d %.0f%%", size, best_adds, best_loads, 100 * best_adds / size
            else printf "- - - -"
        }'
}

printf '%-28s %9s %7s %6s %7s %9s   %12s %6s %6s %6s\n' kernel registers spilled stack shared warps/64 'loop of code' ffma loads share
for ptx in "$folder"/*.ptx; do
    kernel=$(basename "$ptx" .ptx)
    # Assemblers before 12.0 know no PTX 8.0; no kernel uses what is new in it.
    sed 's/^\.version 8\.0$/.version 7.8/' "$ptx" >"$scratch/kernel.ptx"
    if ! "$ptxas" -arch=sm_90 -v "$scratch/kernel.ptx" -o "$scratch/kernel.cubin" >"$scratch/said" 2>&1; then
        echo "$kernel: $ptxas failed:" >&2
        cat "$scratch/said" >&2
        exit 1
    fi
    loop="- - - -"
    [ -z "$cuobjdump" ] || loop=$("$cuobjdump" -sass "$scratch/kernel.cubin" | hottest_loop)
    # A multiprocessor has 65,536 registers, given out in eights a thread, and room for 64 warps.
    awk -v kernel="$kernel" -v loop="$loop" '
        # The last entry is the kernel; functions that are inlined everywhere come before it.
        /bytes stack frame/ { stack = $1; spilled = $5 }
        /Used [0-9]+ registers/ { for (i = 1; i <= NF; i++) { if ($i == "Used") registers = $(i + 1); if ($(i + 2) == "smem" || $(i + 2) == "smem,") shared = $i } }
        END {
            groups = int(65536 / (int((registers + 7) / 8) * 8 * 128)); if (groups > 16) groups = 16
            split(loop, part, " ")
            printf "%-28s %9d %7d %6d %7d %9d   %12s %6s %6s %6s\n", kernel, registers, spilled, stack, shared, 4 * groups, part[1], part[2], part[3], part[4]
        }' "$scratch/said"
done
