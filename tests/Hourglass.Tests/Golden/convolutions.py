"""Golden values of convolutions and transposed convolutions -> convolutions.json, in the form of operations.json.

Pictures are [batch, height, width, channels], sequences [batch, positions, channels], kernels [height, width, channels / groups,
filters], those of sequences with a height of 1. "padding" is of the top, the bottom, the left and the right. The padding is written
with functional.pad, so that sides may differ; where they do not, the result is checked against PyTorch's own padding.
A transposed convolution is the adjoint of the convolution that its attributes describe, to pictures of the height and width
given: what PyTorch calls padding and output_padding is what is cut off and added.
"""

import numpy
import torch
from torch.nn import functional

from golden_file import deviation, exact, header, write
from operations import case
from pictures import at_rank, first, last, same


def spatial(x, pair):
    """A setting of both axes; of a sequence the second."""
    return tuple(pair[at_rank(x, 1, 0):])


def sides(x, padding):
    """For functional.pad: the last axis first."""
    top, bottom, left, right = padding
    return (left, right) + at_rank(x, (), (top, bottom))


def kernel_of_convolution(x, kernel):
    """PyTorch's layout: [filters, channels / groups, height, width]."""
    kernel = kernel.permute(3, 2, 0, 1).contiguous()
    return at_rank(x, kernel.squeeze(2), kernel)


def kernel_of_transposed(x, kernel, groups):
    """PyTorch's layout: [channels, filters / groups, height, width]; channels of a group meet filters of that group."""
    height, width, channels, filters = kernel.shape
    kernel = kernel.reshape(height, width, channels, groups, filters // groups).permute(3, 2, 4, 0, 1)
    kernel = kernel.reshape(groups * channels, filters // groups, height, width)
    return at_rank(x, kernel.squeeze(2), kernel)


def convolve(x, kernel, bias, stride, padding, dilation, groups):
    operation = at_rank(x, functional.conv1d, functional.conv2d)
    weight, settings = kernel_of_convolution(x, kernel), {"dilation": spatial(x, dilation), "groups": groups}
    result = operation(functional.pad(first(x), sides(x, padding)), weight, bias, spatial(x, stride), **settings)
    top, bottom, left, right = padding
    if top == bottom and left == right:
        theirs = operation(first(x), weight, bias, spatial(x, stride), spatial(x, (top, left)), **settings)
        assert deviation(theirs, result) < (1e-14 if x.dtype == torch.float64 else 1e-5)
    return last(result)


def convolve_same(x, kernel, bias, stride, dilation, groups):
    """Keras's and TensorFlow's "same": ceil(inputs / stride) outputs, the odd zero after the picture."""
    padding = padding_same(x.shape[1:-1], kernel, stride, dilation)
    result = convolve(x, kernel, bias, stride, padding, dilation, groups)
    assert all(outputs == -(-inputs // step) for outputs, inputs, step in zip(result.shape[1:-1], x.shape[1:-1], spatial(x, stride)))
    return result


def padding_same(lengths, kernel, stride, dilation):
    padding = []
    for length, size, step, gap in zip((1, *lengths)[-2:], kernel.shape, stride, dilation):
        padding += same(torch.empty(1, 1, length), (size - 1) * gap + 1, step)
    return padding


def convolve_transposed(x, kernel, bias, stride, padding, dilation, groups, height, width):
    operation = at_rank(x, functional.conv_transpose1d, functional.conv_transpose2d)
    weight, settings = kernel_of_transposed(x, kernel, groups), {"groups": groups, "dilation": spatial(x, dilation)}
    whole = operation(first(x), weight, None, spatial(x, stride), **settings)
    top, _, left, _ = padding
    tall = height - (1 if x.dim() == 3 else whole.shape[2])
    rest = (-top, tall + top, -left, width - whole.shape[-1] + left)
    result = functional.pad(whole, sides(x, rest)) + bias.reshape(-1, *(1 for _ in whole.shape[2:]))
    top, bottom, left, right = padding
    added = spatial(x, (rest[1] + top, rest[3] + left))
    if min(added) >= 0 and max(a - max(s, d) for a, s, d in zip(added, spatial(x, stride), spatial(x, dilation))) < 0:
        theirs = operation(first(x), weight, bias, spatial(x, stride), spatial(x, (top, left)), added, **settings)
        assert deviation(theirs, result) < (1e-14 if x.dtype == torch.float64 else 1e-5)
    return last(result)


def convolve_transposed_same(x, kernel, bias, stride, dilation, groups):
    """Keras's and TensorFlow's "same": the adjoint of the convolution of pictures stride times as large."""
    lengths = [length * step for length, step in zip(x.shape[1:-1], spatial(x, stride))]
    padding = padding_same(lengths, kernel, stride, dilation)
    return convolve_transposed(x, kernel, bias, stride, padding, dilation, groups, *(1, *lengths)[-2:])


def check_adjoint(random):
    """<convolve(x), y> = <x, transposed(y)>, with the kernel's channels and filters exchanged."""
    x, kernel, none = exact(random, 2, 7, 6, 3), exact(random, 3, 2, 3, 4), torch.zeros(4, dtype=torch.float64)
    settings = {"stride": (2, 3), "padding": (1, 0, 0, 2), "dilation": (2, 1), "groups": 1}
    y = convolve(x, kernel, none, **settings)
    other = exact(random, *y.shape)
    back = convolve_transposed(other, kernel.transpose(2, 3), none[:3], **settings, height=7, width=6)
    assert abs((y * other).sum() - (x * back).sum()) < 1e-10


# Pictures, kernel, stride, padding, dilation, groups.
CONVOLUTIONS = [
    ((2, 4, 4, 3), (3, 3, 3, 5), (1, 1), (1, 1, 1, 1), (1, 1), 1),
    ((1, 4, 4, 1), (3, 3, 1, 17), (1, 1), (1, 1, 1, 1), (1, 1), 1),
    ((1, 3, 3, 2), (2, 2, 2, 33), (1, 1), (0, 0, 0, 0), (1, 1), 1),
    ((1, 5, 4, 17), (3, 3, 17, 1), (1, 1), (1, 1, 1, 1), (1, 1), 1),
    ((1, 3, 5, 16), (2, 3, 16, 3), (1, 2), (0, 1, 1, 1), (1, 1), 1),
    ((1, 5, 5, 1), (3, 3, 1, 1), (1, 1), (1, 1, 1, 1), (1, 1), 1),
    ((2, 5, 6, 3), (3, 3, 3, 4), (2, 2), (1, 1, 1, 1), (1, 1), 1),
    ((1, 7, 5, 2), (3, 3, 2, 3), (2, 1), (0, 2, 1, 0), (1, 1), 1),
    ((1, 7, 6, 2), (4, 4, 2, 5), (2, 2), (1, 1, 1, 1), (1, 1), 1),
    ((1, 5, 6, 3), (5, 1, 3, 4), (1, 2), (3, 1, 0, 0), (1, 1), 1),
    ((1, 7, 5, 2), (3, 2, 2, 6), (1, 1), (2, 2, 0, 3), (2, 3), 1),
    ((1, 7, 8, 3), (2, 3, 3, 3), (2, 3), (1, 0, 2, 1), (3, 2), 1),
    ((2, 3, 4, 5), (1, 1, 5, 3), (1, 1), (0, 0, 0, 0), (1, 1), 1),
    ((1, 5, 4, 3), (1, 1, 3, 9), (2, 2), (0, 0, 0, 0), (1, 1), 1),
    ((1, 7, 8, 3), (2, 1, 3, 4), (3, 3), (0, 0, 0, 0), (1, 1), 1),
    ((1, 8, 5, 1), (2, 2, 1, 3), (4, 3), (1, 2, 0, 1), (1, 1), 1),
    ((1, 2, 3, 3), (5, 5, 3, 3), (1, 1), (2, 2, 2, 2), (1, 1), 1),
    ((1, 3, 2, 2), (2, 2, 2, 3), (1, 1), (3, 2, 4, 3), (1, 1), 1),
    ((1, 4, 4, 4), (3, 3, 2, 6), (1, 1), (1, 1, 1, 1), (1, 1), 2),
    ((1, 5, 6, 6), (3, 2, 2, 9), (2, 2), (1, 2, 0, 1), (2, 1), 3),
    ((2, 3, 4, 5), (3, 3, 1, 5), (1, 1), (1, 1, 1, 1), (1, 1), 5),
    ((1, 4, 5, 17), (3, 3, 1, 17), (2, 2), (0, 1, 1, 1), (1, 1), 17),
    ((1, 6, 5, 3), (2, 3, 1, 3), (1, 1), (1, 1, 2, 2), (2, 2), 3),
    ((1, 4, 4, 3), (3, 3, 1, 6), (1, 1), (1, 1, 1, 1), (1, 1), 3),
    ((2, 9, 3), (1, 3, 3, 5), (1, 1), (0, 0, 1, 1), (1, 1), 1),
    ((1, 10, 2), (1, 4, 2, 3), (1, 3), (0, 0, 2, 0), (1, 2), 1),
    ((1, 7, 4), (1, 3, 1, 4), (1, 2), (0, 0, 1, 1), (1, 1), 4),
]

# Pictures, kernel, stride, dilation, groups.
SAME = [
    ((1, 6, 5, 3), (3, 3, 3, 4), (2, 2), (1, 1), 1),
    ((1, 7, 8, 1), (4, 5, 1, 3), (2, 2), (1, 1), 1),
    ((1, 6, 5, 3), (2, 2, 3, 4), (1, 1), (1, 1), 1),
    ((1, 5, 7, 2), (1, 2, 2, 3), (2, 3), (1, 1), 1),
    ((1, 5, 4, 2), (3, 4, 2, 3), (1, 1), (2, 1), 1),
    ((1, 6, 6, 3), (3, 3, 1, 3), (2, 2), (1, 1), 3),
    ((1, 8, 3), (1, 3, 3, 2), (1, 2), (1, 1), 1),
]

# Pictures, kernel, stride, padding, dilation, groups, height and width of the result.
TRANSPOSED = [
    ((2, 3, 2, 3), (3, 3, 3, 4), (1, 1), (1, 1, 1, 1), (1, 1), 1, 3, 2),
    ((2, 3, 2, 3), (3, 3, 3, 4), (2, 2), (1, 1, 1, 1), (1, 1), 1, 6, 4),
    ((1, 3, 4, 3), (3, 3, 3, 1), (2, 2), (1, 1, 1, 1), (1, 1), 1, 5, 7),
    ((1, 2, 3, 17), (4, 4, 17, 1), (2, 2), (1, 1, 1, 1), (1, 1), 1, 4, 6),
    ((1, 3, 2, 16), (2, 3, 16, 3), (2, 1), (0, 0, 1, 1), (1, 1), 1, 6, 2),
    ((1, 2, 2, 1), (3, 3, 1, 18), (2, 2), (1, 1, 1, 1), (1, 1), 1, 4, 4),
    ((1, 2, 1, 2), (2, 2, 2, 33), (2, 2), (0, 0, 0, 0), (1, 1), 1, 4, 2),
    ((1, 2, 3, 3), (2, 1, 3, 4), (3, 2), (0, 0, 0, 0), (1, 1), 1, 6, 6),
    ((1, 3, 2, 2), (1, 1, 2, 3), (3, 2), (0, 0, 0, 0), (1, 1), 1, 8, 4),
    ((1, 4, 3, 2), (3, 2, 2, 5), (1, 2), (2, 0, 1, 0), (1, 1), 1, 4, 5),
    ((1, 3, 4, 2), (3, 2, 2, 3), (2, 3), (1, 2, 0, 1), (2, 2), 1, 7, 12),
    ((1, 4, 3, 3), (3, 3, 3, 3), (1, 1), (2, 2, 3, 1), (2, 1), 1, 4, 1),
    ((1, 2, 3, 2), (5, 5, 2, 2), (1, 1), (0, 0, 0, 0), (1, 1), 1, 6, 7),
    ((1, 3, 2, 4), (3, 3, 2, 6), (2, 2), (1, 1, 1, 1), (1, 1), 2, 6, 4),
    ((1, 2, 3, 6), (2, 3, 2, 9), (1, 2), (0, 0, 1, 0), (2, 1), 3, 4, 7),
    ((1, 3, 2, 5), (3, 3, 1, 5), (2, 2), (1, 1, 1, 1), (1, 1), 5, 6, 4),
    ((1, 2, 3, 17), (2, 2, 1, 17), (1, 1), (1, 0, 0, 1), (1, 1), 17, 2, 3),
    ((1, 3, 2, 6), (3, 3, 2, 3), (2, 2), (1, 1, 1, 1), (1, 1), 3, 6, 4),
    ((2, 4, 3), (1, 3, 3, 5), (1, 2), (0, 0, 1, 1), (1, 1), 1, 1, 8),
    ((1, 3, 4), (1, 4, 1, 4), (1, 3), (0, 0, 2, 0), (1, 2), 4, 1, 12),
]

# Pictures, kernel, stride, dilation, groups.
TRANSPOSED_SAME = [
    ((1, 3, 2, 3), (3, 3, 3, 4), (2, 2), (1, 1), 1),
    ((1, 2, 3, 2), (4, 5, 2, 3), (2, 2), (1, 1), 1),
    ((1, 2, 3, 2), (1, 2, 2, 3), (2, 3), (1, 1), 1),
    ((1, 2, 3, 2), (3, 2, 2, 3), (2, 1), (2, 3), 1),
    ((1, 3, 2, 4), (3, 3, 1, 4), (2, 2), (1, 1), 4),
    ((1, 4, 2), (1, 3, 2, 3), (1, 2), (1, 1), 1),
]


def cases(random):
    def inputs(shape, kernel):
        return {"x": exact(random, *shape), "kernel": exact(random, *kernel), "bias": exact(random, kernel[-1])}

    for shape, kernel, stride, padding, dilation, groups in CONVOLUTIONS:
        settings = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
        yield case("convolve", settings, convolve, inputs(shape, kernel))
    for shape, kernel, stride, dilation, groups in SAME:
        yield case("convolve_same", {"stride": stride, "dilation": dilation, "groups": groups}, convolve_same, inputs(shape, kernel))
    for shape, kernel, stride, padding, dilation, groups, height, width in TRANSPOSED:
        settings = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups, "height": height, "width": width}
        yield case("convolve_transposed", settings, convolve_transposed, inputs(shape, kernel))
    for shape, kernel, stride, dilation, groups in TRANSPOSED_SAME:
        yield case("convolve_transposed_same", {"stride": stride, "dilation": dilation, "groups": groups}, convolve_transposed_same, inputs(shape, kernel))


def main():
    random = numpy.random.RandomState(3)
    check_adjoint(random)
    made = list(cases(random))
    assert len({one["name"] for one in made}) == len(made)
    tolerance = {
        "float64": "1e-12 of the largest value of the array, or 10 times the case's own float32 figure times 2^-29 where that is more",
        "float32": "2e-6 of the largest value of the array, or 10 times the case's own float32 figure where that is more",
        "reason": "as in operations.json",
    }
    write("convolutions.json", header("convolutions.py", tolerance), made)


if __name__ == "__main__":
    main()
