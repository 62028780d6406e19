"""Other systems that find names, in the place of the built-in recogniser. Each is an extra: nothing here is loaded unless it is named."""

from __future__ import annotations

from ..core.enrich.names_engine import EngineError, NameEngine

__all__ = ["BUILT_IN", "ENGINES", "EngineError", "load_engine"]

BUILT_IN = "default"
ENGINES = {
    "accurate": "the small transformer that comes with Dateline; needs dateline[accurate]",
    "spacy:MODEL": "an installed spaCy pipeline; needs dateline[spacy]",
    "gliner:FOLDER": "a GLiNER model in a folder; needs dateline[gliner]",
    "corenlp:URL": "a Stanford CoreNLP server",
    "chat:URL#MODEL": "a language model behind an OpenAI-compatible server; its key: DATELINE_ENGINE_KEY",
}
"""How an engine is named, beside the built-in one → what it is."""


def load_engine(spec: str, key: str | None = None) -> NameEngine:
    """The engine that `spec` names, as in `ENGINES`; not for the built-in one, which needs the registry (`streams/tools.py`).

    Raises EngineError when it is unknown, its extra is missing or its model cannot be read: the text names the cure.
    """
    name, _, rest = spec.partition(":")
    loaders = {"accurate": _accurate, "spacy": _spacy, "gliner": _gliner, "corenlp": _corenlp, "chat": _chat}
    if name not in loaders or bool(rest) == (name == "accurate"):
        msg = f"there is no engine {spec!r}; there are: {', '.join((BUILT_IN, *ENGINES))}"
        raise EngineError(msg)
    return loaders[name](rest, key)


# Each import stands where its engine is named: all of them together would need every extra.


def _accurate(rest: str, key: str | None) -> NameEngine:
    del rest, key
    try:
        from .accurate import load_accurate  # noqa: PLC0415
    except ImportError as error:
        msg = "the engine `accurate` needs its extra: pip install 'dateline[accurate]'"
        raise EngineError(msg) from error
    return load_accurate()


def _spacy(rest: str, key: str | None) -> NameEngine:
    from .spacy import load_spacy  # noqa: PLC0415

    del key
    return load_spacy(rest)


def _gliner(rest: str, key: str | None) -> NameEngine:
    from .gliner import load_gliner  # noqa: PLC0415

    del key
    return load_gliner(rest)


def _corenlp(rest: str, key: str | None) -> NameEngine:
    from .corenlp import CoreNlpNames  # noqa: PLC0415

    del key
    return CoreNlpNames(rest)


def _chat(rest: str, key: str | None) -> NameEngine:
    from .chat import load_chat  # noqa: PLC0415

    return load_chat(rest, key)
