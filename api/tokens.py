"""Tokens: their format, how a feed's secret is derived, and how secrets are checked.

A token is `{prefix}_{selector}_{secret}`, letters and digits besides `_`. The selector is public
and indexed; the secret has 256 bits. The database holds only an argon2id hash of the secret, made
with the cheapest useful parameters: a work factor guards guessable secrets, and this one is not
guessable (docs/adr/0002-tokens.md has the figures).

A feed's secret is derived from a key that lives outside the database, so that the address can be
shown again; every other secret is random and shown once.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

FEED: Final = "cf"
SESSION: Final = "cfs"
API: Final = "cfa"
USER: Final = "cfu"
LINK: Final = "cfp"  # of a one-time link with which a password is set

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SELECTOR_LENGTH: Final = 16
SECRET_BYTES: Final = 32
SECRET_LENGTH: Final = 43  # base 62 digits that hold 256 bits: ceil(256 / log2(62))
NONCE_BYTES: Final = 16
KEY_BYTES: Final = 32

# 64 KiB, one pass, one lane: about 45 microseconds.
_HASHER: Final = PasswordHasher(
    time_cost=1, memory_cost=64, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)
# `verify` obeys the parameters that stand in the hash, so a hash that was not made by `hash_secret`
# is refused before it can ask for gigabytes.
_HASH_PREFIX: Final = "$argon2id$v=19$m=64,t=1,p=1$"
_TOKEN: Final = re.compile(
    rf"(?P<prefix>cf|cfs|cfa|cfu|cfp)_(?P<selector>[0-9A-Za-z]{{{SELECTOR_LENGTH}}})"
    rf"_(?P<secret>[0-9A-Za-z]{{{SECRET_LENGTH}}})"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token in its parts. Its representation leaves the secret out."""

    prefix: str
    selector: str
    secret: str

    def __str__(self) -> str:
        return f"{self.prefix}_{self.selector}_{self.secret}"

    def __repr__(self) -> str:
        return f"<Token {self.prefix}_{self.selector}>"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the ring, from which the secrets of feeds are derived (32 bytes)."""

    secret: bytes

    def __repr__(self) -> str:
        return f"<Key {self.fingerprint}>"

    @property
    def fingerprint(self) -> str:
        """Names the key (16 hexadecimal digits) without giving anything of it away."""
        return hmac.digest(self.secret, b"calendar-feeds key fingerprint", "sha256").hex()[:16]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys at hand: the first makes new addresses, the others still show older ones."""

    keys: tuple[Key, ...]

    @property
    def first(self) -> Key:
        """The key for new addresses."""
        return self.keys[0]

    def find(self, fingerprint: str) -> Key | None:
        """The key with this fingerprint, or None when it is gone."""
        return next((key for key in self.keys if key.fingerprint == fingerprint), None)


def parse_key(text: str) -> Key:
    """The key written as 32 bytes in URL-safe base64; ValueError when it is anything else."""
    padded = text + "=" * (-len(text) % 4)
    try:
        secret = base64.b64decode(padded, altchars=b"-_", validate=True)
    except ValueError:
        raise ValueError("a key is 32 bytes in URL-safe base64") from None
    if len(secret) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, this one has {len(secret)}")
    return Key(secret)


def generate_key() -> str:
    """A new key in the form that `parse_key` reads."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")


def parse_token(text: str, prefix: str) -> Token | None:
    """The token of this kind that the text is, or None when it is malformed."""
    match = _TOKEN.fullmatch(text)
    if match is None or match["prefix"] != prefix:
        return None
    return Token(prefix, match["selector"], match["secret"])


def generate_selector() -> str:
    """A new public half, with 95 bits: it can be neither guessed nor met twice."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SELECTOR_LENGTH))


def generate_token(prefix: str) -> Token:
    """A new token with a random secret, to be shown once."""
    return Token(prefix, generate_selector(), encode_secret(secrets.token_bytes(SECRET_BYTES)))


def derive_feed_token(key: Key, selector: str, nonce: bytes) -> Token:
    """The feed token that belongs to selector and nonce under this key; always the same.

    HMAC-SHA256 serves as the pseudorandom function, as in the expand step of HKDF (RFC 5869).
    """
    message = b"calendar-feeds feed secret\x00" + selector.encode() + b"\x00" + nonce + b"\x01"
    return Token(FEED, selector, encode_secret(hmac.digest(key.secret, message, "sha256")))


def encode_secret(secret: bytes) -> str:
    """256 bits as 43 digits of base 62."""
    number = int.from_bytes(secret, "big")
    digits = []
    for _ in range(SECRET_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def hash_secret(secret: str) -> str:
    """The argon2id hash under which a secret is stored."""
    return _HASHER.hash(secret)


def verify_secret(stored_hash: str | None, secret: str) -> bool:
    """Whether the secret is the one that was hashed.

    None stands for an unknown selector: it costs the same work and is never right.
    """
    known = stored_hash is not None and stored_hash.startswith(_HASH_PREFIX)
    try:
        _HASHER.verify(stored_hash if known and stored_hash else _decoy_hash(), secret)
    except (VerificationError, InvalidHashError):
        return False
    return known


@cache
def _decoy_hash() -> str:
    """A hash that no token has, for the work that an unknown selector costs."""
    return _HASHER.hash(encode_secret(hashlib.sha256(b"decoy").digest()))
