"""The same work done with other means, each a process of its own: `python -m bench.peers.quix`, with the settings of a worker."""
