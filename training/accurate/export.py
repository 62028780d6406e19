"""Weights of torch → ONNX with 8-bit weights: `python -m training.accurate.export weights.pt streams/data/accurate/names.onnx`.

Needs torch, onnx and onnxruntime in an environment of their own.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.accurate.tagger import Tagger

NAMES = ("ids", "case", "mask")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    model = Tagger()
    model.load_state_dict(torch.load(given.weights, weights_only=True))
    model.eval()
    example = tuple(torch.ones(2, 16, dtype=torch.long) for _ in NAMES)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        axes = {name: {0: "batch", 1: "length"} for name in (*NAMES, "logits")}
        torch.onnx.export(
            model, example, str(whole), input_names=list(NAMES), output_names=["logits"], dynamic_axes=axes, opset_version=17, dynamo=False
        )
        quantize_dynamic(
            whole,
            given.out,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )


if __name__ == "__main__":
    main()
