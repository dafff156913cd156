"""Tokens: their format, derivation and hashing."""

import base64
import hashlib
import hmac
import re

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from api import tokens
from api.tokens import (
    ALPHABET,
    KEY_BYTES,
    NONCE_BYTES,
    SECRET_LENGTH,
    SELECTOR_LENGTH,
    Key,
    KeyRing,
    Token,
    derive_feed_token,
    encode_secret,
    generate_key,
    generate_selector,
    generate_token,
    hash_secret,
    parse_key,
    parse_token,
    verify_secret,
)

PREFIXES = [tokens.FEED, tokens.SESSION, tokens.API, tokens.USER, tokens.LINK]
SELECTORS = st.text(ALPHABET, min_size=SELECTOR_LENGTH, max_size=SELECTOR_LENGTH)
NONCES = st.binary(min_size=NONCE_BYTES, max_size=NONCE_BYTES)
SECRETS = st.binary(min_size=32, max_size=32)
KEYS = SECRETS.map(Key)
TOKENS = st.builds(Token, st.sampled_from(PREFIXES), SELECTORS, SECRETS.map(encode_secret))


@given(TOKENS)
def test_a_token_is_what_is_parsed_of_its_text(token: Token) -> None:
    assert parse_token(str(token), token.prefix) == token
    assert re.fullmatch(r"cf[saup]?_[0-9A-Za-z]{16}_[0-9A-Za-z]{43}", str(token))


@given(TOKENS, st.sampled_from(PREFIXES))
def test_a_token_is_of_one_kind(token: Token, prefix: str) -> None:
    assert (parse_token(str(token), prefix) is None) == (prefix != token.prefix)


@given(st.text())
def test_any_text_is_a_token_only_if_it_reads_as_one(text: str) -> None:
    for prefix in PREFIXES:
        token = parse_token(text, prefix)
        assert token is None or str(token) == text


@given(TOKENS, st.data())
def test_a_token_with_a_character_too_many_or_too_few_is_refused(
    token: Token, data: st.DataObject
) -> None:
    text = str(token)
    position = data.draw(st.integers(0, len(text)))
    more = data.draw(st.sampled_from([*ALPHABET, "_", " ", "\n", "\0", "é", "٣"]))
    assert parse_token(text[:position] + more + text[position:], token.prefix) is None
    assert parse_token(text[:position] + text[position + 1 :], token.prefix) in {
        None,
        token if position == len(text) else None,
    }


@pytest.mark.parametrize(
    "digit", ["_", "-", "é", "٣", "\N{FULLWIDTH DIGIT THREE}", " ", "\n", "\0", "%"]
)
def test_only_ascii_letters_and_digits_are_taken(digit: str) -> None:
    token = str(generate_token(tokens.FEED))
    for position in (3, 10, 20, len(token) - 1):
        assert parse_token(token[:position] + digit + token[position + 1 :], "cf") is None


def test_a_token_has_95_and_256_bits() -> None:
    assert len(ALPHABET) == len({*ALPHABET}) == 62
    assert len(ALPHABET) ** SELECTOR_LENGTH > 2**95
    assert len(ALPHABET) ** SECRET_LENGTH > 2**256
    assert encode_secret(b"\xff" * 32) != encode_secret(b"\xff" * 31 + b"\xfe")
    assert encode_secret(bytes(32)) == "0" * 43


@given(SECRETS, SECRETS)
def test_two_secrets_have_two_texts(one: bytes, other: bytes) -> None:
    assert (encode_secret(one) == encode_secret(other)) == (one == other)


def test_what_is_generated_is_never_the_same() -> None:
    assert len({str(generate_token(tokens.SESSION)) for _ in range(1_000)}) == 1_000
    assert len({generate_selector() for _ in range(1_000)}) == 1_000
    assert len({generate_key() for _ in range(1_000)}) == 1_000


@given(KEYS, SELECTORS, NONCES)
def test_the_token_of_a_feed_is_always_the_same(key: Key, selector: str, nonce: bytes) -> None:
    token = derive_feed_token(key, selector, nonce)
    assert token == derive_feed_token(Key(key.secret), selector, bytes(nonce))
    assert (token.prefix, token.selector) == ("cf", selector)
    assert parse_token(str(token), "cf") == token


@given(KEYS, KEYS, SELECTORS, SELECTORS, NONCES, NONCES)
def test_the_token_of_a_feed_differs_by_key_selector_and_nonce(
    key: Key, other_key: Key, selector: str, other_selector: str, nonce: bytes, other_nonce: bytes
) -> None:
    secret = derive_feed_token(key, selector, nonce).secret
    for part in (
        (other_key, selector, nonce),
        (key, other_selector, nonce),
        (key, selector, other_nonce),
    ):
        same = part == (key, selector, nonce)
        assert (derive_feed_token(*part).secret == secret) == same


def test_the_derivation_is_the_one_by_which_addresses_were_given_out() -> None:
    """It must never change: every address there is would be shown wrongly."""
    key, selector, nonce = Key(bytes(range(32))), "0123456789ABCDEF", bytes(range(16))
    message = b"calendar-feeds feed secret\x000123456789ABCDEF\x00" + nonce + b"\x01"
    secret = encode_secret(hmac.new(key.secret, message, hashlib.sha256).digest())
    assert derive_feed_token(key, selector, nonce).secret == secret
    assert str(derive_feed_token(key, selector, nonce)) == (
        "cf_0123456789ABCDEF_vVotndB0ajx7OKs1D33yP19LCjTEoH8kIvLytnuhzr9"
    )
    assert key.fingerprint == "24df2afdfab02419"


def test_a_fingerprint_gives_nothing_of_the_key_away() -> None:
    keys = [parse_key(generate_key()) for _ in range(100)]
    assert len({key.fingerprint for key in keys}) == 100
    for key in keys:
        assert re.fullmatch("[0-9a-f]{16}", key.fingerprint)
        assert key.fingerprint not in key.secret.hex()
        assert key.fingerprint not in hashlib.sha256(key.secret).hexdigest()


def test_a_hash_costs_64_kib_and_one_pass() -> None:
    parameters = extract_parameters(hash_secret("secret"))
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (64, 1, 1)
    assert (parameters.hash_len, parameters.salt_len) == (32, 16)
    assert "$m=64,t=1,p=1$" in hash_secret("secret")
    assert len(hash_secret("secret")) <= 128


def test_a_secret_is_hashed_differently_each_time() -> None:
    assert hash_secret("secret") != hash_secret("secret")


@given(SECRETS, SECRETS)
def test_a_hash_verifies_its_own_secret_and_no_other(one: bytes, other: bytes) -> None:
    stored = hash_secret(encode_secret(one))
    assert verify_secret(stored, encode_secret(one))
    assert verify_secret(stored, encode_secret(other)) == (one == other)


def test_nobody_has_the_secret_of_an_unknown_selector() -> None:
    decoy = encode_secret(hashlib.sha256(b"decoy").digest())
    for secret in (decoy, "", "decoy", encode_secret(bytes(32))):
        assert not verify_secret(None, secret)


@pytest.mark.parametrize(
    "parameters",
    [
        {"memory_cost": 128},
        {"time_cost": 2},
        {"parallelism": 2, "memory_cost": 64},
        {"type": Type.I},
        {"type": Type.D},
    ],
    ids=str,
)
def test_a_hash_with_other_parameters_is_refused_though_the_secret_is_right(
    parameters: dict[str, object],
) -> None:
    given_parameters = {"memory_cost": 64, "time_cost": 1, "parallelism": 1} | parameters
    stored = PasswordHasher(**given_parameters).hash("secret")  # type: ignore[arg-type]  # of several types
    assert not verify_secret(stored, "secret")


@pytest.mark.parametrize(
    "stored",
    [
        "$argon2id$v=19$m=4194304,t=1000,p=64$c29tZXNhbHRzb21lc2FsdA$aGFzaA",
        "$argon2id$v=19$m=64,t=1,p=1$",
        "$argon2id$v=19$m=64,t=1,p=1$$",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$",
        "$argon2id$v=19$m=64,t=1,p=1$!!$!!",
        "",
        "secret",
        "\0",
    ],
)
def test_what_is_no_hash_of_ours_is_refused_at_no_cost(stored: str) -> None:
    """The first would ask for four gigabytes."""
    assert not verify_secret(stored, "secret")


@given(SECRETS)
def test_a_key_is_32_bytes_in_url_safe_base64(secret: bytes) -> None:
    text = base64.urlsafe_b64encode(secret).decode()
    assert parse_key(text).secret == parse_key(text.rstrip("=")).secret == secret


def test_a_generated_key_can_be_read() -> None:
    text = generate_key()
    assert re.fullmatch("[0-9A-Za-z_-]{43}", text)
    assert len(parse_key(text).secret) == KEY_BYTES


@pytest.mark.parametrize(
    "text", ["", "A", "A" * 42, "A" * 44, "A" * 86, "!" * 43, "é" * 43, "=" * 44]
)
def test_any_other_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="a key") as refused:
        parse_key(text)
    assert not text or text not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_ring_finds_a_key_by_its_fingerprint() -> None:
    keys = tuple(parse_key(generate_key()) for _ in range(3))
    ring = KeyRing(keys)
    assert ring.first == keys[0]
    assert [ring.find(key.fingerprint) for key in keys] == [*keys]
    assert ring.find("0" * 16) is None
    assert KeyRing(keys[:1]).find(keys[1].fingerprint) is None


def test_representations_leave_secrets_out() -> None:
    token, key = generate_token(tokens.FEED), parse_key(generate_key())
    for text in (f"{token!r}", f"{[token]}", f"{ {'token': token} }"):
        assert token.secret not in text
        assert token.selector in text
    for text in (f"{key!r}", f"{key}", f"{KeyRing((key,))!r}", f"{[key]}"):
        assert repr(key.secret) not in text
        assert key.secret.hex() not in text
        assert key.fingerprint in text
