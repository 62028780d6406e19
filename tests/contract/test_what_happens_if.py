"""docs/what-happens-if.md says what the fault tests say."""

from __future__ import annotations

from tests.faults.matrix import MATRIX
from tests.faults.page import PAGE
from tests.faults.rows import ALL

LINES = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and "`test_fault[" in line]


def test_each_line_has_its_test_and_each_test_its_line() -> None:
    """With the words of the test: what happens, and what is seen of it."""
    shown = [(line.split(" | ")[0].removeprefix("| "), line.split(" | ")[1], line.rpartition("[")[2].rpartition("]")[0]) for line in LINES]
    assert shown == [(fault.what, fault.sees, fault.name) for fault in ALL]


def test_every_row_of_the_matrix_has_a_test() -> None:
    """In the short form as well."""
    assert {fault.row for fault in ALL if fault.short} == {fault.row for fault in ALL} == set(MATRIX)


def test_nothing_in_the_list_can_break_the_table() -> None:
    for fault in ALL:
        assert fault.what
        assert "|" not in fault.what + fault.sees
