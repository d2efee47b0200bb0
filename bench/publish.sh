#!/usr/bin/env bash
# Publishes the tool for Linux on x64 in its small forms, prints their sizes, start-up times and kernels, and has each do what a tool does: its picture,
# its weights, codes and exports must be those of the ordinary build, run with kernels of the same width.
#
#   bench/publish.sh                      one-file, native-v3, native-v4, into artifacts/publish
#   bench/publish.sh native-v4            only these
#   bench/publish.sh --check native-v3    without the times
#
# The native forms need clang or gcc and the headers of zlib (Debian: apt-get install gcc zlib1g-dev). A form that cannot be built here is left out.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
times=true
if [ "${1:-}" = --check ]; then times=false; shift; fi
[ $# -gt 0 ] || set -- one-file native-v3 native-v4
work=$(mktemp -d)
trap 'if [ $? -ne 0 ]; then tail -n 20 "$work"/*/log.txt >&2 || true; fi; rm -rf "$work"' EXIT
root=$PWD
ordinary=$root/artifacts/bin/Hourglass.Cli/release/hourglass

# What a tool does, with fixed seeds, in a folder of its own: demo, CSV in and out, checkpoint and resumption, both exports, import from Keras.
run() { # TOOL FOLDER WIDTH
  mkdir -p "$2/out"
  (
    cd "$2"
    export HOURGLASS_KERNEL=$3
    exec >log.txt 2>&1
    training=(train rows.csv --code 2 --layers 8 --epochs 20 --quiet --checkpoint state -o model.hourglass)
    awk 'BEGIN { OFS = ","; print "a,b,c,d"; for (i = 0; i < 400; i++) print i % 7, i % 11, i % 13, i % 7 + i % 11 }' >rows.csv
    "$1" demo -o out/demo.png
    "$1" "${training[@]}"
    "$1" export model.hourglass -o out/weights.safetensors
    mv state.previous state
    "$1" "${training[@]}" --resume
    "$1" export model.hourglass -o out/resumed.safetensors
    cmp out/weights.safetensors out/resumed.safetensors
    "$1" encode model.hourglass rows.csv -o out/codes.csv
    "$1" export model.hourglass -o out/model.onnx
    for file in "$root"/tests/Hourglass.Tests/Golden/keras_*.{h5,keras}; do
      "$1" import "$file" -o keras.hourglass
      "$1" export keras.hourglass -o "out/${file##*/}.safetensors"
    done
  )
}

# Milliseconds, median and least of 20, and the least time of the processor, of printing the help.
startup() {
  for _ in $(seq 20); do TIMEFORMAT='%R %U %S'; { time "$1" --help >"$work/help.txt"; } 2>&1; done | awk '{ print 1000 * $1, 1000 * ($2 + $3) }' | sort -n |
    awk '{ wall[NR] = $1; if (NR == 1 || $2 < cpu) cpu = $2 } END { printf "%d ms at p50, %d ms at best; %d ms of processor time at best", (wall[10] + wall[11]) / 2, wall[1], cpu }'
}

bench() { "$1" bench --quick --json --workload "$2" | tr -d ' ",'; }
width() { bench "$1" gemm-128 | sed -n 's/^kernel://p'; }
step() { bench "$1" dense-784-128-784-b256 | awk -F: '/^firstStepMilliseconds/ { f = $2 } /^millisecondsPerStepP10/ { t = $2 } END { printf "first step %.0f ms, then %.2f ms at p10", f, t }'; }
show() { if $times; then echo "  --help $(startup "$1"); seed model: $(step "$1")"; fi; }

dotnet build src/Hourglass.Cli -c Release -v q
widest=$(width "$ordinary")
echo "ordinary build: $widest-bit kernels"
show "$ordinary"
for form in "$@"; do
  case $form in
    one-file) options=(-r linux-x64 -p:PublishSingleFile=true) ;;
    native-v*) options=(-r linux-x64 -p:PublishAot=true "-p:IlcInstructionSet=x86-64-${form#native-}") ;;
    *) echo "There is no form '$form': one-file, native-v3, native-v4." >&2; exit 1 ;;
  esac
  if [[ $form == native-* ]] && ! { { command -v clang || command -v gcc; } && [ -e /usr/include/zlib.h ]; } >/dev/null; then
    echo "$form: left out, there is no clang or gcc, or no zlib.h"
    continue
  fi
  if [[ $form == native-v4 ]] && ! grep -qw avx512vl /proc/cpuinfo; then echo "$form: left out, this processor has no AVX-512"; continue; fi
  if ! dotnet restore src/Hourglass.Cli "${options[@]}" -v q >"$work/restore.txt" 2>&1; then
    echo "$form: left out, the compiler's packages cannot be had: $(grep -m 1 -o 'error.*' "$work/restore.txt")"
    continue
  fi
  rm -rf "artifacts/publish/$form"
  dotnet publish src/Hourglass.Cli -c Release "${options[@]}" -o "artifacts/publish/$form" -v q
  tool=$root/artifacts/publish/$form/hourglass
  width=$(width "$tool")
  echo "$form: $width-bit kernels"
  (cd "artifacts/publish/$form" && stat -c '  %n %s bytes' ./*)
  show "$tool"
  run "$tool" "$work/$form" "$width"
  [ -d "$work/ordinary-$width" ] || run "$ordinary" "$work/ordinary-$width" "$width"
  diff -r "$work/$form/out" "$work/ordinary-$width/out"
  echo "  all $(find "$work/$form/out" -type f | wc -l) files that it writes are those of the ordinary build, to the bit: demo, weights, resumed weights, codes, exports, imports"
done
