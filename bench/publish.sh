#!/usr/bin/env bash
# Publishes the tool for Linux on x64 in its small forms, prints their sizes, start-up times and kernels, and runs the demo on each: its picture and
# the weights of a training must be those of the ordinary build, run with kernels of the same width.
#
#   bench/publish.sh            one-file, native-v3, native-v4, into artifacts/publish
#   bench/publish.sh native-v4  only these
#
# The native forms need clang or gcc and the headers of zlib (Debian: apt-get install gcc zlib1g-dev); without them they are left out.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
forms=("${@:-one-file native-v3 native-v4}")
read -ra forms <<<"${forms[*]}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$PWD
ordinary=$root/artifacts/bin/Hourglass.Cli/release/hourglass
dotnet build src/Hourglass.Cli -c Release -v q

# Trains with a fixed seed and runs the demo, in a folder of its own; the widest kernels are used unless others are asked for.
run() { # TOOL FOLDER [WIDTH]
  mkdir -p "$2"
  (cd "$2" && export HOURGLASS_KERNEL=${3:-} && "$1" demo >demo.txt 2>demo.err && "$1" train digits --code 8 --layers 32 --epochs 20 --quiet -o model.hourglass >train.txt \
    && unzip -p model.hourglass weights.safetensors >weights)
}

# Milliseconds, median and least of 20, and the least time of the processor, of printing the help.
startup() {
  for _ in $(seq 20); do TIMEFORMAT='%R %U %S'; { time "$1" --help >"$work/help.txt"; } 2>&1; done | awk '{ print 1000 * $1, 1000 * ($2 + $3) }' | sort -n |
    awk '{ wall[NR] = $1; if (NR == 1 || $2 < cpu) cpu = $2 } END { printf "%d ms at p50, %d ms at best; %d ms of processor time at best", (wall[10] + wall[11]) / 2, wall[1], cpu }'
}

bench() { "$1" bench --quick --json --workload dense-784-128-784-b256 | tr -d ' ",' | awk -F: '/^kernel/ { k = $2 } /^millisecondsPerStepP10/ { t = $2 } END { printf "%s-bit kernels, seed step %.2f ms at p10", k, t }'; }

echo "ordinary build: --help $(startup "$ordinary"); $(bench "$ordinary")"
for form in "${forms[@]}"; do
  case $form in
    one-file) options=(-p:PublishSingleFile=true) ;;
    native-v*) options=(-p:PublishAot=true "-p:IlcInstructionSet=x86-64-${form#native-}") ;;
    *) echo "There is no form '$form': one-file, native-v3, native-v4." >&2; exit 1 ;;
  esac
  if [[ $form == native-* ]] && ! { { command -v clang || command -v gcc; } && [ -e /usr/include/zlib.h ]; } >/dev/null; then
    echo "$form: left out, there is no clang or gcc, or no zlib.h"
    continue
  fi
  if [[ $form == native-v4 ]] && ! grep -qw avx512vl /proc/cpuinfo; then echo "$form: left out, this processor has no AVX-512"; continue; fi
  rm -rf "artifacts/publish/$form"
  dotnet publish src/Hourglass.Cli -c Release -r linux-x64 "${options[@]}" -o "artifacts/publish/$form" -v q
  tool=$root/artifacts/publish/$form/hourglass
  echo "$form:"
  (cd "artifacts/publish/$form" && stat -c '  %n %s bytes' ./*)
  echo "  --help $(startup "$tool")"
  speed=$(bench "$tool")
  echo "  $speed"
  run "$tool" "$work/$form"
  run "$ordinary" "$work/$form.ordinary" "${speed%%-bit*}"
  cmp "$work/$form/hourglass-demo.png" "$work/$form.ordinary/hourglass-demo.png"
  cmp "$work/$form/weights" "$work/$form.ordinary/weights"
  echo "  the demo's picture and the trained weights are those of the ordinary build, to the bit"
done
