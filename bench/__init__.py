"""What Dateline costs and how fast it is, measured against what people would use instead: `python -m bench`, or `make bench`."""
