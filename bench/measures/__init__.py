"""The measurements, one file a question. Each takes a `Bench` and adds results to its book."""
