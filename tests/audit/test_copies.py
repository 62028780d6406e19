"""Copies of an output are told from others, however many there are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.audit.copies import Copies


@given(st.lists(st.tuples(st.binary(max_size=2), st.none() | st.binary(max_size=1)), max_size=200))
def test_it_is_as_a_dictionary_would_say(outputs: list[tuple[bytes, bytes | None]]) -> None:
    """With a table that has to grow many times; a null and an empty value are not the same."""
    copies = Copies(slots=2)
    first: dict[bytes, bytes | None] = {}
    for event_id, value in outputs:
        assert copies.differs(event_id, value) == (first.setdefault(event_id, value) != value)


def test_many_outputs() -> None:
    copies = Copies()
    ids = [b"%d" % number for number in range(20_000)]
    assert [i for i in ids if copies.differs(i, b"one")] == []
    assert [i for i in ids if copies.differs(i, b"one")] == []
    assert all(copies.differs(i, b"two") for i in ids)
