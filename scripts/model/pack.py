"""Where the starter pack lies in the repository, and what it is called."""

from __future__ import annotations

from pathlib import Path

PACK_ID = "efficientnet-lite2-imagenet"
_REPOSITORY = Path(__file__).resolve().parents[2]
PACK_FOLDER = _REPOSITORY / "assets" / "models" / PACK_ID
GOLDEN_PATH = _REPOSITORY / "test" / "golden" / f"{PACK_ID}.json"
# The graph without windows: what the export leaves for add_windows.py. Not kept in the repository.
BASE_PATH = _REPOSITORY / ".cache" / "base.onnx"
# The trained heads: what scripts/concepts/train_heads.py leaves for add_windows.py. Not kept in the repository.
HEADS_PATH = _REPOSITORY / ".cache" / "heads.npz"
