"""Golden values of operations and layers on pictures -> pictures.json, in the form of operations.json.

Pictures are [batch, height, width, channels] and sequences [batch, positions, channels]; PyTorch has the channels second, so every
formula goes there and back. Inputs are multiples of 1/64; those of max pooling
are all different, but in the cases "ties" 0 and 1.
"""

import numpy
import torch
from torch.nn import functional

from golden_file import array, exact, header, write
from operations import case, running


def first(x):
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def at_rank(x, one, two):
    """The function for sequences or for pictures."""
    return one if x.dim() == 3 else two


def different(random, *shape):
    """Multiples of 1/64 no two of which are equal, so that there is one largest in each window."""
    count = int(numpy.prod(shape))
    return torch.tensor((random.permutation(count) - count // 2) / 64).reshape(shape)


def max_pool(x, size, stride, padding):
    return last(at_rank(x, functional.max_pool1d, functional.max_pool2d)(first(x), size, stride, padding))


def average_pool(x, size, stride, padding):
    return last(at_rank(x, functional.avg_pool1d, functional.avg_pool2d)(first(x), size, stride, padding))


def same(x, size, stride):
    """Keras's "same", for functional.pad: sides of the last dimension first."""
    sides = []
    for length in reversed(x.shape[2:]):
        missing = max((-(-length // stride) - 1) * stride + size - length, 0)
        sides += [missing // 2, missing - missing // 2]
    return sides


def max_pool_same(x, size, stride):
    x = first(x)
    return last(at_rank(x, functional.max_pool1d, functional.max_pool2d)(functional.pad(x, same(x, size, stride), value=float("-inf")), size, stride))


def average_pool_same(x, size, stride):
    x = first(x)
    pool = at_rank(x, functional.avg_pool1d, functional.avg_pool2d)
    counted = pool(functional.pad(torch.ones_like(x), same(x, size, stride)), size, stride)
    return last(pool(functional.pad(x, same(x, size, stride)), size, stride) / counted)


def upsample_nearest(x, factor):
    return last(functional.interpolate(first(x), scale_factor=factor, mode="nearest"))


def upsample_bilinear(x, factor):
    return last(functional.interpolate(first(x), scale_factor=factor, mode=at_rank(x, "linear", "bilinear"), align_corners=False))


def resize_bilinear(x, height, width):
    return last(functional.interpolate(first(x), size=(height, width), mode="bilinear", align_corners=False))


def pad(x, top, bottom, left, right):
    return last(functional.pad(first(x), (left, right) + at_rank(x, (), (top, bottom))))


def crop(x, top, bottom, left, right):
    return pad(x, -top, -bottom, -left, -right)


def group_normalisation(x, weight, bias, groups, epsilon):
    return last(functional.group_norm(first(x), groups, weight, bias, epsilon))


def instance_normalisation(x, weight, bias, epsilon):
    """As a group a channel: the gradient of PyTorch 1.13's own instance_norm does not pass gradcheck where channels are moved."""
    result = group_normalisation(x, weight, bias, x.shape[-1], epsilon)
    assert torch.allclose(result, last(functional.instance_norm(first(x).contiguous(), None, None, weight, bias, True, 0.1, epsilon)), rtol=0, atol=1e-5)
    return result


def layer_normalisation(x, weight, bias, epsilon):
    """Keras's default and PyTorch's where channels are last: each pixel over its channels."""
    return functional.layer_norm(x, x.shape[-1:], weight, bias, epsilon)


def batch_normalisation(x, weight, bias, epsilon):
    return last(functional.batch_norm(first(x), None, None, weight, bias, True, 0.1, epsilon))


def batch_normalisation_inference(x, weight, bias, runningMean, runningVariance, epsilon):
    return last(functional.batch_norm(first(x), runningMean, runningVariance, weight, bias, False, 0.1, epsilon))


def normalisation_cases(random):
    for shape in [(2, 3, 4, 6), (1, 5, 3, 18), (2, 7, 6)]:
        channels = shape[-1]
        x = exact(random, *shape) + exact(random, channels)
        given = {"x": x, "weight": exact(random, channels), "bias": exact(random, channels)}
        for groups in [1, 2, 3]:
            yield case("group_normalisation", {"groups": groups, "epsilon": 1e-5}, group_normalisation, given)
        yield case("instance_normalisation", {"epsilon": 1e-3}, instance_normalisation, given)
        yield case("layer_normalisation", {"epsilon": 1e-5}, layer_normalisation, given)
        mean, variance = exact(random, channels), exact(random, channels) ** 2
        pixels = x.reshape(-1, channels)
        yield case("batch_normalisation", {"epsilon": 1e-3}, batch_normalisation, given,
                   stateBefore={"runningMean": array(mean), "runningVariance": array(variance)},
                   stateUpdate={"convention": "Keras", "keep": 0.99, "varianceDividedBy": "pixels of the batch"},
                   stateAfter=running(pixels, mean, variance, 0.99, len(pixels)))
        # PyTorch takes running statistics for constants: their gradients are of the formula, which is checked against its output.
        formula = lambda x, weight, bias, runningMean, runningVariance, epsilon: (
            (x - runningMean) / torch.sqrt(runningVariance + epsilon) * weight + bias)
        given = {**given, "runningMean": mean, "runningVariance": variance}
        assert torch.allclose(formula(**given, epsilon=1e-3), batch_normalisation_inference(**given, epsilon=1e-3), rtol=0, atol=1e-12)
        yield case("batch_normalisation_inference", {"epsilon": 1e-3}, formula, given)


def pooling_cases(random):
    for shape in [(2, 4, 6, 3), (1, 7, 5, 2), (1, 5, 4, 17), (1, 9, 4)]:
        for size, stride, padding in [(2, 2, 0), (3, 2, 1), (3, 1, 1), (2, 3, 0)]:
            settings = {"size": size, "stride": stride, "padding": padding}
            yield case("max_pool", settings, max_pool, {"x": different(random, *shape)})
            yield case("average_pool", settings, average_pool, {"x": exact(random, *shape)})
        for size, stride in [(2, 2), (3, 2), (3, 1), (4, 3)]:
            yield case("max_pool_same", {"size": size, "stride": stride}, max_pool_same, {"x": different(random, *shape)})
            yield case("average_pool_same", {"size": size, "stride": stride}, average_pool_same, {"x": exact(random, *shape)})
    for size, stride, padding in [(2, 2, 0), (3, 1, 1)]:
        equal = torch.tensor(random.randint(0, 2, (1, 6, 5, 18)), dtype=torch.float64)
        yield case("max_pool", {"size": size, "stride": stride, "padding": padding}, max_pool, {"x": equal}, note=["ties"], kink=True)


def resampling_cases(random):
    for shape in [(2, 3, 4, 3), (1, 1, 1, 2), (1, 3, 2, 17), (2, 4, 3)]:
        x = {"x": exact(random, *shape)}
        yield case("global_average_pool", {}, lambda x: x.mean(tuple(range(1, x.dim() - 1))), x)
        for factor in [1, 2, 3]:
            yield case("upsample_nearest", {"factor": factor}, upsample_nearest, x)
            yield case("upsample_bilinear", {"factor": factor}, upsample_bilinear, x)
        if len(shape) == 4:
            for height, width in [(5, 7), (2, 1), (1, 3)]:
                yield case("resize_bilinear", {"height": height, "width": width}, resize_bilinear, x)
    for shape, border in [((2, 4, 5, 3), (1, 0, 2, 1)), ((1, 3, 4, 17), (0, 2, 1, 2)), ((2, 5, 3), (0, 0, 1, 2))]:
        border = dict(zip(("top", "bottom", "left", "right"), border))
        yield case("pad", border, pad, {"x": exact(random, *shape)})
        yield case("crop", border, crop, {"x": exact(random, *shape)})
    for factor, channels in [(2, 1), (2, 3), (3, 2)]:
        yield case("pixel_shuffle", {"factor": factor}, lambda x, factor: last(functional.pixel_shuffle(first(x), factor)),
                   {"x": exact(random, 2, 3, 2, channels * factor * factor)})
        yield case("pixel_unshuffle", {"factor": factor}, lambda x, factor: last(functional.pixel_unshuffle(first(x), factor)),
                   {"x": exact(random, 2, 3 * factor, 2 * factor, channels)})


def main():
    random = numpy.random.RandomState(2)
    made = [*pooling_cases(random), *resampling_cases(random), *normalisation_cases(random)]
    assert len({one["name"] for one in made}) == len(made)
    tolerance = {
        "float64": "1e-12 of the largest value of the array, or 10 times the case's own float32 figure times 2^-29 where that is more",
        "float32": "2e-6 of the largest value of the array, or 10 times the case's own float32 figure where that is more",
        "reason": "as in operations.json",
    }
    write("pictures.json", header("pictures.py", tolerance), made)


if __name__ == "__main__":
    main()
