"""The steps say yes where the verification of a real receiver does, and no where it does not."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from service.console.webhooks.steps import explained
from service.transport import SignatureError, signed_headers, verify
from service.transport.signature import ID, SIGNATURE, TIMESTAMP, secret_text
from tests.service.console.webhooks.test_steps import (
    BODY,
    FIRST,
    KNOWN,
    NOW_S,
    OTHERS,
    SECRET,
    SEEN,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
TIMESTAMPS = st.one_of(
    TEXTS,
    st.integers(NOW_S - 600, NOW_S + 600).map(str),
    st.integers(0, 10**400).map(str),
)
RIGHT = FIRST.headers[SIGNATURE]
SIGNATURES = st.one_of(
    TEXTS,
    st.sampled_from([RIGHT, f"v1,AAAA {RIGHT}", f"v1a,AAAA {RIGHT}", RIGHT[:-1], f"{RIGHT} "]),
    st.builds(
        lambda at_s: signed_headers("msg_a", at_s, BODY, [SECRET])[SIGNATURE],
        st.integers(NOW_S - 600, NOW_S + 600),
    ),
)
BODIES = st.one_of(st.just(BODY), st.binary(max_size=60), TEXTS.map(str.encode))


@given(
    name=st.one_of(st.just("msg_a"), TEXTS),
    at=st.one_of(st.just(str(NOW_S)), TIMESTAMPS),
    signature=SIGNATURES,
    content=BODIES,
    secret=st.sampled_from([SECRET, OTHERS]),
)
def test_the_steps_agree_with_the_verification(
    name: str, at: str, signature: str, content: bytes, secret: bytes
) -> None:
    seen = replace(
        SEEN,
        headers={ID: name, TIMESTAMP: at, SIGNATURE: signature},
        content=content,
        secret=secret_text(secret),
        computed="AAAA",
        received_s=NOW_S,
    )

    result = explained(seen, KNOWN)

    assert result.is_right == _is_accepted(seen.headers, content, secret)
    assert result.is_right or result.causes


def _is_accepted(headers: Mapping[str, str], content: bytes, secret: bytes) -> bool:
    try:
        verify(headers, content, [secret], NOW_S)
    except SignatureError:
        return False
    return True
