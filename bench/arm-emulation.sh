#!/usr/bin/env bash
# Runs the tool for Arm (AdvSimd) under emulation on an x86 machine and compares with a native run, bit for bit.
#
#   apt-get install qemu-user-static
#   ARM_ROOT=FOLDER bench/arm-emulation.sh      FOLDER holds libc6, libstdc++6, libgcc-s1, zlib1g and libssl3 of Debian arm64, unpacked with dpkg -x
set -euo pipefail
cd "$(dirname "$0")/.."
export QEMU_LD_PREFIX=${ARM_ROOT:?a folder with the libraries of Debian arm64}
work=$(mktemp -d)
# In a clone, for the lock files name no packages of that machine.
git clone -q . "$work/clone"
dotnet publish "$work/clone/src/Hourglass.Cli" -c Release -r linux-arm64 --self-contained -o "$work/arm" -v q
dotnet build src/Hourglass.Cli -c Release -v q
arm="qemu-aarch64-static $work/arm/Hourglass.Cli" native=artifacts/bin/Hourglass.Cli/release/hourglass
$arm train digits --code 8 --layers 16 --epochs 5 --threads 1 --quiet -o "$work/arm.hourglass"
$native train digits --code 8 --layers 16 --epochs 5 --quiet -o "$work/native.hourglass"
echo "the model trained on Arm, on this machine:"
$native verify "$work/arm.hourglass"
$native reproduce "$work/arm.hourglass" digits --quiet
echo "the model trained here, on Arm:"
$arm verify "$work/native.hourglass"
