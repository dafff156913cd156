"""Opaque ids of the schema: the type's name and the key, in URL-safe base64.

An occurrence of a series has no key: its id is made of the series' and of the start that the series
gives it, and stays the same when the occurrence is moved or changed. A key tells when its row was
made. So whoever sees times only is given these ids sealed (docs/adr/0011-occurrence-ids.md).

Such an id names its event wherever the id of an event is taken: a role may have changed meanwhile.

An id that cannot be read, or is of another type, is answered like one that does not exist.
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import strawberry

from api.models.entry import OccurrenceKey
from api.models.fields import EARLIEST, LATEST
from api.schema.sealing import seal, unseal
from api.tokens import KeyRing

_OCCURRENCE: Final = b"Occurrence:"
_SEALED: Final = b"Sealed:"
_KEY_LENGTH: Final = 16
# Of the two kinds that are sealed, so that their lengths do not tell them apart.
_EVENT_LENGTH: Final = len(b"Event:") + _KEY_LENGTH
_LONGEST: Final = len(_OCCURRENCE) + _KEY_LENGTH + 8
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)


def encode_id(kind: str, key: UUID) -> strawberry.ID:
    """The id of the object of this type with this key."""
    return _encode(f"{kind}:".encode() + key.bytes)


def decode_id(text: str) -> tuple[str, UUID] | None:
    """Type and key of an id; None when it is not one of ours."""
    try:
        kind, key = _decode(text).split(b":", 1)
        return kind.decode("ascii"), UUID(bytes=key)
    except (ValueError, binascii.Error):
        return None


def key_of(text: str, kind: str) -> UUID:
    """The key in an id of this type; for any other text the nil key, which nothing has."""
    decoded = decode_id(text)
    return decoded[1] if decoded and decoded[0] == kind else UUID(int=0)


def encode_occurrence(occurrence: OccurrenceKey) -> strawberry.ID:
    """The id of an occurrence."""
    series_id, original_start = occurrence
    seconds = (original_start - _EPOCH) // _SECOND
    return _encode(_OCCURRENCE + series_id.bytes + seconds.to_bytes(8, signed=True))


def decode_occurrence(text: str) -> OccurrenceKey | None:
    """The occurrence that an id names; None when it names none."""
    try:
        raw = _decode(text)
        key, seconds = raw[len(_OCCURRENCE) :][:_KEY_LENGTH], raw[len(_OCCURRENCE) + _KEY_LENGTH :]
        if not raw.startswith(_OCCURRENCE) or len(seconds) != 8:  # noqa: PLR2004  (bytes, above)
            return None
        original_start = _EPOCH + int.from_bytes(seconds, signed=True) * _SECOND
        if not EARLIEST <= original_start <= LATEST:
            return None
        return OccurrenceKey(UUID(bytes=key), original_start)
    except (ValueError, OverflowError, binascii.Error):
        return None


def decode_event(text: str, keys: KeyRing) -> tuple[UUID, datetime | None]:
    """The event that an id names, sealed or not, and of an occurrence the start its series gives.

    Any other text names what is not there. Whether the asker may see the event is asked after.
    """
    opened = opened_id(text, keys)
    return decode_occurrence(opened) or (key_of(opened, "Event"), None)


def sealed_id(id_: strawberry.ID, keys: KeyRing) -> strawberry.ID:
    """The id as whoever sees times only gets it."""
    return _encode(_SEALED + seal(keys, _decode(id_).ljust(_LONGEST, b"\0")))


def opened_id(text: str, keys: KeyRing) -> str:
    """The id that was sealed; any other text as it is."""
    try:
        raw = _decode(text)
    except (ValueError, binascii.Error):
        return text
    if not raw.startswith(_SEALED):
        return text
    content = unseal(keys, raw[len(_SEALED) :])
    if content is None:
        return text
    return _encode(content if content.startswith(_OCCURRENCE) else content[:_EVENT_LENGTH])


def _encode(raw: bytes) -> strawberry.ID:
    return strawberry.ID(base64.urlsafe_b64encode(raw).decode().rstrip("="))


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
