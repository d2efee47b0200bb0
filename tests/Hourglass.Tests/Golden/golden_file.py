"""What the three golden scripts share: the header, exact input values, and the JSON layout."""

import datetime
import json
import pathlib
import platform

import numpy
import torch

FOLDER = pathlib.Path(__file__).parent

# One thread: the order of every sum is then fixed, so that a second run gives the same file.
torch.set_num_threads(1)


def header(script, tolerance, **facts):
    """Who made the values, with what, when, and how close a float32 implementation has to come."""
    return {
        "script": script,
        "torch": torch.__version__.split("a")[0].split("+")[0],
        "torchBuild": torch.__version__,
        "numpy": numpy.__version__,
        "python": platform.python_version(),
        "date": datetime.date.today().isoformat(),
        "tolerance": tolerance,
        **facts,
    }


def exact(random, *shape, scale=1.0):
    """Normal values rounded to multiples of 1/64: exact in float32, so both precisions start equal.

    Never 0, where ReLU and its relatives have no derivative.
    """
    values = numpy.round(random.standard_normal(shape) * scale * 64)
    return torch.tensor(numpy.where(values == 0, 1, values) / 64)


def array(values):
    """A tensor as {shape, values}, values in row-major order."""
    values = values.detach()
    return {"shape": list(values.shape), "values": values.double().reshape(-1).tolist()}


def deviation(expected, actual):
    """Largest |actual - expected|, divided by the largest |expected| (by 1 where all of it is 0)."""
    expected, actual = expected.detach().double(), actual.detach().double()
    return ((actual - expected).abs().max() / (expected.abs().max() or 1.0)).item()


def write(name, head, cases):
    """One line per member of a case and per step of a run, so that a diff shows which of them changed."""
    def text_of(value):
        return json.dumps(value, allow_nan=False)

    def line(key, value):
        many = isinstance(value, list)
        body = "[\n        " + ",\n        ".join(map(text_of, value)) + "\n      ]" if many else text_of(value)
        return f"      {json.dumps(key)}: {body}"

    blocks = ["    {\n" + ",\n".join(line(key, value) for key, value in case.items()) + "\n    }" for case in cases]
    text = "{\n  \"header\": " + json.dumps(head, indent=2).replace("\n", "\n  ")
    text += ",\n  \"cases\": [\n" + ",\n".join(blocks) + "\n  ]\n}\n"
    (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: {len(cases)} cases, {len(text):,} bytes")
