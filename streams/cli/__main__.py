"""`python -m streams.cli`: the command `dateline` without an installation."""

from . import main

main()
