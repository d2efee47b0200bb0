"""What the Python peers share: timing, and what the driver bench/Peers.cs reads."""
import ctypes
import json
import time


def times(call, seconds, repeats=1):
    """Seconds of a call, sorted: a warm-up of half the time, then as many samples as the time has room for, at least three."""
    for budget, least in ((seconds / 2, 2), (seconds, 3)):
        samples, start = [], time.perf_counter()
        while len(samples) < least or time.perf_counter() - start < budget:
            before = time.perf_counter()
            for _ in range(repeats):
                call()
            samples.append((time.perf_counter() - before) / repeats)
    return sorted(samples)


def report(name, variant, samples):
    print(json.dumps({"name": name, "variant": variant, "p10": samples[len(samples) // 10], "p50": samples[len(samples) // 2]}), flush=True)


def about(text):
    print(json.dumps({"about": text}), flush=True)


def blas():
    """The BLAS library in this process and the kernels it chose, asked of the library itself."""
    for line in open("/proc/self/maps"):
        path = line.split()[-1]
        if "openblas" in path and ".so" in path:
            library = ctypes.CDLL(path)
            library.openblas_get_config.restype = ctypes.c_char_p
            return f"{library.openblas_get_config().decode()}, {library.openblas_get_num_threads()} threads"
    return "no OpenBLAS: slow; install libopenblas0-pthread"


def layers(name):
    """The widths of a workload's layers and its batch: dense-784-128-784-b256."""
    words = name.split("-")
    half = [784, 1000, 500, 250, 30]
    return (half + half[-2::-1] if words[0] == "deep" else [int(word) for word in words[1:-1]]), int(words[-1][1:])
