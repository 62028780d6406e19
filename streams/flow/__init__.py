"""Kafka and faust: agents, topics, the commit barrier. The only folder that imports faust."""
