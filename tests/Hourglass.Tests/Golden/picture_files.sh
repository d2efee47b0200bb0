#!/bin/sh
# Picture files with metadata, written by other people's tools, and what ExifTool finds in them: picture_files.*
#
#   sudo apt-get install libimage-exiftool-perl libjpeg-turbo-progs webp icc-profiles-free
#   cd tests/Hourglass.Tests/Golden && sh picture_files.sh
#
# Made with exiftool 12.57, cjpeg of libjpeg-turbo 2.1.5, cwebp 1.2.4 (Debian 12). The picture, 12 x 8 pixels, is a formula: red 20x, green 30y, blue 7(x + y).
# The profile is compatibleWithAdobeRGB1998.icc of icc-profiles-free (Graeme Gill, zlib licence).
set -eu
profile=/usr/share/color/icc/compatibleWithAdobeRGB1998.icc
work=$(mktemp -d)
python3 -c '
import sys
sys.stdout.buffer.write(b"P6\n12 8\n255\n" + bytes(v for y in range(8) for x in range(12) for v in (20 * x, 30 * y, 7 * (x + y))))' > "$work/plain.ppm"
cp "$profile" picture_files.icc

# JPEG, the camera held upright, numbers with their lowest byte first.
cjpeg -quality 95 -sample 1x1 -icc "$profile" -outfile picture_files.jpg "$work/plain.ppm"
exiftool -q -overwrite_original -ExifByteOrder=II -n -Orientation=6 -Make=Hourglass -DateTimeOriginal='2026:11:24 12:00:00' -ExifImageWidth=12 -ExifImageHeight=8 \
    -XMP-tiff:Orientation=6 -XMP-dc:Title='Bright and dark' picture_files.jpg

# WebP from the same JPEG with everything in it, without loss.
cwebp -quiet -lossless -metadata all picture_files.jpg -o picture_files.webp

# PNG, numbers with their highest byte first.
cwebp -quiet -lossless -metadata none "$work/plain.ppm" -o "$work/plain.webp"
dwebp -quiet "$work/plain.webp" -o picture_files.png
exiftool -q -overwrite_original -ExifByteOrder=MM -n -Orientation=1 -Make=Hourglass -XMP-dc:Title='Bright and dark' "-icc_profile<=$profile" picture_files.png

for ending in jpg png webp; do
    exiftool -b -Exif "picture_files.$ending" > "picture_files.$ending.exif"
    exiftool -b -XMP "picture_files.$ending" > "picture_files.$ending.xmp"
done
rm -r "$work"
