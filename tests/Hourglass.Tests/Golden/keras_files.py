"""Files as Keras writes them, small, and what their models answer: keras_*.h5, keras_*.keras, keras_files.json.

    sudo apt-get install python3-h5py python3-torch && python3 -B keras_files.py

Keras itself is not needed: h5py writes the layouts that its sources describe.
- Keras 3, keras/src/saving/saving_lib.py: a zip of config.json, metadata.json and model.weights.h5; in it group `layers/NAME/vars` with
  data sets `0` (kernel [in, out]) and `1` (bias), NAME the class in snake case, numbered per class. `.weights.h5` is that file alone.
- Keras 2, keras/saving/hdf5_format.py: attribute `model_config`, group `model_weights` with attributes `layer_names`, `backend` and
  `keras_version`; a group for each layer with attribute `weight_names` (`dense/kernel:0`) and the data sets of these names.
- .h5 of Keras 3, keras/src/legacy/saving/legacy_h5_format.py: the same, names without `:0`, and a group `top_level_model_weights`.
The models are those of `make`, computed with torch in float64; tolerance as in torch_weights.py.
"""

import io
import json
import pathlib
import zipfile

import h5py
import numpy
import torch

from golden_file import FOLDER, array, exact, header, write

random = numpy.random.RandomState(7)
FUNCTIONS = {"relu": torch.relu, "linear": lambda x: x, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "elu": torch.nn.functional.elu}


def make(widths, activations):
    return [(exact(random, a, b, scale=0.5), exact(random, b, scale=0.5), f) for a, b, f in zip(widths, widths[1:], activations)]


def run(layers, rows):
    for kernel, bias, activation in layers:
        rows = FUNCTIONS[activation](rows @ kernel + bias)
    return rows


def dense(own_name, layer, **more):
    return {"class_name": "Dense", "config": {"name": own_name, "trainable": True, "dtype": "float32", "units": layer[0].shape[1], "activation": layer[2], "use_bias": True}, **more}


def given(name, width, keras):
    shape = {"batch_shape": [None, width]} if keras == 3 else {"batch_input_shape": [None, width]}
    return {"class_name": "InputLayer", "config": {"name": name, "dtype": "float32", **shape}}


def sequential(name, layers, keras, first=0):
    config = [given(f"input_{name}", layers[0][0].shape[0], keras)]
    config += [dense(f"{name}_{i + first}", layer) for i, layer in enumerate(layers)]
    return {"class_name": "Sequential", "config": {"name": name, "layers": config}}


def numbers(group, name, values):
    group.create_dataset(name, data=values.numpy().astype("float32"))


def keras_3(config, places):
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for place, (kernel, bias, _) in places:
            variables = file.create_group(place + "/vars")
            numbers(variables, "0", kernel)
            numbers(variables, "1", bias)
        file.create_group("layers/input_layer/vars")
        file.create_group("optimizer/vars")
    return content.getvalue()


def save_keras(name, config, places):
    with zipfile.ZipFile(FOLDER / name, "w") as file:
        for entry, content in [("metadata.json", json.dumps({"keras_version": "3.3.3"})), ("config.json", json.dumps(config)), ("model.weights.h5", keras_3(config, places))]:
            file.writestr(zipfile.ZipInfo(entry), content)


def save_h5(name, config, layers, ending):
    with h5py.File(FOLDER / name, "w") as file:
        if config is not None:
            file.attrs["model_config"] = json.dumps(config).encode("utf8")
            file.attrs["keras_version"] = b"2.15.0"
        group = file.create_group("model_weights") if config is not None else file
        group.attrs["layer_names"] = [layer.encode("utf8") for layer in layers]
        group.attrs["backend"] = b"tensorflow"
        for layer, (kernel, bias, _) in layers.items():
            inner = group.create_group(layer)
            inner.attrs["weight_names"] = [f"{layer}/kernel{ending}".encode("utf8"), f"{layer}/bias{ending}".encode("utf8")]
            numbers(inner, f"{layer}/kernel{ending}", kernel)
            numbers(inner, f"{layer}/bias{ending}", bias)
        if not ending:
            group.create_group("top_level_model_weights").attrs["weight_names"] = []


cases = []


def case(name, layers, encoder):
    rows = exact(random, 5, layers[0][0].shape[0])
    cases.append({"name": name, "rows": array(rows), "codes": array(run(layers[:encoder], rows)), "reconstructions": array(run(layers, rows))})


deep = make([6, 5, 3, 5, 6], ["relu", "linear", "relu", "sigmoid"])
save_keras("keras_3.keras", sequential("dense", deep, 3), [(f"layers/dense{'_%d' % i if i else ''}", layer) for i, layer in enumerate(deep)])
case("keras_3.keras", deep, 2)

# The encoder's last layer is not the narrowest: only the two models inside say where the code is.
parts = make([6, 3, 4, 2, 6], ["tanh", "linear", "elu", "linear"])
whole = {"class_name": "Sequential", "config": {"name": "autoencoder", "layers": [sequential("encoder", parts[:2], 3), sequential("decoder", parts[2:], 3)]}}
save_keras("keras_3_nested.keras", whole, [
    (f"layers/sequential{'_1' if i > 1 else ''}/layers/dense{'_1' if i % 2 else ''}", layer) for i, layer in enumerate(parts)])
case("keras_3_nested.keras", parts, 2)

# The article's program: a functional model of two Dense layers, saved with Keras 2.
article = make([6, 3, 6], ["relu", "sigmoid"])
functional = {"class_name": "Functional", "config": {"name": "model", "layers": [
    {**given("input_1", 6, 2), "name": "input_1", "inbound_nodes": []},
    dense("dense", article[0], name="dense", inbound_nodes=[[["input_1", 0, 0, {}]]]),
    dense("dense_1", article[1], name="dense_1", inbound_nodes=[[["dense", 0, 0, {}]]])], "input_layers": [["input_1", 0, 0]], "output_layers": [["dense_1", 0, 0]]}}
save_h5("keras_2.h5", functional, {"dense": article[0], "dense_1": article[1]}, ":0")
case("keras_2.h5", article, 1)

save_h5("keras_3.h5", sequential("layer", deep, 3), {f"layer_{i}": layer for i, layer in enumerate(deep)}, "")
case("keras_3.h5", deep, 2)

# Weights alone: twelve layers, so that dense_10 comes after dense_9.
many = make([6, 5, 5, 5, 5, 5, 2, 5, 5, 5, 5, 5, 6], ["relu"] * 5 + ["linear"] + ["relu"] * 5 + ["linear"])
(FOLDER / "keras_3.weights.h5").write_bytes(keras_3(None, [(f"layers/dense{'_%d' % i if i else ''}", layer) for i, layer in enumerate(many)]))
case("keras_3.weights.h5", many, 6)
save_h5("keras_2_weights.h5", None, {f"dense_{i}": layer for i, layer in enumerate(deep)}, ":0")
plain = [(kernel, bias, activation) for (kernel, bias, _), activation in zip(deep, ["relu", "linear", "relu", "linear"])]
case("keras_2_weights.h5", plain, 2)
write("keras_files.json", header("keras_files.py", {"value": 1e-5}, h5py=h5py.__version__), cases)

# Files that nobody's Keras writes: a group inside itself, links that follow each other, numbers in another file, more numbers than bytes.
with h5py.File(FOLDER / "hostile_circle.h5", "w") as file:
    layers = file.create_group("layers")
    layers.create_group("dense")["layers"] = layers
with h5py.File(FOLDER / "hostile_links.h5", "w") as file:
    file["layers"] = h5py.SoftLink("/other")
    file["other"] = h5py.SoftLink("/layers")
with h5py.File(FOLDER / "hostile_outside.h5", "w") as file:
    file.create_group("layers/dense/vars").create_dataset("0", shape=(3, 2), dtype="f4", external=[("/dev/zero", 0, 24)])
with h5py.File(FOLDER / "hostile_claim.h5", "w") as file:
    file.create_group("layers/dense/vars").create_dataset("0", shape=(1 << 20, 1 << 20), dtype="f4", chunks=(1, 1024))
with h5py.File(FOLDER / "hostile_packed.h5", "w") as file:
    file.create_group("layers/dense/vars").create_dataset("0", data=numpy.zeros((8, 8), "f4"), compression="gzip")
