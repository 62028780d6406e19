"""Word lists and registries that ship with the program; NOTICE names their sources."""
