"""iCalendar without I/O: what a feed says, and what a file of other people's making holds."""

import zoneinfo

# The rules of daylight saving time come from the pinned tzdata package, never from the system: the
# same on every replica, and in every run of a test.
zoneinfo.reset_tzpath(())
