"""What a text says of people beside their names: who is a man or a woman, and what is said in quotation marks."""

from __future__ import annotations

from .actors_draft import Draft

_MALE = frozenset(
    "mr king prince sir lord father emperor sultan emir sheikh pope chairman spokesman congressman baron duke count brother".split()
)
_FEMALE = frozenset("mrs ms miss queen princess lady dame baroness chairwoman spokeswoman congresswoman duchess empress actress".split())


def quoted(draft: Draft) -> bytearray:
    """Per token: is it between quotation marks? A mark that is not closed in its line reaches to the end of the line."""
    inside = bytearray(len(draft.tokens.words))
    marks = draft.at({'"', "“", "”"})
    opened: int | None = None
    for i in marks:
        if opened is not None and "\n" in draft.body[draft.tokens.starts[opened] : draft.tokens.starts[i]]:
            _fill(draft, inside, opened, i)
            opened = None
        if opened is None and draft.word(i) != "”":
            opened = i
        elif opened is not None and draft.word(i) != "“":
            inside[opened:i] = b"\1" * (i - opened)
            opened = None
    if opened is not None:
        _fill(draft, inside, opened, len(inside))
    return inside


def _fill(draft: Draft, inside: bytearray, first: int, last: int) -> None:
    """From `first` to the end of its line, at most to `last`."""
    line = draft.body.find("\n", draft.tokens.starts[first])
    i = first
    while i < last and (line < 0 or draft.tokens.starts[i] < line):
        inside[i] = 1
        i += 1


def sexes(draft: Draft) -> dict[str, str]:
    """Person → `m` or `f`, by the word before a name ("Mrs") or by the given name; who is not in it may be either."""
    known: dict[str, str] = {}
    for hit in draft.hits:
        if hit.entity.startswith("per:"):
            title = draft.word(hit.first - 1 - (draft.word(hit.first - 1) == ".")).lower()
            if title in _FEMALE or title in _MALE:
                known[hit.entity] = "f" if title in _FEMALE else "m"
            elif hit.entity not in known:
                known[hit.entity] = _sex_of_name(draft, hit.entity)
    return {person: sex for person, sex in known.items() if sex}


def _sex_of_name(draft: Draft, person: str) -> str:
    lexicon = draft.lexicon
    words = lexicon.describe(person).name.replace("-", " ").split()
    given = words[0] if len(words) > 1 else ""
    if given in lexicon.female_names:
        return "f"
    return "m" if given in lexicon.given_names and given not in lexicon.unisex_names else ""
