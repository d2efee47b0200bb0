"""Trustworthiness and continuity of a map as scikit-learn computes them: map_measures.json.

    sudo apt-get install python3-sklearn && python3 -B map_measures.py

Continuity is trustworthiness with data and map exchanged (Venna and Kaski 2001). Rows are multiples of 1/64, exact in
float32, and no two distances from one row are equal. Tolerance: 1e-12, for only ranks enter.
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.manifold import trustworthiness

random = numpy.random.RandomState(7)
rows = random.randint(-64000, 64001, size=(90, 6)) / 64
plane = rows[:, :2] + random.randint(-32000, 32001, size=(90, 2)) / 64
for points in (rows, plane):
    distances = ((points[:, None] - points[None]) ** 2).sum(2)
    assert all(len(set(line)) == len(line) for line in distances.tolist())
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({
    "sklearn": sklearn.__version__, "neighbours": 10, "width": 6, "rows": rows.ravel().tolist(), "map": plane.ravel().tolist(),
    "trustworthiness": trustworthiness(rows, plane, n_neighbors=10), "continuity": trustworthiness(plane, rows, n_neighbors=10),
}, indent=1), encoding="utf-8")
