"""Input fields as columns."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.errors import InvalidInput
from api.schema.ids import key_of

# Columns that null clears; every other is left out of the input, or has a value.
_CLEARABLE: Final = {"time_zone", "everyone_role", "expires_at", "recurrence", "completed_at"}
# More than anybody names one by one; PostgreSQL takes 32,767 values with a statement.
_LONGEST_LIST: Final = 1_000


def given(
    input: object,
    *,
    without: Collection[str],
    omissible: Collection[str] = (),
    inside: Sequence[str] = (),
) -> dict[str, Any]:
    """The fields that an input gives, but those `without`.

    InvalidInput for a null that clears nothing, with a path that begins with the fields that the
    input is `inside`; of the `omissible` null means to leave them out.
    """
    columns = {}
    for name, value in vars(input).items():
        if name in without or value is UNSET or (value is None and name in omissible):
            continue
        if value is None and name not in _CLEARABLE:
            raise InvalidInput("Leave this out, or give a value.", (*inside, _camel(name)))
        columns[name] = value
    return columns


def keys_of(ids: Sequence[strawberry.ID], kind: str, field: str) -> list[UUID]:
    """The keys in these ids of one type, as `ids.key_of` reads each; InvalidInput for too many."""
    if len(ids) > _LONGEST_LIST:
        raise InvalidInput(
            f"Name at most {_LONGEST_LIST:,} at once. Send several requests.", (field,)
        )
    return [key_of(id_, kind) for id_ in ids]


def with_assignees(columns: dict[str, Any]) -> dict[str, Any]:
    """The columns of an item with the keys of whom it concerns, in the place of ids."""
    if "assignee_ids" in columns:
        columns["assignee_ids"] = keys_of(columns["assignee_ids"], "User", "assigneeIds")
    return columns


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
