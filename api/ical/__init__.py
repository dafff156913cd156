"""iCalendar (RFC 5545) without I/O, clock or database: what a feed says, and how files are read."""
