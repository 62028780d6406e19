"""The web view: a reader without a group fills an SQLite file from the public topics, pages and JSON are queries of that file.

A process of its own. It can be killed at any time and its file deleted: the topics are the truth, and nothing here writes to them.
"""
