"""The set of keys with which receipts are proved."""

import pytest

from service.receipts import KeySetError, from_jwks, to_jwks

# From RFC 8037, appendix A.
JWK = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


def test_the_key_set_is_the_one_of_the_standard() -> None:
    public_keys = from_jwks({"keys": [JWK | {"kid": "a"}]})

    assert to_jwks(public_keys) == {"keys": [JWK | {"kid": "a", "use": "sig"}]}


def test_keys_of_other_kinds_and_uses_are_passed_over() -> None:
    others = [{"kty": "RSA"}, JWK | {"crv": "X25519"}, JWK | {"use": "enc"}]

    assert from_jwks({"keys": others}) == {}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (None, "this is not a JWK Set"),
        ({"keys": {}}, "this is not a JWK Set"),
        ({"keys": ["a"]}, r"keys\[0\] is not an object"),
        ({"keys": [JWK]}, r"keys\[0\] has no kid"),
        ({"keys": [JWK | {"kid": 5}]}, r"keys\[0\] has no kid"),
        ({"keys": [JWK | {"kid": "a"}] * 2}, r"keys\[1\] has the same kid as another key"),
        ({"keys": [JWK | {"kid": "a", "x": "AA"}]}, r"keys\[0\]\.x is not 32 bytes"),
        ({"keys": [JWK | {"kid": "a", "x": None}]}, r"keys\[0\]\.x is not 32 bytes"),
        ({"keys": [JWK | {"kid": "a", "d": "AA"}]}, r"keys\[0\] is a private key, which"),
    ],
)
def test_a_key_set_that_is_wrong_is_reported_as_that(document: object, message: str) -> None:
    with pytest.raises(KeySetError, match=message):
        from_jwks(document)
