"""The workloads of `hourglass bench` in PyTorch: pytorch.py THREADS SECONDS WORKLOAD...

A training step is complete: rows gathered at random, forward, binary cross-entropy (from logits in one operation; and, as its own variant, a
sigmoid and the cross-entropy of it), backward, Adam. Of the ways to write it that PyTorch documents as quick (eager or TorchScript, Adam with or
without foreach), each workload is measured with the one that is quickest here; gradients are set to None, denormal numbers flushed.
Encoding runs in inference mode, as a module, as one operation into the same memory, or as TorchScript, frozen or optimised for inference, again
whichever is quickest.
Convolutional nets are trained as users run them, eagerly, as they come and with pictures and kernels in PyTorch's channels_last order.
A convolution is measured forward and backward, with a gradient given, as in a training: as it comes, with pictures and kernel in PyTorch's
channels_last order, and with PyTorch's own loops in place of oneDNN's, in the quicker of both orders. So are normalisation of groups of channels and max
pooling, in both orders; normalisation of pixels (nn.LayerNorm) where the channels are last, the only order it has.
"""
import re
import sys
import warnings

import torch
from torch import nn
from torch.nn import functional as F

from measure import about, blas, layers, report, times

warnings.filterwarnings("ignore")
threads, seconds, workloads = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
ROWS = 20480
ORDERS = (("as it comes", torch.contiguous_format), ("channels_last", torch.channels_last))
torch.set_num_threads(threads)
torch.set_num_interop_threads(1)
torch.set_flush_denormal(True)
torch.manual_seed(1)


class Loss(nn.Module):
    def __init__(self, network, fused):
        super().__init__()
        self.network, self.fused = network, fused

    def forward(self, x):
        logits = self.network(x)
        if self.fused:
            return F.binary_cross_entropy_with_logits(logits, x)
        return F.binary_cross_entropy(torch.sigmoid(logits), x)


def step(data, batch, loss, foreach):
    order = torch.randperm(len(data))
    optimizer = torch.optim.Adam(loss.parameters(), 1e-3, foreach=foreach)
    count = 0

    def run():
        nonlocal count
        start = count % (len(data) // batch) * batch
        count += 1
        x = data.index_select(0, order[start:start + batch])
        optimizer.zero_grad(set_to_none=True)
        loss(x).backward()
        optimizer.step()

    return run


def quickest(candidates, repeats=1):
    """The candidate (words, call) whose best time in a short trial is the least."""
    return min(candidates, key=lambda candidate: times(candidate[1], seconds / 4, repeats)[0])


def train(name):
    widths, batch = layers(name)
    data = torch.rand(ROWS, widths[0])

    def network():
        return nn.Sequential(*[layer for pair in zip(widths, widths[1:]) for layer in (nn.Linear(*pair), nn.ReLU())][:-1])

    for variant, fused in (("fused loss", True), ("sigmoid, then loss", False)):
        steps(name, variant, [(words, data, batch, wrap(Loss(network(), fused))) for words, wrap in (("eager", lambda loss: loss), ("TorchScript", torch.jit.script))])


def steps(name, variant, candidates):
    words, call = quickest([
        (f"{words}, {'foreach' if foreach else 'loop'}", step(data, batch, loss, foreach)) for words, data, batch, loss in candidates for foreach in (False, True)])
    about(f"{name}, {variant}: {words}")
    report(name, variant, times(call, seconds))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first, self.second = (nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2))

    def forward(self, x):
        return F.relu(x + self.second(F.relu(self.first(x))))


def blog():
    """The convolutional autoencoder of the Keras blog."""
    def conv(channels, filters, padding=1):
        return [nn.Conv2d(channels, filters, 3, padding=padding), nn.ReLU()]

    halved, doubled = (lambda: [nn.MaxPool2d(2, ceil_mode=True)]), (lambda: [nn.Upsample(scale_factor=2)])
    return nn.Sequential(
        *conv(1, 16), *halved(), *conv(16, 8), *halved(), *conv(8, 8), *halved(),
        *conv(8, 8), *doubled(), *conv(8, 8), *doubled(), *conv(8, 16, 0), *doubled(), nn.Conv2d(16, 1, 3, padding=1))


def residual():
    """Three stages of 32, 64 and 128 filters with a residual block each, a code of 128 numbers, and back; 64 x 64 x 3."""
    down = [layer for channels, filters in ((3, 32), (32, 64), (64, 128)) for layer in (nn.Conv2d(channels, filters, 3, 2, 1), nn.ReLU(), Residual(filters))]
    up = [layer for channels, filters in ((128, 64), (64, 32), (32, 32)) for layer in (
        Residual(channels), nn.ConvTranspose2d(channels, filters, 3, 2, 1, output_padding=1), nn.ReLU())]
    code = [nn.Flatten(), nn.Linear(8192, 128), nn.Linear(128, 8192), nn.ReLU(), nn.Unflatten(1, (128, 8, 8))]
    return nn.Sequential(*down, *code, *up, nn.Conv2d(32, 3, 3, padding=1))


def convolutional(name):
    make, shape, rows = (blog, (1, 28, 28), ROWS) if "blog" in name else (residual, (3, 64, 64), 1280)
    data = torch.rand(rows, *shape)
    for variant, order in ORDERS:
        steps(name, variant, [("eager", data.contiguous(memory_format=order), 64, Loss(make(), True).to(memory_format=order))])


def encode(name):
    (width, code), batch = layers(name)
    x = torch.rand(batch, width)
    network = nn.Sequential(nn.Linear(width, code), nn.ReLU()).eval()
    repeats = max(1, 1000 // batch)
    with torch.inference_mode():
        candidates = [("eager", lambda: network(x))]
    with torch.no_grad():
        frozen = torch.jit.freeze(torch.jit.trace(network, x))
        optimised = torch.jit.optimize_for_inference(torch.jit.trace(network, x))
    weight, bias, codes = network[0].weight.detach().t(), network[0].bias.detach(), torch.empty(batch, code)
    candidates += [("addmm into the same memory", lambda: torch.addmm(bias, x, weight, out=codes).relu_())]
    candidates += [("TorchScript, frozen", lambda: frozen(x)), ("TorchScript, optimised for inference", lambda: optimised(x))]
    with torch.inference_mode():
        words, call = quickest(candidates, repeats)
        about(f"{name}: {words}")
        report(name, "", times(call, seconds, repeats))


def product(name):
    side = int(name.split("-")[1])
    a, b, c = (torch.rand(side, side) for _ in range(3))
    with torch.inference_mode():
        report(name, "", times(lambda: torch.mm(a, b, out=c), seconds, max(1, int(2e7 / (2 * side ** 3)))))


def convolution(name):
    """3 x 3 with zeros around and no bias. The pictures of a first layer, of 1 or 3 channels, ask for no gradient."""
    side, channels, filters, kind, batch = re.fullmatch(r"conv-(\d+)x\d+-(\d+)-?(\d+)?-?(stride-2|transposed|depthwise)?-b(\d+)", name).groups()
    side, channels, filters, batch = int(side), int(channels), int(filters or channels), int(batch)
    pictures = torch.rand(batch, channels, side, side)
    kernel = torch.rand(channels, filters, 3, 3) if kind == "transposed" else torch.rand(filters, 1 if kind == "depthwise" else channels, 3, 3)

    def convolve(x, w):
        if kind == "transposed":
            return F.conv_transpose2d(x, w, stride=2, padding=1, output_padding=1)
        return F.conv2d(x, w, stride=2 if kind == "stride-2" else 1, padding=1, groups=channels if kind == "depthwise" else 1)

    def candidate(order, with_onednn):
        w = kernel.contiguous(memory_format=order).detach().requires_grad_()
        x = pictures.contiguous(memory_format=order).detach().requires_grad_(channels >= 4)
        asked = (x, w) if x.requires_grad else (w,)
        gradient = torch.rand_like(convolve(x, w).detach())

        def run():
            with torch.backends.mkldnn.flags(enabled=with_onednn):
                torch.autograd.grad(convolve(x, w), asked, gradient)

        return ("channels_last" if order == torch.channels_last else "as it comes"), run

    for order in (torch.contiguous_format, torch.channels_last):
        variant, call = candidate(order, True)
        report(name, variant, times(call, seconds))
    words, call = quickest([candidate(order, False) for order in (torch.contiguous_format, torch.channels_last)])
    about(f"{name}, without oneDNN: {words}")
    report(name, "without oneDNN", times(call, seconds))


def both_ways(name, variant, x, forward, parameters=()):
    x.requires_grad_()
    gradient = torch.rand_like(forward(x).detach())
    report(name, variant, times(lambda: torch.autograd.grad(forward(x), (x, *parameters), gradient), seconds))


def normalisation(name):
    side, channels, kind, batch = re.fullmatch(r"norm-(\d+)x\d+-(\d+)-(groups-\d+|pixel)-b(\d+)", name).groups()
    side, channels, batch = int(side), int(channels), int(batch)
    scale, offset = torch.rand(channels, requires_grad=True), torch.rand(channels, requires_grad=True)
    if kind == "pixel":
        both_ways(name, "as it comes", torch.rand(batch, side, side, channels), lambda x: F.layer_norm(x, (channels,), scale, offset), (scale, offset))
        return
    groups = int(kind.split("-")[1])
    for variant, order in ORDERS:
        pictures = torch.rand(batch, channels, side, side).contiguous(memory_format=order)
        both_ways(name, variant, pictures, lambda x: F.group_norm(x, groups, scale, offset), (scale, offset))


def pooling(name):
    """The largest of 2 x 2; of 3 x 3 with stride 2 and padding 1 where windows overlap."""
    side, channels, overlapping, batch = re.fullmatch(r"pool-(\d+)x\d+-(\d+)(-overlapping)?-b(\d+)", name).groups()
    settings = dict(kernel_size=3, stride=2, padding=1) if overlapping else dict(kernel_size=2)
    for variant, order in ORDERS:
        pictures = torch.rand(int(batch), int(channels), int(side), int(side)).contiguous(memory_format=order)
        both_ways(name, variant, pictures, lambda x: F.max_pool2d(x, **settings))


about(f"PyTorch {torch.__version__}; {blas()}; at most {torch.get_num_threads()} threads of its own")
about(torch.__config__.show().replace("\n", " "))
for workload in workloads:
    {"dense": train, "deep": train, "encode": encode, "gemm": product, "conv": convolution, "convnet": convolutional, "norm": normalisation, "pool": pooling}[
        workload.split("-")[0]](workload)
