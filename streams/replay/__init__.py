"""Dead letters, found again, sent again or put aside: what the command line and the view share.

`letters` and `originals` are pure: which letters there are and what became of them, and what may be sent again. `reading` and `sending`
talk to the broker. The order is what makes it safe: first the record, then the word that it was sent. If it ends between the two, the
letter still counts as open, and sending it once more is a repeat, which changes nothing.
"""
