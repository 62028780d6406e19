"""The ways in: files, folders, feeds and HTTP requests → records of the raw topic, acknowledged by the broker."""
