"""What cannot be taken of a batch: all of it is told, and nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from api.errors import InvalidInput, UserError, UserErrors
from api.models import validation

# With all that they hold, up to 10 MB, and a fraction of a second of the database's time.
MOST_ITEMS: Final = 1_000
# With each of them go its members, its feeds and their addresses: some milliseconds.
MOST_CALENDARS: Final = 100
MOST_TOLD: Final = 100


class Refusals:
    """The errors of a batch so far; `field` is the list of the input that holds its items."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._errors: list[tuple[int, UserError]] = []

    @contextmanager
    def of(self, index: int) -> Iterator[None]:
        """Notes what the block cannot take of this item, and goes on."""
        try:
            yield
        except UserError as error:
            path = (self._field, str(index), *error.path)
            self._errors.append((index, type(error)(error.message, path)))

    def raise_any(self) -> None:
        """Raises UserErrors with the first of them, in the order of the items, if there are any."""
        if self._errors:
            errors = sorted(self._errors, key=lambda noted: noted[0])[:MOST_TOLD]
            raise UserErrors([error for _, error in errors])


def check_size(items: Sequence[object], field: str, *, most: int = MOST_ITEMS) -> None:
    """Refuses more items than are written at once."""
    if len(items) > most:
        raise InvalidInput(f"Send at most {most:,} at once; these are {len(items):,}.", (field,))


def check_external_ids(
    items: Mapping[int, Mapping[str, Any]], refusals: Refusals
) -> dict[str, int]:
    """Which item has which external id; notes items without a usable one, or with another's."""
    seen: dict[str, int] = {}
    for index, fields in items.items():
        with refusals.of(index):
            name = validation.external_id(fields["external_id"], "externalId")
            if name in seen:
                raise InvalidInput(
                    "Another item of this batch has the same id. Leave one of them out.",
                    ("externalId",),
                )
            seen[name] = index
    return seen
