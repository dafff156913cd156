"""Object types of the schema, one module for each part of the domain."""

# The enums are described before any type refers to them. Calendars and feeds lead to each other:
# whoever asks for the one first, feeds are read first.
from api.schema.types import enums, feed  # noqa: F401
