"""Object types of the schema, one module for each part of the domain."""

# The enums are described before any type refers to them.
from api.schema.types import enums  # noqa: F401
