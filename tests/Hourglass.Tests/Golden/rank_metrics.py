"""Area under the ROC curve and average precision as scikit-learn computes them: rank_metrics.json.

    sudo apt-get install python3-sklearn && python3 -B rank_metrics.py

Scores are multiples of 1/4, exact in float32, with many ties within and between the two kinds. Tolerance: 1e-12.
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.metrics import average_precision_score, roc_auc_score

random = numpy.random.RandomState(5)
cases = []
for rows, share, spread in ((300, 0.1, 8), (50, 0.5, 3), (12, 0.25, 40)):
    positive = random.rand(rows) < share
    positive[:2] = [True, False]
    scores = random.randint(-spread, spread + 1, rows) / 4 + positive * 0.75
    cases.append({
        "scores": scores.tolist(), "isPositive": positive.tolist(),
        "auroc": roc_auc_score(positive, scores), "averagePrecision": average_precision_score(positive, scores),
    })
pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({"sklearn": sklearn.__version__, "cases": cases}, indent=1), encoding="utf-8")
