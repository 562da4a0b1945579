"""The shared data beside the project, which tests may read where it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared"


def shared(path: str) -> Path:
    """A file or folder of it; skips the test where it is absent."""
    found = FOLDER / path
    if not found.exists():
        pytest.skip(f"needs shared/{path} beside the project")
    return found
