"""The training steps of `hourglass bench` in scikit-learn: scikit_learn.py THREADS SECONDS WORKLOAD...

MLPRegressor with its input as target: rows gathered at random, forward, squared error (it knows no cross-entropy for this), backward, Adam. An epoch
is one partial_fit over float32 rows; its time is divided by its number of steps. Threads are those of its BLAS (OPENBLAS_NUM_THREADS).
"""
import sys

import numpy
import sklearn
from sklearn.neural_network import MLPRegressor

from measure import about, blas, layers, report, times

seconds, workloads = float(sys.argv[2]), sys.argv[3:]
about(f"scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}; {blas()}")
for name in workloads:
    widths, batch = layers(name)
    steps = 4 if name.startswith("deep") else 80
    data = numpy.random.default_rng(1).random((steps * batch, widths[0]), numpy.float32)
    network = MLPRegressor(widths[1:-1], activation="relu", solver="adam", batch_size=batch, shuffle=True)
    report(name, "squared error", [epoch / steps for epoch in times(lambda: network.partial_fit(data, data), seconds)])
