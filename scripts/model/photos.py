"""Labelled photos and the two ways the app shows a photo to the network.

A folder of labelled photos holds files named ``<synset>_<anything>``, for example ``n01440764_tench.JPEG``; the part
before the first underscore is the WordNet 3.0 id of the class.

Both views return float32 ``[1, 3, height, width]``, RGB, normalised as ``(x - 128) / 128``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

INPUT_SIZE_PX = 260
# EfficientNet's evaluation crop leaves a border of 32 pixels around an input of INPUT_SIZE_PX.
CENTRE_CROP = INPUT_SIZE_PX / (INPUT_SIZE_PX + 32)
MEAN = 128.0
SCALE = 128.0
# A longer frame than this (a panorama) is cut at both ends of its long side.
MAX_ASPECT_RATIO = 2.0
# The long side of a frame whose short side is INPUT_SIZE_PX: 1:1, 4:3, 3:2, 16:9, 2:1. Few shapes, because the runtime
# plans its memory anew for every other shape.
FRAME_LONG_SIDES_PX = (260, 347, 390, 462, 520)
SAMPLE_SHORT_SIDE_PX = 300


@dataclass(frozen=True)
class LabelledPhoto:
    path: Path
    class_index: int


def read_class_ids(labels_path: Path) -> list[str]:
    """Synset ids in the order of the network's outputs: ImageNet-1k lists its classes in ascending order of id."""
    lines = labels_path.read_text(encoding="utf-8").splitlines()
    ids = [line.split("\t")[0] for line in lines]
    if len(ids) != 1000 or ids != sorted(set(ids)):
        raise ValueError(f"{labels_path.name}: expected 1,000 lines with ascending synset ids")
    return ids


def list_photos(folder: Path, class_ids: list[str]) -> list[LabelledPhoto]:
    """The folder's photos, sorted by file name."""
    index_of = {class_id: index for index, class_id in enumerate(class_ids)}
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in {".jpeg", ".jpg"})
    if not paths:
        raise ValueError("the folder holds no JPEG photos")
    return [LabelledPhoto(path, index_of[path.name.split("_")[0]]) for path in paths]


def normalise(pixels: np.ndarray) -> np.ndarray:
    """uint8 ``[height, width, 3]`` RGB to the network's float32 ``[1, 3, height, width]``."""
    return ((pixels.astype(np.float32) - MEAN) / SCALE).transpose(2, 0, 1)[np.newaxis]


def _open_upright(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def _resample(image: Image.Image, box_size: tuple[float, float], size: tuple[int, int]) -> np.ndarray:
    """The centred box of ``box_size`` (width, height in source pixels), resampled to ``size`` (width, height)."""
    left = (image.width - box_size[0]) / 2
    top = (image.height - box_size[1]) / 2
    box = (left, top, left + box_size[0], top + box_size[1])
    return normalise(np.asarray(image.resize(size, Image.Resampling.BICUBIC, box=box)))


def centre_crop(path: Path) -> np.ndarray:
    """The centred square of side ``CENTRE_CROP`` x the short side, at 260 x 260."""
    image = _open_upright(path)
    side = CENTRE_CROP * min(image.size)
    return _resample(image, (side, side), (INPUT_SIZE_PX, INPUT_SIZE_PX))


def whole_frame(path: Path) -> np.ndarray:
    """The whole photo with its short side at 260 pixels and its long side in proportion, 520 pixels at most."""
    image = _open_upright(path)
    short = min(image.size)
    width, height = (min(side, MAX_ASPECT_RATIO * short) for side in image.size)
    size = (round(width * INPUT_SIZE_PX / short), round(height * INPUT_SIZE_PX / short))
    return _resample(image, (width, height), size)


def frame(path: Path) -> np.ndarray:
    """The whole photo in the nearest of FRAME_LONG_SIDES_PX, as the app shows it: from a sample of 300 pixels, short side.

    What the photo has more than that shape is cut off at both ends, evenly.
    """
    image = _open_upright(path)
    factor = min(1, SAMPLE_SHORT_SIDE_PX / min(image.size))
    if factor < 1:
        sample = (round(image.width * factor), round(image.height * factor))
        image = image.resize(sample, Image.Resampling.LANCZOS)
    wanted = max(image.size) / min(image.size)
    long_px = min(FRAME_LONG_SIDES_PX, key=lambda long: abs(log(wanted * INPUT_SIZE_PX / long)))
    size = (long_px, INPUT_SIZE_PX) if image.width >= image.height else (INPUT_SIZE_PX, long_px)
    ratio = size[0] / size[1]
    return _resample(image, (min(image.width, image.height * ratio), min(image.height, image.width / ratio)), size)


View = Callable[[Path], np.ndarray]
VIEWS: dict[str, View] = {"centre_crop": centre_crop, "whole_frame": whole_frame}


def inputs_of(photos: list[LabelledPhoto], views: list[str]) -> Iterator[np.ndarray]:
    """Every photo in every named view, one input at a time."""
    for photo in photos:
        for view in views:
            yield VIEWS[view](photo.path)
