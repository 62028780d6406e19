"""All fault tests, in the order of the matrix."""

from __future__ import annotations

from tests.faults import rows_articles, rows_brokers, rows_state, rows_view, rows_workers
from tests.faults.matrix import FAULTS, Fault

MODULES = (rows_workers, rows_brokers, rows_articles, rows_state, rows_view)
"""Importing them has filled the list."""
ALL: tuple[Fault, ...] = tuple(sorted(FAULTS, key=lambda fault: fault.row))
