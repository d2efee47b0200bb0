#!/usr/bin/env bash
# Compresses the PNGs of a folder with other codecs at many settings, as files, and decodes these files again, each in a process of its own:
#
#   bench/Codecs.sh PICTURES OUT [CODEC...]      jpeg, webp, jpeg2000, avif, webp-lossless; all of them by default
#
# OUT/CODEC/SETTING/NAME.* are the files, OUT/CODEC/SETTING/NAME.*.png (or .bmp) what comes out of them, OUT/versions.txt who made them; bench/Codec.cs measures them.
# Only pixels are compared: no file takes a colour profile or other metadata along.
#
#   jpeg           cjpeg -optimize, 4:2:0                       SETTING: -quality
#   webp           cwebp -m 6                                   SETTING: -q
#   jpeg2000       opj_compress -I (9/7, a fixed rate)          SETTING: -r, how many times smaller than 24 bits a pixel
#   avif           avifenc -s 6, 4:4:4 (libaom)                 SETTING: cq-level
#   webp-lossless  cwebp -lossless -m 4                         SETTING: -q, how long it searches
#
# Debian: apt-get install libjpeg-turbo-progs webp libopenjp2-tools libavif-bin
set -euo pipefail
declare -A settings=(
  [jpeg]="8 12 17 22 30 40 50 60 70 80 86 91 95 97"
  [webp]="0 5 12 20 30 40 50 60 70 80 88 93 96 98"
  [jpeg2000]="200 140 100 72 52 40 30 23 18 14 11 9"
  [avif]="8 13 18 23 28 33 38 43 48 53 58 62"
  [webp-lossless]="75"
)

# One file there and back. cjpeg reads no PNG, and opj_decompress applies the colour profile that opj_compress took from one: they get a PPM, made by way of a lossless WebP.
one() { # CODEC SETTING PNG OUT
  local file=$4/$1/$2/$(basename "$3" .png)
  if [ "$1" = jpeg ] || [ "$1" = jpeg2000 ]; then
    cwebp -quiet -lossless -exact -z 0 "$3" -o "$file.webp"
    dwebp -quiet -ppm "$file.webp" -o "$file.ppm"
    rm "$file.webp"
  fi
  case $1 in
    jpeg) cjpeg -quality "$2" -optimize -sample 2x2 -outfile "$file.jpg" "$file.ppm" && djpeg -bmp -outfile "$file.jpg.bmp" "$file.jpg" ;;
    webp) cwebp -quiet -m 6 -q "$2" "$3" -o "$file.webp" && dwebp -quiet "$file.webp" -o "$file.webp.png" ;;
    webp-lossless) cwebp -quiet -lossless -m 4 -q "$2" "$3" -o "$file.webp" && dwebp -quiet "$file.webp" -o "$file.webp.png" ;;
    jpeg2000) opj_compress -I -r "$2" -i "$file.ppm" -o "$file.jp2" && opj_decompress -i "$file.jp2" -o "$file.jp2.png" ;;
    avif) avifenc -j 1 -s 6 -y 444 --ignore-icc --ignore-exif --ignore-xmp --min 0 --max 63 -a end-usage=q -a cq-level="$2" "$3" "$file.avif" && avifdec -j 1 "$file.avif" "$file.avif.png" ;;
  esac
}
export -f one
export SHELLOPTS # so that a tool that fails ends its process too

for tool in cjpeg djpeg cwebp dwebp opj_compress opj_decompress avifenc avifdec; do
  command -v "$tool" >/dev/null || { echo "There is no $tool: apt-get install libjpeg-turbo-progs webp libopenjp2-tools libavif-bin" >&2; exit 1; }
done
[ $# -ge 2 ] || { sed -n 2,4p "$0" >&2; exit 1; }
pictures=$1 out=$2
shift 2
[ $# -gt 0 ] || set -- jpeg webp jpeg2000 avif webp-lossless
mkdir -p "$out"
{
  cjpeg -version 2>&1 | head -n 1
  echo "cwebp $(cwebp -version 2>&1 | head -n 1)"
  (opj_compress -h || true) | grep -o 'openjp2 library v[0-9.]*[0-9]'
  avifenc --version | sed -n 's/^Version: */avifenc /p'
} >"$out/versions.txt"
for codec in "$@"; do
  [ -n "${settings[$codec]:-}" ] || { echo "There is no codec '$codec': ${!settings[*]}." >&2; exit 1; }
  for setting in ${settings[$codec]}; do
    mkdir -p "$out/$codec/$setting"
    for picture in "$pictures"/*.png; do printf '%s\0' "$codec" "$setting" "$picture" "$out"; done
  done
done | xargs -r -0 -n 4 -P "$(nproc)" bash -c '
  exec 3>&2 >"$4/$1/$2/$(basename "$3").log" 2>&1
  trap "[ \$? -eq 0 ] || { cat \"$4/$1/$2/$(basename "$3").log\" >&3; exit 255; }" EXIT
  one "$@"' one
