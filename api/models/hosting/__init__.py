"""What the host application keeps up to date here: users, calendars, events and tasks.

Each is named by the host's own id (`external_id`), unique in the organization, of events and tasks
in the calendar. A batch is written as a whole or not at all. Sent again it changes nothing.
"""
