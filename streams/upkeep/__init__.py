"""Work on what is there already: reading articles again, moving the state to another number of partitions.

Beside the workers, by the same topics and the same formats; a worker never imports it.
"""
