"""Golden values of losses, penalties and layers that make variants of autoencoders -> variants.json.

Cases as in operations.py, from whose `case` they come. SSIM and MS-SSIM are written out from the papers (Wang et al. 2004,
2003) with a depthwise convolution of the whole 11 x 11 window; the contractive penalty is checked against the Jacobian that PyTorch computes.
Outputs of losses are one number a row; penalties are one number.
"""

import numpy
import torch
from torch.nn import functional

from golden_file import deviation, exact, header, write
from operations import case


def window(channels, height, width):
    def weights(size):
        places = torch.arange(size, dtype=torch.float64) - (size - 1) / 2
        values = torch.exp(-places ** 2 / (2 * 1.5 ** 2))
        return values / values.sum()

    return torch.outer(weights(min(11, height)), weights(min(11, width))).expand(channels, 1, -1, -1)


def maps(x, y):
    """SSIM and contrast-structure at every place of a whole window; [batch, channels, height, width]."""
    channels, height, width = x.shape[1:]
    weights = window(channels, height, width).to(x.dtype)

    def mean(values):
        return functional.conv2d(values, weights, groups=channels)

    mean_x, mean_y = mean(x), mean(y)
    variance_x, variance_y, covariance = mean(x * x) - mean_x ** 2, mean(y * y) - mean_y ** 2, mean(x * y) - mean_x * mean_y
    contrast = (2 * covariance + 0.03 ** 2) / (variance_x + variance_y + 0.03 ** 2)
    return (2 * mean_x * mean_y + 0.01 ** 2) / (mean_x ** 2 + mean_y ** 2 + 0.01 ** 2) * contrast, contrast


def pictures(rows, shape):
    return rows.reshape(-1, *shape).permute(0, 3, 1, 2)


def ssim(logits, targets, shape):
    return 1 - maps(pictures(torch.sigmoid(logits), shape), pictures(targets, shape))[0].mean((1, 2, 3))


def ms_ssim(logits, targets, shape):
    powers = torch.tensor([0.0448, 0.2856, 0.3001, 0.2363, 0.1333], dtype=logits.dtype)
    side = min(shape[:2])
    scales = max(n for n in range(1, 6) if n == 1 or side // 2 ** (n - 1) >= 11)
    x, y = pictures(torch.sigmoid(logits), shape), pictures(targets, shape)
    product = 1
    for scale in range(scales):
        if scale > 0:
            x, y = functional.avg_pool2d(x, 2), functional.avg_pool2d(y, 2)
        similarity, contrast = maps(x, y)
        mean = (similarity if scale == scales - 1 else contrast).mean((2, 3))
        product = product * mean.clamp(min=1e-6) ** (powers[scale] / powers[:scales].sum())
    return 1 - product.mean(1)


def absolute_error(reconstruction, targets):
    return (reconstruction - targets).abs().sum(1)


def huber(reconstruction, targets, delta):
    return functional.huber_loss(reconstruction, targets, reduction="none", delta=delta).sum(1)


def largest(x, k):
    values, places = torch.topk(x, k, dim=1)
    return torch.zeros_like(x).scatter(1, places, values)


def activity(x, target, weight):
    mean = torch.sigmoid(x).mean(0) * (1 - 2e-6) + 1e-6
    return weight * (target * torch.log(target / mean) + (1 - target) * torch.log((1 - target) / (1 - mean))).sum()


def contractive(x, W, b, activation, strength):
    derivative = {"sigmoid": lambda a: torch.sigmoid(a) * (1 - torch.sigmoid(a)), "tanh": lambda a: 1 - torch.tanh(a) ** 2}[activation](x @ W + b)
    return strength * ((derivative ** 2) @ (W ** 2).sum(0)).mean()


def check_formulas(random):
    x, W, b = exact(random, 4, 5), exact(random, 5, 3), exact(random, 3)
    for name, function in [("sigmoid", torch.sigmoid), ("tanh", torch.tanh)]:
        jacobians = [torch.autograd.functional.jacobian(lambda row: function(row @ W + b), row) for row in x]
        expected = 0.5 * torch.stack([(jacobian ** 2).sum() for jacobian in jacobians]).mean()
        assert deviation(expected, contractive(x, W, b, name, 0.5)) < 1e-14
    same = torch.rand(2, 13 * 12, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    assert ssim(torch.logit(same), same, [13, 12, 1]).abs().max() < 1e-12


def similar(random, rows, shape):
    """Targets in [0, 1] of some structure, and logits of something like them."""
    height, width, channels = shape
    wave = numpy.sin(numpy.arange(height)[:, None, None] / 2 + numpy.arange(width)[None, :, None] / 3 + numpy.arange(channels))
    targets = numpy.clip(0.5 + 0.4 * wave[None] * random.uniform(0.5, 1, (rows, 1, 1, 1)), 1 / 64, 63 / 64)
    targets = numpy.round(targets.reshape(rows, -1) * 64) / 64
    logits = numpy.log(targets / (1 - targets)) + 0.4 * random.standard_normal(targets.shape)
    return {"logits": torch.tensor(numpy.round(logits * 64) / 64), "targets": torch.tensor(targets)}


def cases():
    random = numpy.random.RandomState(7)
    for rows, shape in [(2, [11, 12, 1]), (1, [12, 11, 3]), (1, [8, 13, 1])]:
        yield case("ssim", {"shape": shape}, ssim, similar(random, rows, shape))
    for rows, shape in [(1, [11, 21, 2]), (1, [23, 22, 1])]:
        yield case("ms_ssim", {"shape": shape}, ms_ssim, similar(random, rows, shape))
    for shape in [(1, 3), (3, 5), (2, 17)]:
        pair = {"reconstruction": exact(random, *shape), "targets": exact(random, *shape) + 1 / 128}
        yield case("absolute_error", {}, absolute_error, pair)
        yield case("huber", {"delta": 0.75 + 1 / 256}, huber, pair)
        yield case("activity", {"target": 0.05, "weight": 3.0}, activity, {"x": exact(random, *shape)})
    # No two numbers of a row are equal.
    order = numpy.argsort(random.standard_normal((3, 17)), axis=1)
    yield case("top_k", {"k": 4}, largest, {"x": torch.tensor((order - 8) / 4)})
    for rows, inputs, outputs in [(1, 3, 2), (5, 4, 7)]:
        for activation in ["sigmoid", "tanh"]:
            yield case("contractive", {"activation": activation, "strength": 0.125}, contractive,
                       {"x": exact(random, rows, inputs), "W": exact(random, inputs, outputs), "b": exact(random, outputs)})


def main():
    check_formulas(numpy.random.RandomState(0))
    made = list(cases())
    assert len({one["name"] for one in made}) == len(made)
    worst = {}
    for one in made:
        worst[one["operation"]] = max(worst.get(one["operation"], 0.0), *one["float32"].values())
    write("variants.json", header("variants.py", "as in operations.json", measuredFloat32Deviation=worst), made)
    print("\n".join(f"{name:32}{value:.1e}" for name, value in worst.items()))


if __name__ == "__main__":
    main()
