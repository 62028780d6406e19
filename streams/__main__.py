"""`python -m streams`: the command `dateline`."""

from .cli import main

main()
