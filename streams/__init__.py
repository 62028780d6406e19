"""Dateline: raw news articles in, an enriched feed and a table of who is in the news out.

core/   pure: values in, values out (read → clean → enrich → mentions → tally)
flow/   Kafka and faust: agents, topics, the commit barrier
view/   topics → SQLite → pages and JSON, a process of its own
cli/    one file a command
"""
