"""The two kinds of items, and what differs between them when they are compared and stored."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Events or tasks: their tables, and the columns that a batch decides.

    `key` is the column that says which row of a calendar an item is; `only` narrows the rows that
    it may be.
    """

    model: type[Any]
    table: str
    assignee_table: str
    assignee_key: str
    key: str
    columns: tuple[str, ...]
    only: str = ""

    @property
    def updated_columns(self) -> tuple[str, ...]:
        """The columns that a later batch writes."""
        return (*self.columns, "sequence", "updated_at")

    @property
    def created_columns(self) -> tuple[str, ...]:
        """The columns of the table."""
        table = self.model.describe(serializable=False)
        columns = (table["pk_field"], *table["data_fields"])
        return tuple(column["db_column"] for column in columns)
