"""The workloads of `hourglass bench` in PyTorch: pytorch.py THREADS SECONDS WORKLOAD...

A training step is complete: rows gathered at random, forward, binary cross-entropy (from logits in one operation; and, as its own variant, a
sigmoid and the cross-entropy of it), backward, Adam. Of the ways to write it that PyTorch documents as quick (eager or TorchScript, Adam with or
without foreach), each workload is measured with the one that is quickest here; gradients are set to None, denormal numbers flushed.
Encoding runs in inference mode, as a module, as one operation into the same memory, or as TorchScript, frozen or optimised for inference, again
whichever is quickest.
A convolution is measured forward and backward, with a gradient given, as in a training: as it comes, with pictures and kernel in PyTorch's
channels_last order, and with PyTorch's own loops in place of oneDNN's, in the quicker of both orders.
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
torch.set_num_threads(threads)
torch.set_num_interop_threads(1)
torch.set_flush_denormal(True)
torch.manual_seed(1)


class Loss(nn.Module):
    def __init__(self, widths, fused):
        super().__init__()
        stack = [layer for pair in zip(widths, widths[1:]) for layer in (nn.Linear(*pair), nn.ReLU())]
        self.network, self.fused = nn.Sequential(*stack[:-1]), fused

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
    for variant, fused in (("fused loss", True), ("sigmoid, then loss", False)):
        candidates = [
            (f"{words}, {'foreach' if foreach else 'loop'}", step(data, batch, wrap(Loss(widths, fused)), foreach))
            for words, wrap in (("eager", lambda loss: loss), ("TorchScript", torch.jit.script)) for foreach in (False, True)]
        words, call = quickest(candidates)
        about(f"{name}, {variant}: {words}")
        report(name, variant, times(call, seconds))


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


about(f"PyTorch {torch.__version__}; {blas()}; at most {torch.get_num_threads()} threads of its own")
about(torch.__config__.show().replace("\n", " "))
for workload in workloads:
    {"dense": train, "deep": train, "encode": encode, "gemm": product, "conv": convolution}[workload.split("-")[0]](workload)
