#!/usr/bin/env bash
# Trains on a folder of pictures that is larger than what is kept in memory: 100,000 PNG files of 64 x 64 pixels, 1.2 GB as bytes, made by a rule.
# Prints seconds of each run as a whole (reading, training, evaluation), of the training in it, of the processor, and the most memory of the whole process.
# Build first: dotnet build -c Release Hourglass.slnx.
#
#   bench/picture-folder.sh [COUNT [SIDE]]
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
count=${1:-100000} side=${2:-64}
tool=$PWD/artifacts/bin/Hourglass.Cli/release/hourglass
work=$(mktemp -d "${TMPDIR:-/var/tmp}/pictures-XXXXXX")
trap 'rm -rf "$work"' EXIT
dotnet run -c Release bench/MakePictures.cs "$work/pictures" "$count" "$side"
echo "$(find "$work/pictures" -type f | wc -l) pictures, $(du -sm --apparent-size "$work/pictures" | cut -f1) MB as PNG, $((count * side * side * 3 / 1000000)) MB as bytes"

number() { sed -n "s/^  \"$1\": \([0-9.e+-]*\),\{0,1\}$/\1/p" "$2" | tail -1; }

measure() {
    local name="$1" TIMEFORMAT='%R %U %S' all
    shift
    all=$({ time "$tool" train "$work/pictures" "$@" --json --quiet -o "$work/model.hourglass" >"$work/run" 2>/dev/null; } 2>&1)
    echo "$all" | awk -v name="$name" -v training="$(number seconds "$work/run")" -v peak="$(number peakBytes "$work/run")" \
        '{ printf "| %-37s | %6.1f | %8.1f | %6.1f | %7.0f |\n", name, $1, training, $2 + $3, peak / 1e6 }'
}

echo "| training                              | s, all | training | s, CPU | peak MB |"
echo "|---|---:|---:|---:|---:|"
measure "1 step of 1 x 1: decoding alone" --image-size 1x1 --code 1 --steps 1
measure "1 step" --code 128 --steps 1
measure "2 epochs" --code 128 --epochs 2
measure "2 epochs, flipped and shifted" --code 128 --epochs 2 --flip --random-crop 4
measure "200 steps of 64, residual, 32-64-128" --model residual --layers 32,64,128 --code 128 --batch 64 --steps 200
