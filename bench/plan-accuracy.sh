#!/bin/bash
# What --plan tells beside what the training then takes: the most memory of the whole process, and the median time of an epoch.
# Build first: dotnet build -c Release Hourglass.slnx. MNIST is looked for as in every verb.
set -euo pipefail
tool="$(dirname "$0")/../artifacts/bin/Hourglass.Cli/release/hourglass"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

number() { sed -n "s/^  \"$1\": \([0-9.e+-]*\),\{0,1\}$/\1/p" "$2" | tail -1; }

measure() {
    local name="$1"
    shift
    "$tool" "$@" --plan --json >"$work/plan" 2>/dev/null
    "$tool" "$@" --history "$work/history.csv" -o "$work/model" --json >"$work/run" 2>/dev/null
    local epoch
    epoch="$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "seconds") c = i; next } { print $c - last; last = $c }' "$work/history.csv" | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')"
    awk -v name="$name" -v pm="$(number peakBytes "$work/plan")" -v rm="$(number peakBytes "$work/run")" -v ps="$(number secondsPerEpoch "$work/plan")" -v rs="$epoch" \
        'BEGIN { printf "| %-34s | %7.1f | %7.1f | %4.2f | %8.4f | %8.4f | %4.2f |\n", name, pm / 1e6, rm / 1e6, pm / rm, ps, rs, ps / rs }'
}

echo "| training                           | MB told | MB took | ratio | s an epoch told | took | ratio |"
echo "|---|---:|---:|---:|---:|---:|---:|"
measure "digits, 64-8-64" train digits --code 8 --epochs 400
measure "mnist, 784-32-784" train mnist --epochs 7
measure "mnist, 784-128-784" train mnist --code 128 --epochs 5
measure "digits, 64-2000-1000-32 and back" train digits --layers 2000,1000 --epochs 5
measure "mnist, 784-1000-500-250-30, b. 1024" train mnist --layers 1000,500,250 --code 30 --batch 1024 --epochs 3
measure "breast-cancer, anomaly" anomaly train breast-cancer --normal benign --steps 500
measure "words, text" text train words --steps 400
measure "digits, image" image train digits --steps 600
measure "digits, generate" generate train digits --epochs 30
measure "mnist, reduce" reduce train mnist --epochs 3
