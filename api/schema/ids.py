"""Opaque ids of the schema: the type's name and the key, in URL-safe base64.

An id that cannot be read, or is of another type, is answered like one that does not exist.
"""

import base64
import binascii
from uuid import UUID

import strawberry


def encode_id(kind: str, key: UUID) -> strawberry.ID:
    """The id of the object of this type with this key."""
    return strawberry.ID(
        base64.urlsafe_b64encode(f"{kind}:".encode() + key.bytes).decode().rstrip("=")
    )


def decode_id(text: str) -> tuple[str, UUID] | None:
    """Type and key of an id; None when it is not one of ours."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        kind, key = raw.split(b":", 1)
        return kind.decode("ascii"), UUID(bytes=key)
    except (ValueError, binascii.Error):
        return None


def key_of(text: str, kind: str) -> UUID:
    """The key in an id of this type; for any other text the nil key, which nothing has."""
    decoded = decode_id(text)
    return decoded[1] if decoded and decoded[0] == kind else UUID(int=0)
