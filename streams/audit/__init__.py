"""Whether the promises hold: an account of all public topics by other means than those that fill them.

It shares no fold with the pipeline (no ledger, tally or mentions of `core`): it knows the published formats, and two private facts,
which records are still on their way between two stages. Everything here but `reading` is pure: records in, a report out.
"""
