"""Pure: values in, values out. Read → clean → enrich → mentions → tally; no Kafka, clock, chance, file or network."""
