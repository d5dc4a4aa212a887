"""Graph: the encoder as ONNX, written node by node, weights stored as float16.

Each initialiser is float16 and cast to float32 in the graph; onnxruntime folds
the casts when it loads the file. Reading back gives the weights for training on.
"""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

OPSET = 13


class Builder:
    """Collects nodes and initialisers under growing names."""

    def __init__(self):
        self.nodes = []
        self.initialisers = []

    def node(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        return output

    def weight(self, name, tensor):
        half = tensor.detach().float().numpy().astype(np.float16)
        self.initialisers.append(numpy_helper.from_array(half, name))
        return self.node("Cast", [name], f"{name}.float", to=TensorProto.FLOAT)

    def conv(self, x, layer, name):
        inputs = [x, self.weight(f"{name}.weight", layer.weight), self.weight(f"{name}.bias", layer.bias)]
        pads, size = list(layer.padding) * 2, list(layer.kernel_size)
        return self.node("Conv", inputs, name, kernel_shape=size, strides=list(layer.stride), pads=pads)

    def blocks(self, x, blocks, name):
        for i, block in enumerate(blocks):
            inner = self.node("Relu", [self.conv(x, block.first, f"{name}.{i}.first")], f"{name}.{i}.relu")
            second = self.conv(inner, block.second, f"{name}.{i}.second")
            x = self.node("Add", [second, x], f"{name}.{i}.sum")
        return x


def build_graph(encoder):
    """ONNX model of an `Encoder`: image [n, c, h, w] to coefficients [n, k, h, w]."""
    b = Builder()
    b.initialisers.append(numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice"))
    x = b.blocks(b.conv("image", encoder.stem, "stem"), encoder.fall[0], "fall.0")
    skips = []
    for i, down in enumerate(encoder.down):
        skips.append(x)
        x = b.node("Relu", [b.conv(x, down, f"down.{i}")], f"down.{i}.relu")
        x = b.blocks(x, encoder.fall[i + 1], f"fall.{i + 1}")
    for i in reversed(range(len(skips))):
        small = b.conv(x, encoder.lift[i], f"lift.{i}")
        grown = b.node(
            "Resize",
            [small, "", "twice"],
            f"grow.{i}",
            mode="nearest",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
        )
        x = b.blocks(b.node("Add", [grown, skips[i]], f"join.{i}"), encoder.rise[i], f"rise.{i}")
    if encoder.widen:
        x = b.node("Relu", [b.conv(x, encoder.widen, "widen")], "widen.relu")
    b.node("DepthToSpace", [b.conv(x, encoder.head, "head")], "coefficients", blocksize=2, mode="CRD")
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", encoder.channels, "h", "w"])
    output = helper.make_tensor_value_info("coefficients", TensorProto.FLOAT, ["n", encoder.coefficients, "h", "w"])
    graph = helper.make_graph(b.nodes, "encoder", [image], [output], b.initialisers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="nematrace")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def load_weights(encoder, path):
    """Set the weights of `encoder` from the initialisers of an exported file."""
    encoder.load_state_dict(stored_weights(path))
    return encoder


def stored_weights(path):
    """Weights of an exported file by name, float32."""
    stored = {w.name: torch.from_numpy(numpy_helper.to_array(w).astype(np.float32)) for w in onnx.load(path).graph.initializer}
    stored.pop("twice", None)
    return stored


def start_from(encoder, path):
    """Set what an exported relative of another layout has in common with `encoder`; returns the names left as they were.

    A relative that records fewer planes lends its stem to the first of them; the others start from nothing.
    """
    own, stored = encoder.state_dict(), stored_weights(path)
    missing = encoder.channels - stored["stem.weight"].shape[1]
    stored["stem.weight"] = torch.nn.functional.pad(stored["stem.weight"], (0, 0, 0, 0, 0, max(missing, 0)))
    shared = {name: stored[name] for name in own if name in stored and stored[name].shape == own[name].shape}
    encoder.load_state_dict({**own, **shared})
    return [name for name in own if name not in shared]
