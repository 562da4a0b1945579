"""A message as the client hands it out."""

from __future__ import annotations

from typing import Any, TypeAlias

Record: TypeAlias = Any
"""aiokafka's ConsumerRecord, which brings no types of its own."""
