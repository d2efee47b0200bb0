"""How picture codecs are compared, as others count it: rate differences by SciPy, MS-SSIM by PyTorch -> picture_codecs.json.

    sudo apt-get install python3-torch python3-scipy && python3 -B picture_codecs.py

Curves are those of CompressAI's Kodak results (BSD-3-Clause-Clear). MS-SSIM is written out in float64 from its definition,
pooled as pytorch_msssim pools it: avg_pool2d with a padding of one where a side is odd. Pictures come from the integer
formula of `picture`, so that both sides have the same. Tolerance: 1e-12 for both; all of it is float64.
"""

import json
import pathlib

import numpy
import scipy
import torch
from scipy.interpolate import PchipInterpolator
from torch.nn import functional

CURVES = {
    "factorized": [(0.123, 26.91), (0.189, 28.22), (0.288, 29.62), (0.440, 31.28), (0.648, 32.96), (0.967, 35.38), (1.351, 37.40), (1.833, 39.62)],
    "jpeg": [(0.221, 23.78), (0.423, 28.04), (0.588, 29.78), (0.729, 30.90), (0.850, 31.70), (0.964, 32.40), (1.127, 33.23), (1.369, 34.39), (1.859, 36.33), (3.401, 40.56)],
    "webp": [(0.234, 28.33), (0.353, 29.82), (0.461, 30.94), (0.567, 31.94), (0.675, 32.88), (0.771, 33.61), (0.874, 34.33), (0.998, 35.10), (1.520, 37.78), (2.928, 41.76)],
    # Not a codec's: bits that fall and rise again, flat ends, two points.
    "turning": [(0.5, 27.0), (0.3, 28.5), (0.9, 30.0), (0.9, 33.0), (0.2, 37.0), (4.0, 39.0)],
    "steep": [(0.1, 26.0), (3.0, 26.5), (3.1, 34.0), (3.0, 36.0), (0.2, 36.5)],
    "two": [(0.2, 27.0), (1.5, 37.0)],
}


def difference(tested, reference, lowest, highest):
    curves = [numpy.array(sorted((psnr, numpy.log(bits)) for bits, psnr in CURVES[name])).T for name in (tested, reference)]
    low, high = max(lowest, *(curve[0][0] for curve in curves)), min(highest, *(curve[0][-1] for curve in curves))
    first, second = (PchipInterpolator(*curve).integrate(low, high) / (high - low) for curve in curves)
    return float(numpy.expm1(first - second))


def picture(width, height, channels, damage):
    y, x, c = numpy.mgrid[:height, :width, :channels]
    clean = (x * 3 + y * 2 + c * 40 + x * y // 16 % 64) % 256
    return clean, numpy.clip(clean + ((x * x * 31 + y * 17 + x * y * 7 + c * 5) % 41 - 20) * damage // 8, 0, 255)


def similarity(first, second):
    taps = torch.exp(-(torch.arange(11, dtype=torch.float64) - 5) ** 2 / (2 * 1.5 ** 2))
    window = torch.outer(taps / taps.sum(), taps / taps.sum())
    a, b = (torch.tensor(one, dtype=torch.float64).permute(2, 0, 1)[:, None] for one in (first, second))
    smooth = lambda plane: functional.conv2d(plane, window[None, None])
    product = 1
    for weight in (weights := [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]):
        mean_a, mean_b = smooth(a), smooth(b)
        variances, covariance = smooth(a * a) - mean_a ** 2 + smooth(b * b) - mean_b ** 2, smooth(a * b) - mean_a * mean_b
        structure = (2 * covariance + (0.03 * 255) ** 2) / (variances + (0.03 * 255) ** 2)
        whole = structure * (2 * mean_a * mean_b + (0.01 * 255) ** 2) / (mean_a ** 2 + mean_b ** 2 + (0.01 * 255) ** 2)
        product = product * torch.relu((whole if weight == weights[-1] else structure).mean((1, 2, 3))) ** weight
        padding = [side % 2 for side in a.shape[2:]]
        a, b = functional.avg_pool2d(a, 2, padding=padding), functional.avg_pool2d(b, 2, padding=padding)
    return product.mean().item()


pairs = [("factorized", "jpeg", 26.5, 38.5), ("factorized", "webp", 26.5, 38.5), ("jpeg", "webp", 26.5, 38.5), ("webp", "factorized", 30, 34),
         ("turning", "jpeg", 26.5, 38.5), ("steep", "turning", 20, 50), ("two", "factorized", 26.5, 38.5)]
sizes = [(161, 161, 1, 8), (176, 161, 3, 8), (191, 235, 3, 24), (256, 192, 3, 1), (162, 333, 1, 60)]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({
    "scipy": scipy.__version__, "torch": torch.__version__.split("a")[0], "numpy": numpy.__version__,
    "curves": CURVES,
    "differences": [{"tested": t, "reference": r, "lowest": low, "highest": high, "difference": difference(t, r, low, high)} for t, r, low, high in pairs],
    "similarities": [{"width": w, "height": h, "channels": c, "damage": d, "similarity": similarity(*picture(w, h, c, d))} for w, h, c, d in sizes],
}, indent=1) + "\n", encoding="utf-8")
