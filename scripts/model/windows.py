"""Adds windows to the int8 graph: places of the photo that are scored one by one, all in one run.

A frame of h x w cells (one cell of the feature map is 32 pixels) has these windows, in this order:

0 to 2   squares with the side s = min(h, w), at the start, the middle and the end of the long side
3 to 11  squares with the side 2s/3, three rows (top, middle, bottom) of three (left, middle, right)
12       the whole frame
13       the square in the middle with the side s x 260/292: the usual centre crop

An edge of a window may cut a cell; that cell then counts by the share that lies inside. The graph works the windows out
from the shape of the feature map, so that callers feed pixels only, and combine the windows:

classScores  for every class: weights of the mean over windows 0 to 11, of window 13, and of the greatest over windows
             0 to 11, of softmax(windowLogits / temperature)
headScores   for every head: sigmoid(slope x score + offset), where score is half the greatest windowHeads of windows 0
             to 11 and half that of window 13
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from float_model import clean
from photos import CENTRE_CROP

OUTPUTS = ["classScores", "headScores", "windowLogits", "windowHeads", "windowEmbeddings"]
WINDOWS = 14
SQUARES = slice(0, 12)
WHOLE = 12
CENTRE = 13
_STEPS = (0.0, 0.5, 1.0)
# Of each window: how far it is moved down and right (as a share of the room there is), its side as a share of s, and
# whether it is the whole frame.
_PLACES = np.array(
    [(step, step, 1.0, 0.0) for step in _STEPS]
    + [(down, right, 2 / 3, 0.0) for down in _STEPS for right in _STEPS]
    + [(0.0, 0.0, 0.0, 1.0), (0.5, 0.5, CENTRE_CROP, 0.0)],
    np.float32,
)


def window_rectangles(rows: int, columns: int) -> np.ndarray:
    """[14, 4]: top, left, bottom, right of every window, in cells."""
    down, right, side, whole = _PLACES.T
    height = side * min(rows, columns) + whole * rows
    width = side * min(rows, columns) + whole * columns
    top, left = down * (rows - height), right * (columns - width)
    return np.stack([top, left, top + height, left + width], axis=1)


def pooling_matrix(rows: int, columns: int) -> np.ndarray:
    """[14, rows x columns]: the weight of every cell in the mean of every window; what the graph works out itself."""
    top, left, bottom, right = window_rectangles(rows, columns).T[:, :, np.newaxis]

    def inside(start: np.ndarray, end: np.ndarray, cells: int) -> np.ndarray:
        cell = np.arange(cells)
        return np.clip(np.minimum(cell + 1, end) - np.maximum(cell, start), 0, 1)

    weights = inside(top, bottom, rows)[:, :, np.newaxis] * inside(left, right, columns)[:, np.newaxis, :]
    flat = weights.reshape(WINDOWS, -1)
    return (flat / flat.sum(axis=1, keepdims=True)).astype(np.float32)


class _Builder:
    """Appends nodes to a graph; every method returns the name of its result."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._graph = graph
        self._count = 0

    def constant(self, name: str, value: np.ndarray) -> str:
        self._graph.initializer.append(numpy_helper.from_array(value, name))
        return name

    def add(self, op: str, *inputs: str, output: str | None = None, **attributes: object) -> str:
        self._count += 1
        name = output or f"windows_{self._count}_{op}"
        self._graph.node.append(helper.make_node(op, list(inputs), [name], name=name, **attributes))
        return name


def _add_side(build: _Builder, cells: str, short: str, place: dict[str, str]) -> str:
    """Weights [14, cells] of the rows, or of the columns; they sum to 1 in every window."""
    length = build.add(
        "Add", build.add("Mul", place["side"], short), build.add("Mul", place["whole"], cells)
    )
    start = build.add("Mul", place["move"], build.add("Sub", cells, length))
    end = build.add("Add", start, length)
    cell = build.add("Range", "windows_zero", build.add("Squeeze", cells), "windows_one")
    covered = build.add(
        "Sub", build.add("Min", build.add("Add", cell, "windows_one"), end), build.add("Max", cell, start)
    )
    inside = build.add("Clip", covered, "windows_zero", "windows_one")
    return build.add("Div", inside, length)


@dataclass(frozen=True)
class Combination:
    """How windows become one score; the meaning is at the top of this file. Heads: ``weights`` [heads, 1280] and
    ``biases`` [heads] apply to the embedding of a window divided by its length; ``slopes``, ``offsets`` [heads]."""

    temperature: float
    mean: float
    centre: float
    greatest: float
    weights: np.ndarray
    biases: np.ndarray
    slopes: np.ndarray
    offsets: np.ndarray


def add_windows(model: onnx.ModelProto, combination: Combination) -> onnx.ModelProto:
    graph = model.graph
    build = _Builder(graph)
    heads = len(combination.biases)
    for name, value in {
        "windows_zero": np.float32(0),
        "windows_one": np.float32(1),
        "windows_flat_shape": np.array([0, 0, -1], np.int64),
        "windows_down": _PLACES[:, 0:1],
        "windows_right": _PLACES[:, 1:2],
        "windows_side": _PLACES[:, 2:3],
        "windows_whole": _PLACES[:, 3:4],
        "heads_weight": combination.weights.T.astype(np.float32),
        "heads_bias": combination.biases.astype(np.float32),
        "heads_slope": combination.slopes.astype(np.float32),
        "heads_offset": combination.offsets.astype(np.float32),
        "heads_half": np.float32(0.5),
        "classes_temperature": np.float32(combination.temperature),
        "classes_mean": np.float32(combination.mean),
        "classes_centre": np.float32(combination.centre),
        "classes_greatest": np.float32(combination.greatest),
        "windows_squares_start": np.array([SQUARES.start], np.int64),
        "windows_squares_end": np.array([SQUARES.stop], np.int64),
        "windows_axis": np.array([1], np.int64),
        "windows_centre": np.array(CENTRE, np.int64),
        "heads_least_length": np.float32(1e-6),
    }.items():
        build.constant(name, np.asarray(value))

    # Cells as [1], float.
    shape = {
        name: build.add("Cast", build.add("Shape", "features", start=axis, end=axis + 1), to=TensorProto.FLOAT)
        for name, axis in (("rows", 2), ("columns", 3))
    }
    short = build.add("Min", shape["rows"], shape["columns"])
    sides = {
        name: _add_side(
            build,
            shape[name],
            short,
            {"side": "windows_side", "whole": "windows_whole", "move": f"windows_{move}"},
        )
        for name, move in (("rows", "down"), ("columns", "right"))
    }
    # [14, rows, 1] x [14, 1, columns] -> [14, rows x columns]
    axis = {place: build.constant(f"windows_axis_{place}", np.array([place], np.int64)) for place in (1, 2)}
    grid = build.add(
        "Mul", build.add("Unsqueeze", sides["rows"], axis[2]), build.add("Unsqueeze", sides["columns"], axis[1])
    )
    weights = build.add("Flatten", grid, axis=1)
    cells = build.add("Reshape", "features", "windows_flat_shape")
    # [N, 1280, cells] x [cells, 14] -> [N, 14, 1280]
    pooled = build.add("MatMul", cells, build.add("Transpose", weights, perm=[1, 0]))
    embeddings = build.add("Transpose", pooled, perm=[0, 2, 1], output="windowEmbeddings")

    # The classifier's own int8 weights, used as floats: a second copy of them would add 5 MB to the file.
    classifier = build.add("Cast", "network._fc.weight_quantized", to=TensorProto.FLOAT)
    scores = build.add("MatMul", embeddings, build.add("Transpose", classifier, perm=[1, 0]))
    bias = next(tensor for tensor in graph.initializer if tensor.name == "network._fc.bias_quantized")
    bias_scale = next(tensor for tensor in graph.initializer if tensor.name == "network._fc.bias_quantized_scale")
    bias_value = numpy_helper.to_array(bias) * numpy_helper.to_array(bias_scale)
    build.constant("windows_bias", bias_value.astype(np.float32))
    scaled = build.add("Mul", scores, "network._fc.weight_scale")
    logits = build.add("Add", scaled, "windows_bias", output="windowLogits")

    length = build.add("Max", build.add("ReduceL2", embeddings, axes=[2], keepdims=1), "heads_least_length")
    direction = build.add("Div", embeddings, length)
    head_values = build.add("Add", build.add("MatMul", direction, "heads_weight"), "heads_bias", output="windowHeads")

    def squares(values: str) -> str:
        return build.add("Slice", values, "windows_squares_start", "windows_squares_end", "windows_axis")

    def centre(values: str) -> str:
        return build.add("Gather", values, "windows_centre", axis=1)

    chances = build.add("Softmax", build.add("Div", logits, "classes_temperature"), axis=2)
    inside = squares(chances)
    parts = [
        build.add("Mul", build.add("ReduceMean", inside, axes=[1], keepdims=0), "classes_mean"),
        build.add("Mul", centre(chances), "classes_centre"),
        build.add("Mul", build.add("ReduceMax", inside, axes=[1], keepdims=0), "classes_greatest"),
    ]
    build.add("Sum", *parts, output="classScores")
    both = build.add("Add", build.add("ReduceMax", squares(head_values), axes=[1], keepdims=0), centre(head_values))
    score = build.add("Mul", both, "heads_half")
    odds = build.add("Add", build.add("Mul", score, "heads_slope"), "heads_offset")
    build.add("Sigmoid", odds, output="headScores")

    batch = graph.input[0].type.tensor_type.shape.dim[0].dim_param
    sizes = {
        "classScores": [1000],
        "headScores": [heads],
        "windowLogits": [WINDOWS, 1000],
        "windowHeads": [WINDOWS, heads],
        "windowEmbeddings": [WINDOWS, 1280],
    }
    for name in OUTPUTS:
        graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, *sizes[name]]))
    cleaned = clean(model)
    onnx.checker.check_model(cleaned, full_check=True)
    return cleaned
