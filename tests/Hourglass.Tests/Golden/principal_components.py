"""Principal components of the 8x8 digits as scikit-learn computes them: principal_components.json.

The file holds its own input, so that the two sides cannot differ in it: 360 digits, one string each, a character per
pixel (0-9 and a-g for 10-16). Fitted on the first 240, pixels divided by 16, in double. Per number of components k: the
variances explained, the squared error per row (summed over the row, averaged over rows) on those rows and on the other 120.

    sudo apt-get install python3-sklearn && python3 -B principal_components.py

Tolerance: 1e-6 relative. Hourglass keeps its components in float32, which moves the errors by 3e-8 relative at most here;
its variances stay in double and agree to 3e-15.
"""

import datetime
import json
import pathlib

import numpy
import sklearn
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

pixels = load_digits().data[-360:].astype(int)
train, test = numpy.split(pixels / 16, [240])
cases = []
for k in (2, 8, 16, 32):
    pca = PCA(k, svd_solver="full").fit(train)
    errors = [float(((part - pca.inverse_transform(pca.transform(part))) ** 2).sum(1).mean()) for part in (train, test)]
    cases.append({"components": k, "explainedVariance": pca.explained_variance_.tolist(),
                  "trainSquaredError": errors[0], "testSquaredError": errors[1]})

header = {"script": "principal_components.py", "sklearn": sklearn.__version__, "numpy": numpy.__version__,
          "date": datetime.date.today().isoformat(), "tolerance": 1e-6,
          "input": "E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), UCI, CC BY 4.0"}
file = pathlib.Path(__file__).with_suffix(".json")
file.write_text(json.dumps({"header": header, "totalVariance": float(train.var(0, ddof=1).sum()), "cases": cases,
                            "rows": ["".join("0123456789abcdefg"[p] for p in row) for row in pixels]}, indent=1) + "\n")
