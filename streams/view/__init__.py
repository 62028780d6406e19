"""The web view: a reader without a group fills an SQLite file from the public topics, pages and JSON are queries of that file.

A process of its own. It can be killed at any time and its file deleted: the topics are the truth. Nothing
here writes to them but `acting`, for whoever has the token that the view was started with.
"""
