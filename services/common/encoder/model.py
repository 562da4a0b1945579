"""A trained model in ONNX, run on the processor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

Inputs = Mapping[str, NDArray[np.int64] | NDArray[np.float32]]
Outputs = tuple[NDArray[np.float32], ...]
_SLOW = "SkipLayerNormFusion"
"""onnxruntime's sum and norm in one takes five times as long on a processor as one after the other."""


class Model:
    """Runs sequences through a model, each by itself.

    A quantised model scales its numbers by all that is run at once, and padding and neighbours would count in that. One
    by one, the outputs for a sequence depend on nothing else: the same text gives the same answer in every batch, and
    no work is lost on padding. With more threads, as many sequences run side by side.
    """

    def __init__(self, model: bytes, threads: int = 1) -> None:
        """`model` is an ONNX file's content."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.use_deterministic_compute = True
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        onnxruntime.disable_telemetry_events()
        self._session: Any = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOW]
        )
        self._pool = ThreadPoolExecutor(threads, "encoder") if threads > 1 else None

    def __call__(self, sequences: Sequence[Inputs]) -> list[Outputs]:
        """The model's outputs, in its order, for each sequence; the first axis, of one, is taken off."""
        runs = self._pool.map(self._run, sequences) if self._pool else map(self._run, sequences)
        return list(runs)

    def _run(self, inputs: Inputs) -> Outputs:
        return tuple(output[0] for output in self._session.run(None, inputs))
