"""Static int8 quantisation (QDQ) of the float32 graph.

Activations are uint8 per tensor, weights int8 per channel. Pooling, softmax, the embedding and the logits stay
float32: they cost next to nothing, and 256 steps would be coarse for scores that are compared with one another.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from float_model import clean

WeightRange = Literal["full", "reduced", "pair_safe"]
"""How much of int8 the weights may use.

Processors with AVX2 or AVX-512 but without VNNI multiply uint8 by int8 two products at a time and clip the sum of the
two at 16 bits; others sum exactly.

- ``full``: -127 .. 127 in every channel; on the former processors sums may be clipped.
- ``reduced``: -64 .. 64 (7 bits), which cannot be clipped.
- ``pair_safe``: in each channel as much as keeps every sum of two neighbouring weights within -128 .. 128, which
  cannot be clipped either (128 x 255 < 2^15) and mostly leaves more than 7 bits.
"""


class _Inputs(CalibrationDataReader):
    def __init__(self, inputs: Iterator[np.ndarray]) -> None:
        self._inputs = inputs

    def get_next(self) -> dict[str, np.ndarray] | None:
        value = next(self._inputs, None)
        return None if value is None else {"input": value}


def _pair_safe_limits(weights: np.ndarray) -> np.ndarray:
    """The value of each output channel that becomes 127: its greatest weight, or sum of two neighbours, if greater.

    Neighbours are those that ONNX Runtime's x64 kernels multiply together: the values of a kernel in the order row,
    column, input channel. Rounding adds 1 at most to a sum of 127.
    """
    channels = weights.shape[0]
    rows = weights.reshape(channels, weights.shape[1], -1).transpose(0, 2, 1).reshape(channels, -1)
    even = np.pad(rows, ((0, 0), (0, rows.shape[1] % 2)))
    pair_sums = even.reshape(channels, -1, 2).sum(axis=2)
    return np.maximum(np.abs(rows).max(axis=1), np.abs(pair_sums).max(axis=1))


def _pair_safe_overrides(float_path: Path) -> dict[str, list[dict[str, object]]]:
    """Range of every channel of the weights that are multiplied in pairs; depthwise convolutions are not."""
    graph = onnx.load(float_path).graph
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    overrides = {}
    for node in graph.node:
        if node.op_type not in {"Conv", "Gemm"}:
            continue
        attributes = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
        if attributes.get("group", 1) > 1:
            continue
        limits = _pair_safe_limits(arrays[node.input[1]])
        overrides[node.input[1]] = [{"axis": 0, "rmin": -limit, "rmax": limit} for limit in limits]
    return overrides


def quantise(float_path: Path, int8_path: Path, inputs: Iterator[np.ndarray], weight_range: WeightRange) -> None:
    """Writes the int8 graph; the range of each activation is the least and greatest value seen over ``inputs``."""
    options: dict[str, object] = {"OpTypesToExcludeOutputQuantization": ["Gemm"]}
    if weight_range == "pair_safe":
        options["TensorQuantOverrides"] = _pair_safe_overrides(float_path)
    with tempfile.TemporaryDirectory() as folder:
        raw_path = Path(folder) / "model.onnx"
        quantize_static(
            float_path,
            raw_path,
            _Inputs(inputs),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv", "Clip", "Add", "Gemm"],
            per_channel=True,
            reduce_range=weight_range == "reduced",
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            extra_options=options,
        )
        model = clean(onnx.load(raw_path))
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, int8_path)
