"""Ids and cursors that whoever sees times only gets, and sends back, and cannot read.

The same bytes under the same key are sealed alike, so an id stays what it was. That is a synthetic
initialization vector (RFC 5297) with what Python has: HMAC-SHA256 makes it of the content, SHAKE256
makes the stream that hides the content. What was changed on the way is not opened.
"""

import hashlib
import hmac
from typing import Final

from api.tokens import Key, KeyRing

_PURPOSE: Final = b"calendar-feeds sealed\x00"
_TAG_LENGTH: Final = 16


def seal(keys: KeyRing, content: bytes) -> bytes:
    """The content, sealed with the first key."""
    tag = _tag(keys.first, content)
    return tag + _hidden(keys.first, tag, content)


def unseal(keys: KeyRing, sealed: bytes) -> bytes | None:
    """What was sealed with a key of the ring; None for anything else."""
    tag, hidden = sealed[:_TAG_LENGTH], sealed[_TAG_LENGTH:]
    for key in keys.keys:
        content = _hidden(key, tag, hidden)
        if hmac.compare_digest(tag, _tag(key, content)):
            return content
    return None


def _tag(key: Key, content: bytes) -> bytes:
    return hmac.digest(key.secret, _PURPOSE + content, "sha256")[:_TAG_LENGTH]


def _hidden(key: Key, tag: bytes, content: bytes) -> bytes:
    """The content hidden, or what is hidden shown again."""
    stream = hashlib.shake_256(key.secret + _PURPOSE + tag).digest(len(content))
    return bytes(one ^ other for one, other in zip(content, stream, strict=True))
