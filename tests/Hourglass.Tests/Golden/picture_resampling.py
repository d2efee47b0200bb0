"""Pictures brought to other sizes: torch.nn.functional.interpolate, bilinear with antialiasing, in float64.

Each case has a source [height, width, channels] and the target of that size. Crop cases cut the middle out first, at whole pixels.
"""

import numpy
import torch
import torch.nn.functional as F

from golden_file import array, exact, header, write

CASES = [  # source height, width, channels, target height, width, columns cut off on each side
    (12, 12, 1, 5, 5, 0),
    (9, 14, 3, 4, 6, 0),
    (5, 4, 3, 8, 11, 0),
    (16, 24, 1, 8, 8, 4),
    (7, 7, 1, 7, 7, 0),
    (40, 30, 3, 3, 2, 0),
]

random = numpy.random.default_rng(5)
cases = []
for height, width, channels, target_height, target_width, cut in CASES:
    source = exact(random, height, width, channels, scale=40.0)
    seen = source[:, cut : width - cut, :].permute(2, 0, 1)[None]
    target = F.interpolate(seen, size=(target_height, target_width), mode="bilinear", antialias=True)[0].permute(1, 2, 0)
    cases.append({"name": f"{height}x{width}x{channels} to {target_height}x{target_width}", "fit": "crop" if cut else "stretch", "source": array(source), "target": array(target)})

write("picture_resampling.json", header("picture_resampling.py", 1e-5, toleranceReason="weights and sums in float32"), cases)
