"""calendar-feeds: private, read-only calendar addresses for every member of staff."""
