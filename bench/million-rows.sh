#!/usr/bin/env bash
# A table of a million rows and 30 columns (bench/MakeTable.cs), from Parquet: trains the default detector and scores every row, in both modes. Prints seconds
# and the most memory of each process. Build first: dotnet build -c Release Hourglass.slnx. Needs GNU time.
#
#   bench/million-rows.sh [ROWS [COLUMNS]]
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
tool=$PWD/artifacts/bin/Hourglass.Cli/release/hourglass
work=$(mktemp -d "${TMPDIR:-/var/tmp}/million-XXXXXX")
trap 'rm -rf "$work"' EXIT
dotnet run -c Release bench/MakeTable.cs -- "$work/rows.parquet" "${1:-1000000}" "${2:-30}"
echo "$(($(stat -c %s "$work/rows.parquet") / 1000000)) MB of Parquet"

measure() {
    local name="$1"
    shift
    command time -o "$work/time" -f "%e %M" "$tool" "$@" --quiet >"$work/out" 2>/dev/null
    awk -v name="$name" '{ printf "| %-22s | %5.1f | %4.0f |\n", name, $1, $2 / 1000 }' "$work/time"
}

echo "| work                   | s     | peak MB |"
echo "|---|---:|---:|"
for mode in contaminated normal-only; do
    measure "$mode, train" anomaly train "$work/rows.parquet" --label wrong "--$mode" -o "$work/model.hourglass"
    sed -n 's/.*The labels say: /    /p' "$work/out"
    measure "$mode, score" anomaly score "$work/model.hourglass" "$work/rows.parquet" --label wrong -o "$work/scores.csv"
done
