"""Writing many events or tasks at once: an imported file, or what the host application sends.

kinds     the two kinds of items, and which of their columns a batch decides
stored    what the calendar holds of them already, without the ORM's instances
changes   what has to be written, row by row
storing   the writing itself
progress  how far it has come
"""
