"""What it costs to derive, hash and verify the secret of a feed, and to verify a password."""

import hashlib
from collections.abc import Iterator

from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from api.tokens import derive_feed_token, generate_key, hash_secret, parse_key, verify_secret
from benchmarks.timing import line, median


def measure() -> Iterator[str]:
    """One line a figure."""
    key = parse_key(generate_key())
    token = derive_feed_token(key, "0" * 16, b"nonce")
    stored = hash_secret(token.secret)
    yield line(
        "derive a feed's secret", median(lambda: derive_feed_token(key, "0" * 16, b"n"), 2000)
    )
    yield line("hash a feed's secret", median(lambda: hash_secret(token.secret), 1000))
    yield line("verify a feed's secret", median(lambda: verify_secret(stored, token.secret), 1000))
    yield line("  SHA-256 of it, to compare", median(lambda: hashlib.sha256(stored.encode()), 5000))
    passwords = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
    hashed = passwords.hash("correct horse")
    yield line("verify a password", median(lambda: passwords.verify(hashed, "correct horse"), 5))
