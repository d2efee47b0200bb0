"""Mixtures of normal distributions as scikit-learn fits them from a given start: gaussian_mixture.json.

    sudo apt-get install python3-sklearn && python3 -B gaussian_mixture.py

Fifteen iterations of expectation and maximisation, none left out (tol=0), with whole and with diagonal covariances. Rows are
multiples of 1/64, exact in float32. Tolerance: 1e-9 of the largest value, for sums are added in another order.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")
random = numpy.random.RandomState(3)
rows = numpy.concatenate([
    random.multivariate_normal(mean, covariance, size)
    for mean, covariance, size in (([0, 0, 1], numpy.diag([1, .3, .2]), 60), ([3, -1, 0], [[.5, .3, 0], [.3, .6, .1], [0, .1, .4]], 40), ([-1, 3, 2], numpy.eye(3) * .7, 50))
])
rows = numpy.round(rows * 64) / 64
start = {"weights": [.2, .3, .5], "means": [[.5, .5, .5], [2., -2., 0.], [0., 2., 1.]]}
cases = []
for kind in ("full", "diag"):
    precisions = numpy.stack([numpy.eye(3)] * 3) if kind == "full" else numpy.ones((3, 3))
    fitted = GaussianMixture(
        3, covariance_type=kind, tol=0, max_iter=15, reg_covar=1e-6, weights_init=start["weights"], means_init=start["means"], precisions_init=precisions, random_state=0).fit(rows)
    covariances = fitted.covariances_ if kind == "full" else numpy.stack([numpy.diag(one) for one in fitted.covariances_])
    cases.append({
        "kind": kind, "weights": fitted.weights_.tolist(), "means": fitted.means_.ravel().tolist(), "covariances": covariances.ravel().tolist(),
        "logDensity": fitted.score(rows),
    })
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({
    "sklearn": sklearn.__version__, "width": 3, "rows": rows.ravel().tolist(), "start": {"weights": start["weights"], "means": numpy.ravel(start["means"]).tolist()}, "cases": cases,
}, indent=1), encoding="utf-8")
