"""The network of the engine `accurate`: MiniLM's six layers, an embedding for the size of letters, one label a piece. Needs torch."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

WIDE, HEADS, INNER, LAYERS, PLACES, VOCABULARY = 384, 12, 1536, 6, 512, 30_522
"""Of nreimers/MiniLM-L6-H384-uncased."""
CASES, LABELS = 8, 7
DROPOUT = 0.1
_FAR = -10_000.0
_PARTS = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "o": "attention.output.dense",
    "n1": "attention.output.LayerNorm", "i": "intermediate.dense", "d": "output.dense", "n2": "output.LayerNorm",
}  # fmt: skip
"""Ours → BERT's names."""


class Block(nn.Module):
    """One layer of a BERT encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDE, WIDE) for _ in range(4))
        self.n1, self.n2 = (nn.LayerNorm(WIDE, eps=1e-12) for _ in range(2))
        self.i, self.d = nn.Linear(WIDE, INNER), nn.Linear(INNER, WIDE)
        self.p = nn.Dropout(DROPOUT)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        q, k, v = (self._heads(part(x)) for part in (self.q, self.k, self.v))
        weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(WIDE // HEADS) + bias, -1)
        read = (self.p(weights) @ v).transpose(1, 2).reshape(x.shape)
        x = self.n1(x + self.p(self.o(read)))
        return self.n2(x + self.p(self.d(nn.functional.gelu(self.i(x)))))

    def _heads(self, x: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape
        return x.view(batch, length, HEADS, WIDE // HEADS).transpose(1, 2)


class Tagger(nn.Module):
    """Pieces, the cases of their words and a mask → a score for each label of each piece."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.pos, self.case = nn.Embedding(VOCABULARY, WIDE), nn.Embedding(PLACES, WIDE), nn.Embedding(CASES, WIDE)
        self.kind = nn.Parameter(torch.zeros(WIDE))
        nn.init.zeros_(self.case.weight)  # at first the network reads as it did before
        self.norm, self.p = nn.LayerNorm(WIDE, eps=1e-12), nn.Dropout(DROPOUT)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.out = nn.Linear(WIDE, LABELS)

    def forward(self, ids: torch.Tensor, case: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.word(ids) + self.pos.weight[: ids.shape[1]] + self.kind + self.case(case)
        x = self.p(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].float()) * _FAR
        for block in self.blocks:
            x = block(x, bias)
        return self.out(self.p(x))


def pretrained(path: Path) -> Tagger:
    """A tagger with the encoder's weights from a safetensors file; its head and cases know nothing yet."""
    weights, model = _safetensors(path), Tagger()
    with torch.no_grad():
        model.word.weight.copy_(weights["embeddings.word_embeddings.weight"])
        model.pos.weight.copy_(weights["embeddings.position_embeddings.weight"])
        model.kind.copy_(weights["embeddings.token_type_embeddings.weight"][0])
        for end in ("weight", "bias"):
            getattr(model.norm, end).copy_(weights[f"embeddings.LayerNorm.{end}"])
            for number, block in enumerate(model.blocks):
                for ours, theirs in _PARTS.items():
                    getattr(getattr(block, ours), end).copy_(weights[f"encoder.layer.{number}.{theirs}.{end}"])
    return model


def _safetensors(path: Path) -> dict[str, torch.Tensor]:
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    head: dict[str, Any] = json.loads(raw[8 : 8 + size])
    kinds = {"F32": np.float32, "F16": np.float16, "I64": np.int64}
    found = {}
    for name, one in head.items():
        if name != "__metadata__":
            start, end = (8 + size + offset for offset in one["data_offsets"])
            found[name] = torch.tensor(np.frombuffer(raw[start:end], kinds[one["dtype"]]).reshape(one["shape"]).copy())
    return found
