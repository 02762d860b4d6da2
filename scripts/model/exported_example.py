"""How another program runs an exported file: the example of docs/teaching.md, word for word (a test compares them)."""

import json, math, numpy, onnxruntime
from PIL import Image, ImageOps


def classify(model_path, photo_path):
    session = onnxruntime.InferenceSession(model_path)
    about = {key: session.get_modelmeta().custom_metadata_map["bowerbird." + key] for key in ("labels", "input")}
    labels, wanted = json.loads(about["labels"]), json.loads(about["input"])
    photo = ImageOps.exif_transpose(Image.open(photo_path)).convert("RGB")
    short, shape = wanted["wholeFrame"]["shortSide"], max(photo.size) / min(photo.size)
    long = min(wanted["wholeFrame"]["longSides"], key=lambda side: abs(math.log(shape * short / side)))
    photo = ImageOps.fit(photo, (short, long) if photo.height > photo.width else (long, short), Image.BICUBIC)
    pixels = (numpy.asarray(photo, "float32") - wanted["mean"]) / wanted["scale"]
    first, *_ = session.run(None, {wanted["name"]: pixels.transpose(2, 0, 1)[None].astype("float32")})
    return dict(zip(labels, first[0].tolist()))
